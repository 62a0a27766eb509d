/* A list that is searched, filtered and sorted where it stands. Columns, facets and rows are in the data (data/<name>.js):
   nothing here knows what a pattern or a repo is. The address always says what is shown. */
"use strict";

(() => {
  const ON_A_PAGE = 100;
  const AT_ONCE = 25; // rows of a screen; those below follow before anybody has scrolled there
  const form = document.querySelector("[data-listing]");
  const { remember, [form?.dataset.listing]: data } = globalThis.sessionMemory ?? {};
  if (!data) return; // what stands on the page stays

  // --- small tools ---------------------------------------------------------------------------------------

  const element = (tag, attributes = {}, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name in made) made[name] = value;
      else made.setAttribute(name, value);
    }
    made.append(...children);
    return made;
  };
  const number = (n) => n.toLocaleString("en");
  const either = new Intl.ListFormat("en-GB", { type: "disjunction" });
  const wide = matchMedia("(min-width: 44em)");

  // --- the rows, prepared once so that each key stroke is cheap ------------------------------------------

  const { columns } = data;
  // On the page of one value, such as a tag, nothing of it is left out at first.
  const facets = form.dataset.facet ? data.facets.map((facet) => ({ ...facet, first: [] })) : data.facets;
  const facetAt = new Map(facets.map((facet, at) => [facet.key, at]));
  const rows = data.rows.filter(([, , facts]) => {
    const within = facets[facetAt.get(form.dataset.facet)];
    return !within || facts[facetAt.get(within.key)].some((at) => within.values[at] === form.dataset.value);
  });
  const texts = rows.map(([, cells]) =>
    cells.filter((_, at) => columns[at].searched).flat().join("\n").toLowerCase(),
  );

  const versionNumber = (text) => text.split(".").reduce((sum, part) => sum * 1e5 + Number(part), 0);
  const sortKey = {
    name: ([text]) => text.toLowerCase(),
    badges: (items) => items.filter((item) => typeof item === "string").join(" "),
    counts: (items) => items.reduce((sum, [, count]) => sum + count, 0),
    chips: (items) => items.join(" ").toLowerCase(),
    text: (text) => text.toLowerCase(),
    number: (count) => count,
    date: (text) => text,
    version: versionNumber,
  };
  const FALLING_FIRST = ["number", "counts", "date"];
  const orders = new Map();

  /** Places of all rows in the order `sort`. Rows that are alike there stay in the order of the data. */
  const ordered = (sort) => {
    if (!orders.has(sort)) {
      const falling = sort.startsWith("-") ? -1 : 1;
      const at = columns.findIndex((column) => column.key === sort.replace(/^-/, ""));
      const keys = rows.map(([, cells]) => sortKey[columns[at].kind](cells[at]));
      const compare = (a, b) => (keys[a] < keys[b] ? -falling : keys[a] > keys[b] ? falling : 0);
      orders.set(sort, rows.map((_, place) => place).sort(compare));
    }
    return orders.get(sort);
  };

  // --- what is shown, and the address that says so -------------------------------------------------------

  const SORTS = columns.flatMap(({ key, kind }) => (FALLING_FIRST.includes(kind) ? [`-${key}`, key] : [key, `-${key}`]));
  const first = () => ({ words: "", sort: data.sort, page: 1, chosen: facets.map((facet) => new Set(facet.first)) });
  let state = first();

  const same = (a, b) => a.size === b.size && [...a].every((one) => b.has(one));
  const isLeftOut = (at) => facets[at].first.length > 0 && !changed(at);
  const changed = (at) => !same(state.chosen[at], new Set(facets[at].first));

  /** The address's short words for everything and nothing, unless a value is called so. */
  const short = (facet, word) => (facet.values.includes(word) ? "" : word);

  const chosenIn = (facet, given) => {
    const known = facet.values.map((value, at) => (given.includes(value) ? at : -1)).filter((at) => at >= 0);
    if (known.length) return new Set(known);
    if (given.includes("all")) return new Set(facet.values.keys());
    // What is not known any more is as if it had not been said.
    return new Set(given.includes("none") || given.includes("") ? [] : facet.first);
  };

  // Not `q`, which the theme takes for its own search.
  const fromAddress = () => {
    const said = new URLSearchParams(location.search);
    const sort = said.get("sort");
    return {
      words: said.get("find") ?? "",
      sort: SORTS.includes(sort) ? sort : data.sort,
      page: Math.max(1, Number.parseInt(said.get("page"), 10) || 1),
      chosen: facets.map((facet) => chosenIn(facet, said.getAll(facet.key))),
    };
  };

  const asQuery = () => {
    const said = new URLSearchParams();
    if (state.words.trim()) said.set("find", state.words.trim());
    facets.forEach((facet, at) => {
      const chosen = state.chosen[at];
      if (!changed(at)) return;
      if (chosen.size === 0) said.set(facet.key, short(facet, "none"));
      else if (chosen.size === facet.values.length && chosen.size > 1 && short(facet, "all")) said.set(facet.key, "all");
      else facet.values.forEach((value, place) => chosen.has(place) && said.append(facet.key, value));
    });
    if (state.sort !== data.sort) said.set("sort", state.sort);
    if (state.page > 1) said.set("page", state.page);
    return said;
  };

  // --- which rows match ----------------------------------------------------------------------------------

  /** Places of the rows that match, in order; how many more there would be; and how many rows each value of a facet would give, whatever else is
      chosen in that facet: so a row that only this facet keeps out counts there. */
  const match = () => {
    const terms = state.words.toLowerCase().split(/\s+/).filter(Boolean);
    const asked = facets.map((_, at) => at).filter((at) => state.chosen[at].size);
    const counts = facets.map((facet) => new Uint32Array(facet.values.length));
    const found = [];
    let hidden = 0; // what only a choice keeps out that nobody made
    for (const place of ordered(state.sort)) {
      if (!terms.every((term) => texts[place].includes(term))) continue;
      const facts = rows[place][2];
      const missed = asked.filter((at) => !facts[at].some((value) => state.chosen[at].has(value)));
      if (missed.length > 1) continue;
      if (!missed.length) found.push(place);
      else if (isLeftOut(missed[0])) hidden++;
      for (const at of missed.length ? missed : facets.keys()) for (const value of facts[at]) counts[at][value]++;
    }
    return { found, hidden, counts };
  };

  // --- rows ----------------------------------------------------------------------------------------------

  const badge = (word, said = word) => {
    const [tone, sign] = data.badges[word];
    const made = element("span", { className: `badge badge--${tone}` }, said);
    made.dataset.sign = sign;
    return made;
  };
  const link = (page, text) => element("a", { href: form.dataset.root + page }, text);
  const spaced = (parts) => parts.flatMap((part) => [part, " "]);
  const chip = (facet) => (value) => {
    const alone = element("a", { href: `?${new URLSearchParams([[facet, value]])}` }, value);
    alone.dataset.value = value;
    return element("span", { className: "tag" }, alone);
  };
  const inside = {
    name: ([text, under], _, page) => [link(page, text), ...(under ? [element("span", { className: "quiet" }, under)] : [])],
    badges: (items, { lead }) =>
      spaced(items.flatMap((item) => (typeof item === "string" ? [badge(item)] : [lead, link(item[1], item[0])]))),
    counts: (items) => spaced(items.map(([word, count]) => badge(word, `${number(count)} ${word}`))),
    chips: (items, { facet }) => spaced(items.map(chip(facet))),
    number: (count) => [number(count)],
  };

  const drawnCell = (column, cell, page) => {
    const children = inside[column.kind]?.(cell, column, page) ?? [cell];
    const className = `listed__${column.kind}`;
    if (column.kind === "name") return element("th", { scope: "row", className }, ...children);
    const made = element("td", { className }, ...children);
    made.dataset.label = column.label;
    if (column.facet) made.dataset.facet = column.facet;
    return made;
  };

  const drawnRow = ([page, cells]) => element("tr", {}, ...cells.map((cell, at) => drawnCell(columns[at], cell, page)));

  // --- what never changes on the page --------------------------------------------------------------------

  const [input, select] = form.querySelectorAll("input, select");
  const [told, leftOut] = form.querySelectorAll(".listing__told span");
  const [showAll, clear] = form.querySelectorAll(".listing__told button");
  const filters = form.querySelector(".listing__facets");

  const heads = columns.map(({ label, kind }) => {
    const button = element("button", { type: "button" }, label);
    return element("th", { scope: "col", className: kind === "number" ? "number" : "" }, button);
  });
  const body = element("tbody");
  const head = element("thead", {}, element("tr", {}, ...heads));
  const table = element("table", { className: "listed__table" }, head, body);
  const clearAll = element("button", { type: "button" }, "Clear the filters");
  const showAllToo = element("button", { type: "button" });
  const empty = element("p", { className: "listed__empty" }, `No ${data.noun} is like that. `, showAllToo, " ", clearAll);
  const [before, after] = ["Earlier", "More"].map((text) => element("button", { type: "button" }, text));
  const place = element("span");
  const pager = element("nav", { className: "listed__pager" }, before, place, after);
  pager.setAttribute("aria-label", "Pages of the list");

  const DIRECTIONS = { number: ["least", "most"], counts: ["least", "most"], date: ["oldest", "newest"], version: ["lowest", "highest"] };
  for (const sort of SORTS) {
    const { label, kind } = columns.find((column) => column.key === sort.replace(/^-/, ""));
    const falling = sort.startsWith("-");
    const way = DIRECTIONS[kind] ? `${DIRECTIONS[kind][Number(falling)]} first` : falling ? "Z to A" : "A to Z";
    select.append(element("option", { value: sort }, `${label}: ${way}`));
  }

  // --- facets: their boxes are made when somebody opens one ----------------------------------------------

  const drawn = facets.map((facet, at) => {
    const chosen = element("span", { className: "facet__chosen" });
    const summary = element("summary", {}, facet.label, " ", chosen);
    const content = element("div", { className: "facet__values" });
    const details = element("details", { className: "facet", name: "facet" }, summary, content);
    details.addEventListener("toggle", () => details.open && drawFacet(at, match().counts[at]));
    return { details, summary, chosen, content, boxes: [], numbers: [] };
  });

  const madeBoxes = (at) => {
    const { content, boxes, numbers } = drawn[at];
    const preset = (text, values) => {
      const button = element("button", { type: "button" }, text);
      button.addEventListener("click", () => choose(at, new Set(values())));
      return button;
    };
    content.append(preset("All", () => facets[at].values.keys()), preset("None", () => []));
    facets[at].values.forEach((value, place) => {
      const box = element("input", { type: "checkbox", value });
      const count = element("span", { className: "facet__count" });
      box.addEventListener("change", () => {
        const chosen = new Set(state.chosen[at]);
        if (box.checked) chosen.add(place);
        else chosen.delete(place);
        choose(at, chosen);
      });
      boxes.push(box);
      numbers.push(count);
      content.append(element("label", {}, box, element("span", { className: "facet__value" }, value), count));
    });
  };

  const drawFacet = (at, counts) => {
    const { details, summary, chosen, boxes, numbers } = drawn[at];
    const { size } = state.chosen[at];
    const all = facets[at].values.length;
    const [only] = state.chosen[at];
    chosen.textContent = size === 0 ? "any" : size === all ? "all" : size === 1 ? facets[at].values[only] : `${size} of ${all}`;
    summary.classList.toggle("facet--set", changed(at));
    if (!details.open) return;
    if (!boxes.length) madeBoxes(at);
    boxes.forEach((box, place) => {
      box.checked = state.chosen[at].has(place);
      numbers[place].textContent = number(counts[place]);
      box.parentElement.classList.toggle("facet__nothing", counts[place] === 0);
    });
  };

  // --- drawing -------------------------------------------------------------------------------------------

  const show = () => {
    const { found, hidden, counts } = match();
    state.page = Math.min(state.page, Math.max(1, Math.ceil(found.length / ON_A_PAGE)));
    const start = (state.page - 1) * ON_A_PAGE;
    const seen = found.slice(start, start + ON_A_PAGE);
    draw(seen.map((at) => rows[at]));
    table.hidden = !found.length;
    empty.hidden = Boolean(found.length);
    pager.hidden = found.length <= ON_A_PAGE;
    before.disabled = state.page === 1;
    after.disabled = start + ON_A_PAGE >= found.length;
    place.textContent = `${number(start + 1)} to ${number(start + seen.length)} of ${number(found.length)}`;
    counts.forEach((some, at) => drawFacet(at, some));
    drawSort();
    tell(found.length, hidden);
    remember(asQuery());
  };

  let rest = 0;
  const draw = (some) => {
    body.replaceChildren(...some.slice(0, AT_ONCE).map(drawnRow));
    cancelAnimationFrame(rest);
    rest = requestAnimationFrame(() => body.append(...some.slice(AT_ONCE).map(drawnRow)));
  };

  const drawSort = () => {
    const falling = state.sort.startsWith("-");
    heads.forEach((cell, at) => {
      if (columns[at].key === state.sort.replace(/^-/, "")) cell.ariaSort = falling ? "descending" : "ascending";
      else cell.removeAttribute("aria-sort");
    });
    select.value = state.sort;
  };

  const tell = (found, hidden) => {
    told.textContent = `${number(found)} of ${number(rows.length)} ${data.noun}${rows.length === 1 ? "" : "s"}`;
    const kinds = facets.flatMap(({ first, values }, at) =>
      isLeftOut(at) ? values.filter((_, value) => !first.includes(value)) : [],
    );
    leftOut.textContent = hidden ? `without ${number(hidden)} that ${hidden === 1 ? "is" : "are"} ${either.format(kinds)}` : "";
    showAll.hidden = showAllToo.hidden = !hidden;
    showAllToo.textContent = `Show ${number(hidden)} ${either.format(kinds)}`;
    const set = facets.filter((_, at) => changed(at)).length;
    clear.hidden = !set && !state.words;
    filters.querySelector("summary").textContent = set ? `Filters: ${set} set` : "Filters";
  };

  // --- what a reader can do ------------------------------------------------------------------------------

  const turn = (change) => {
    state = { ...state, page: 1, ...change };
    show();
  };
  const choose = (at, values) => turn({ chosen: state.chosen.map((some, place) => (place === at ? values : some)) });
  const leaveNothingOut = () => {
    turn({ chosen: state.chosen.map((some, at) => (isLeftOut(at) ? new Set(facets[at].values.keys()) : some)) });
    input.focus(); // the button is not there any more
  };
  const startAgain = () => {
    input.value = "";
    turn({ ...first(), sort: state.sort });
    input.focus();
  };
  const goTo = (page) => {
    turn({ page });
    form.scrollIntoView();
    body.querySelector("a")?.focus({ preventScroll: true });
  };

  input.addEventListener("input", () => turn({ words: input.value }));
  select.addEventListener("change", () => turn({ sort: select.value }));
  form.addEventListener("submit", (event) => event.preventDefault());
  for (const button of [showAll, showAllToo]) button.addEventListener("click", leaveNothingOut);
  for (const button of [clear, clearAll]) button.addEventListener("click", startAgain);
  before.addEventListener("click", () => goTo(state.page - 1));
  after.addEventListener("click", () => goTo(state.page + 1));
  heads.forEach((cell, at) =>
    cell.firstChild.addEventListener("click", () => {
      const ways = SORTS.filter((sort) => sort.replace(/^-/, "") === columns[at].key);
      turn({ sort: ways[0] === state.sort ? ways[1] : ways[0] });
    }),
  );
  body.addEventListener("click", (event) => {
    const { value } = event.target.dataset;
    if (value === undefined || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const at = facetAt.get(event.target.closest("td").dataset.facet);
    choose(at, new Set([facets[at].values.indexOf(value)]));
    input.focus(); // what was clicked is not there any more
  });
  document.addEventListener("click", (event) => {
    for (const { details } of drawn) if (!details.contains(event.target)) details.open = false;
  });

  /** Move to the neighbour in a row of things; past the first of them to what stands before. */
  const step = (things, from, by, otherwise) => {
    const at = things.indexOf(from) + by;
    (at < 0 ? otherwise : things[Math.min(at, things.length - 1)])?.focus();
  };

  const onEscape = (target, facet) => {
    if (facet) {
      facet.details.open = false;
      facet.summary.focus();
    } else if (target !== input) input.focus();
    else if (input.value) {
      input.value = "";
      turn({ words: "" });
    } else input.blur();
  };

  const onArrow = (target, by, facet) => {
    if (facet) step([...facet.content.querySelectorAll("button, input")], target, by, facet.summary);
    else step([...body.querySelectorAll("th a")], target.closest("tr")?.querySelector("th a"), by, input);
  };

  // Before the theme, which would open its own search at these keys.
  document.addEventListener(
    "keydown",
    (event) => {
      const { target, key } = event;
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const facet = drawn.find(({ details }) => details.open && details.contains(target));
      const inList = facet || target === input || body.contains(target);
      const typing = target.closest("textarea, select, [contenteditable], input:not([type=checkbox], [type=radio])");
      if ((key === "/" || key === "s") && !typing) input.focus();
      else if (key === "Escape" && inList) onEscape(target, facet);
      else if ((key === "ArrowDown" || key === "ArrowUp") && inList) onArrow(target, key === "ArrowDown" ? 1 : -1, facet);
      else return;
      event.preventDefault();
      event.stopPropagation();
    },
    true,
  );

  const read = () => {
    state = fromAddress();
    input.value = state.words;
    show();
  };
  const fold = () => (filters.open = wide.matches);

  filters.querySelector("div").append(...drawn.map(({ details }) => details));
  fold();
  read();
  // Only now that all went well.
  document.querySelector(".listed").replaceChildren(table, empty, pager);
  form.hidden = false;
  addEventListener("popstate", read);
  wide.addEventListener("change", fold);
})();
