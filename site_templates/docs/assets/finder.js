/* Search with Pagefind: the index is loaded in pieces, when somebody begins to type. */
"use strict";

(() => {
  const SHOWN = 10;
  const box = document.querySelector("[data-finder]");
  const [input, output, meta, list] = ["input", ".finder__output", ".finder__meta", "ol"].map((what) =>
    box.querySelector(what),
  );
  const address = new URL(box.dataset.finder, location);
  const root = new URL("../", address);
  let engine = null;
  let latest = 0;

  const counted = (number) => (number === 1 ? "1 page" : `${number} pages`);

  const load = () => (engine ??= import(address.href));

  const row = (found) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    const excerpt = document.createElement("p");
    link.href = new URL(found.raw_url.replace(/^\//, ""), root).href;
    link.textContent = found.meta.title;
    // Pagefind escapes the text and marks the words; what is taken from it is text all the same.
    const parsed = new DOMParser().parseFromString(found.excerpt, "text/html").body;
    for (const node of parsed.childNodes) {
      const shown = node.nodeName === "MARK" ? document.createElement("mark") : document.createElement("span");
      shown.textContent = node.textContent;
      excerpt.append(shown);
    }
    item.append(link, excerpt);
    return item;
  };

  const show = (rows, said) => {
    list.replaceChildren(...rows);
    meta.textContent = said;
    output.hidden = false;
    output.ariaBusy = "false";
  };

  const close = () => {
    output.hidden = true;
  };

  const search = async () => {
    const words = input.value.trim();
    const turn = ++latest;
    if (!words) return close();
    output.ariaBusy = "true";
    try {
      const pagefind = await load();
      const found = await pagefind.debouncedSearch(words, {}, 150);
      if (found === null || turn !== latest) return; // somebody went on typing
      const first = await Promise.all(found.results.slice(0, SHOWN).map((result) => result.data()));
      if (turn !== latest) return;
      const more = found.results.length > SHOWN ? `, the first ${SHOWN} here` : "";
      // Whoever types a name wants its page, however often others speak of it.
      const named = ({ raw_url }) => raw_url.endsWith(`/${words}/`);
      first.sort((a, b) => named(b) - named(a));
      show(first.map(row), found.results.length ? `${counted(found.results.length)}${more}` : `Nothing has the words “${words}”.`);
    } catch (error) {
      engine = null;
      show([], `The search could not be loaded (${error.message}). From a disk it needs a server: python3 -m http.server`);
    }
  };

  const walk = (step) => {
    const links = [...list.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement) + step;
    (links[at] ?? (at < 0 ? input : links.at(-1)))?.focus();
  };

  // That it cannot be loaded is said to whoever types something.
  input.addEventListener("focus", () => load().catch(() => (engine = null)), { once: true });
  input.addEventListener("input", search);
  document.addEventListener("click", (event) => box.contains(event.target) || close());
  box.addEventListener("focusout", ({ relatedTarget: next }) => next && !box.contains(next) && close());
  box.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      walk(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && event.target === input) {
      list.querySelector("a")?.click();
    } else if (event.key === "Escape") {
      close();
      input.blur();
    }
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !["/", "s", "f"].includes(event.key)) return;
    if (event.defaultPrevented) return;
    event.preventDefault();
    input.focus();
  });
  box.hidden = false;
})();
