/* The tab that the reader chose last, by its label, wherever there is one. */
"use strict";

(() => {
  const chosen = __md_get("__tabs");
  if (!Array.isArray(chosen)) return;
  for (const set of document.querySelectorAll(".tabbed-set")) {
    const labels = [...set.querySelectorAll(":scope > .tabbed-labels > label")];
    const wanted = chosen.map((name) => labels.find((label) => label.textContent.trim() === name)).find(Boolean);
    const input = wanted && document.getElementById(wanted.htmlFor);
    if (input) input.checked = true;
  }
})();
