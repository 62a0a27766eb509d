/* What changed between two dates: the difference of the two catalogs, worked out from what every pattern was when. */
"use strict";

(() => {
  const form = document.querySelector(".since");
  const data = globalThis.sessionMemory?.changes;
  if (!form || !data) return; // the list stays

  const [since, until] = form.querySelectorAll("input");
  const [told, box] = [form.querySelector("[role=status]"), form.querySelector(".difference")];
  const KINDS = ["added", "changed", "no longer followed", "taken out"];
  const [DATE, VERSION, STATUS, TEXT] = [0, 1, 2, 3];

  // A state without a version number is that of a pattern which was not there.
  const there = (state) => (state?.length > 1 ? state : undefined);
  // `since` counts with its whole day: what the catalog was is what it was before that day.
  const before = (states) => (since.value ? there(states.findLast((state) => state[DATE] < since.value)) : undefined);
  const after = (states) => there(states.findLast((state) => !until.value || state[DATE] <= until.value));

  const kind = (old, now) => {
    if (!old || !now) return now ? "added" : old ? "taken out" : "";
    if (data.over.includes(now[STATUS]) && !data.over.includes(old[STATUS])) return "no longer followed";
    return old[TEXT] === now[TEXT] ? "" : "changed";
  };

  const words = (old, now, kind) => {
    const version = (state) => state[VERSION] || "unknown";
    if (!old || !now) return version(now ?? old);
    const moved = old[VERSION] === now[VERSION] ? version(now) : `${version(old)} to ${version(now)}`;
    return kind === "no longer followed" ? `${now[STATUS]}, ${moved}` : moved;
  };

  const item = ([id, title, page], now, text) => {
    const [entry, link, told] = ["li", "a", "span"].map((name) => document.createElement(name));
    const at = now?.[VERSION] ? `#v${now[VERSION]}` : ""; // there the page tells what changed
    link.href = `../${page.split("/").map(encodeURIComponent).join("/")}${at}`;
    link.textContent = title; // somebody's text: never markup
    entry.dataset.id = id;
    told.className = "quiet";
    told.textContent = ` ${text}`;
    entry.append(link, told);
    return entry;
  };

  const section = (kind, items) => {
    const [part, title, list] = ["section", "h2", "ul"].map((name) => document.createElement(name));
    title.textContent = `${items.length} ${kind}`;
    part.dataset.kind = kind;
    list.append(...items);
    part.append(title, list);
    return part;
  };

  const difference = () => {
    const found = new Map(KINDS.map((kind) => [kind, []]));
    for (const pattern of data.patterns) {
      const [old, now] = [before(pattern[3]), after(pattern[3])];
      const what = kind(old, now);
      if (what) found.get(what).push(item(pattern, now, words(old, now, what)));
    }
    return [...found].filter(([, items]) => items.length);
  };

  const show = () => {
    const asked = since.value || until.value;
    for (const list of document.querySelectorAll("ul.changes")) {
      const { day } = list.dataset;
      const inside = (!since.value || day >= since.value) && (!until.value || day <= until.value);
      list.hidden = list.previousElementSibling.hidden = !inside;
    }
    const parts = asked ? difference() : [];
    const counted = parts.map(([kind, items]) => `${items.length} ${kind}`).join(", ");
    told.textContent = asked ? `${counted || "No pattern changed"} between these two dates.` : "";
    box.replaceChildren(...parts.map(([kind, items]) => section(kind, items)));
    box.hidden = parts.length === 0;
  };

  const ask = () => {
    const given = [since, until].filter((input) => input.value);
    globalThis.sessionMemory.remember(new URLSearchParams(given.map((input) => [input.name, input.value])));
    show();
  };

  const asked = new URLSearchParams(location.search);
  for (const input of [since, until]) {
    input.value = asked.get(input.name) ?? ""; // what is no date stays empty
    input.addEventListener("change", ask);
  }
  form.querySelector("button").addEventListener("click", () => {
    since.value = until.value = "";
    ask();
  });
  form.hidden = false;
  show();
})();
