/* The history of a pattern: an address that names a version opens what changed with it, and any two can be compared. */
"use strict";

(() => {
  const CLASSES = { "+": "gi", "-": "gd" };
  const AROUND = 3; // lines, as in the listings that stand on the page

  const open = () => {
    const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const listing = named?.matches(".history > li") && named.querySelector("details");
    if (listing) listing.open = true;
  };
  addEventListener("hashchange", open);
  open();

  const form = document.getElementById("compare");
  if (!form) return;
  const [from, to] = form.querySelectorAll("select");
  const [told, box] = [form.querySelector("[role=status]"), form.querySelector(".highlight")];

  // Texts and library are large beside the page: they come when somebody asks.
  const loaded = (address) =>
    new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = address;
      script.onload = resolve;
      script.onerror = () => reject(new Error(`${address} cannot be loaded`));
      document.head.append(script);
    });
  let ready;
  const everything = () => (ready ??= Promise.all([loaded(form.dataset.texts), loaded(form.dataset.library)]));

  const line = (text) => {
    const span = document.createElement("span");
    span.className = text.startsWith("@@") ? "gu" : (CLASSES[text[0]] ?? "same");
    span.textContent = `${text}\n`; // somebody's text: never markup
    return span;
  };

  const draw = () => {
    const { versions } = globalThis.sessionMemory.versions;
    const text = (select) => versions.find((one) => one.version === select.value).text;
    const patch = globalThis.Diff.structuredPatch("", "", text(from), text(to), "", "", { context: AROUND });
    const lines = patch.hunks.flatMap((hunk) => [
      `@@ -${hunk.oldStart},${hunk.oldLines} +${hunk.newStart},${hunk.newLines} @@`,
      ...hunk.lines,
    ]);
    const count = (sign) => lines.filter((text) => text[0] === sign).length;
    told.textContent = lines.length
      ? `From ${from.value} to ${to.value}: ${count("+")} lines added, ${count("-")} removed.`
      : `${from.value} and ${to.value} have the same text.`;
    box.querySelector("code").replaceChildren(...lines.map(line));
    box.hidden = lines.length === 0;
  };

  const compare = async () => {
    try {
      await everything();
    } catch (error) {
      told.textContent = `${error.message}.`;
      return;
    }
    draw();
    globalThis.sessionMemory.remember(new URLSearchParams({ from: from.value, to: to.value }), "#compare");
  };

  form.querySelector("button").addEventListener("click", compare);
  form.hidden = false;
  const asked = new URLSearchParams(location.search);
  const choose = (select, value) => {
    const there = [...select.options].some((option) => option.value === value);
    if (there) select.value = value;
    return there;
  };
  if (choose(from, asked.get("from")) && choose(to, asked.get("to"))) compare();
})();
