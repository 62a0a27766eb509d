/* The matrix of repos and patterns. Only what can be seen is drawn, so that its size does not matter; what is shown,
   and in which order, is in the address, so that a view can be sent to somebody. Without this script there is a table. */
(() => {
  "use strict";

  const data = globalThis.sessionMemory?.matrix;
  const root = document.querySelector(".matrix");
  if (!data || !root) return;

  const [box, grid, detail] = ["box", "grid", "detail"].map((name) => root.querySelector(`.matrix-${name}`));
  const form = root.querySelector("form");
  const clear = root.querySelector(".matrix-clear");
  const toggles = [...root.querySelectorAll("[data-state]")];
  const NOTHING = " ";
  const SPARE = 6; // Cells that are drawn beyond the edge, so that not every small scroll draws anew.
  const STEP = 8; // Columns are drawn in steps of so many, for the same reason.

  // --- the data: one number for each repo and pattern, 0 where they do not meet, and a list of where they do ---

  const kinds = [null, ...data.kinds.map(([, cells]) => cells)];
  let stateOf = statesFor(""); // For each kind, the state that counts; -1 where there is none for the agent asked for.
  const marked = kinds.map((cells) => Boolean(cells?.some((cell) => cell[3])));
  const wide = data.patterns.length;
  const cells = new Uint16Array(data.repos.length * wide);
  const meetings = [];
  decode();
  const axes = {
    repo: data.repos.map(([name, domain, off, flavors]) => ({
      id: name, title: domain, domain, off, flavors, page: `repos/${name}/`, text: `${name} ${domain} ${off}`.toLowerCase(),
    })),
    pattern: data.patterns.map(([id, title, version, status, page, domain]) => ({
      id, title, domain, version, status, page: page === true ? `p/${id}/` : page,
      text: `${id} ${title} ${status}`.toLowerCase(),
    })),
  };

  function decode() {
    const meant = new Uint16Array(0x10000);
    data.kinds.forEach(([letter], index) => (meant[letter.charCodeAt(0)] = index + 1));
    data.rows.forEach((row, repo) => {
      for (let pattern = 0; pattern < row.length; pattern++) {
        const kind = meant[row.charCodeAt(pattern)];
        if (!kind) continue;
        cells[repo * wide + pattern] = kind;
        meetings.push(repo * wide + pattern);
      }
    });
  }

  /** What is for no agent, such as a text that is left over, is shown for each. */
  function statesFor(flavor) {
    return kinds.map((cells) => {
      const told = (cells ?? []).filter(([agent]) => !flavor || !agent || agent === flavor);
      return told.length ? Math.min(...told.map((cell) => cell[1])) : -1;
    });
  }

  // --- what is asked for, and what follows from it ---

  const FIRST = { by: "repo", "sort-repo": "need", "sort-pattern": "need", domain: "", flavor: "", repo: "", pattern: "" };
  const NARROW = ["domain", "flavor", "repo", "pattern"];
  const asked = { ...FIRST, states: new Set() };
  let shown; // { down, across }: which repos or patterns, as indices in their order
  let sums; // { repo, pattern }: for each index, what its cells come to
  let active; // { repo, pattern }, as indices: where the keyboard is
  let opened; // the same for what the details are about

  const other = (axis) => (axis === "repo" ? "pattern" : "repo");
  const kindOf = ({ repo, pattern }) => cells[repo * wide + pattern];

  function cellAt(down, across) {
    const [one, two] = [shown.down[down], shown.across[across]];
    return asked.by === "repo" ? { repo: one, pattern: two } : { repo: two, pattern: one };
  }

  /** The same as kindOf(cellAt(...)), for thousands of places. */
  function kindAt(down, across) {
    const [one, two] = [shown.down[down], shown.across[across]];
    return asked.by === "repo" ? cells[one * wide + two] : cells[two * wide + one];
  }

  const same = (a, b) => a && b && a.repo === b.repo && a.pattern === b.pattern;

  /** For each repo or pattern, whether the words typed for it are in its text. */
  function matching(axis) {
    const terms = asked[axis].toLowerCase().split(/\s+/).filter(Boolean);
    const reached = ({ domain, flavors }) =>
      axis === "pattern" || ((!asked.domain || domain === asked.domain) && (!asked.flavor || flavors.includes(asked.flavor)));
    return axes[axis].map((one) => reached(one) && terms.every((term) => one.text.includes(term)));
  }

  // Where each state stands among all of them, what most needs somebody first.
  const [SYNC, SKIPPED] = ["in-sync", "skipped"].map((word) => data.states.findIndex((state) => state.word === word));
  const empty = () => ({ need: 0, meant: 0, sync: 0, worst: data.states.length, many: 0 });

  function count(sum, state, wanted) {
    sum.need += wanted[state];
    sum.meant += state !== SKIPPED;
    sum.sync += state === SYNC;
    if (state < sum.worst) Object.assign(sum, { worst: state, many: 0 });
    sum.many += state === sum.worst;
  }

  const percent = ({ sync, meant }) => (meant ? Math.floor((100 * sync) / meant) : 100);
  const orders = {
    need: (a, b) => b.need - a.need,
    worst: (a, b) => a.worst - b.worst || b.many - a.many,
    sync: (a, b) => percent(a) - percent(b),
    domain: (a, b, one, two) => (one.domain < two.domain ? -1 : Number(one.domain > two.domain)),
    name: () => 0, // They come so.
  };

  function arrange() {
    const fits = { repo: matching("repo"), pattern: matching("pattern") };
    stateOf = statesFor(asked.flavor);
    sums = { repo: axes.repo.map(empty), pattern: axes.pattern.map(empty) };
    const counts = new Uint32Array(data.states.length);
    const wanted = data.states.map((state) => Number(asked.states.size ? asked.states.has(state.word) : state.waits));
    for (const at of meetings) {
      const pattern = at % wide;
      const repo = (at - pattern) / wide;
      const state = stateOf[cells[at]];
      if (state < 0 || !fits.repo[repo] || !fits.pattern[pattern]) continue;
      counts[state]++;
      count(sums.repo[repo], state, wanted);
      count(sums.pattern[pattern], state, wanted);
    }
    const ordered = (axis) => {
      const far = axis === "pattern" && (asked.domain || asked.flavor); // Then only patterns that reach one of the repos.
      const stays = ({ need, worst }) => (!asked.states.size || need) && (!far || worst < data.states.length);
      const order = orders[asked[`sort-${axis}`]];
      const [told, all] = [sums[axis], axes[axis]];
      return [...all.keys()].filter((at) => fits[axis][at] && stays(told[at]))
        .sort((a, b) => order(told[a], told[b], all[a], all[b]));
    };
    shown = { down: ordered(asked.by), across: ordered(other(asked.by)) };
    if (!position(active) || !same(active, opened)) active = firstSign();
    tell(counts, wanted);
    place();
  }

  /** 1,234. The browser's own way to write numbers takes longer to load than all the rest here. */
  const written = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ",");

  function tell(counts, wanted) {
    for (const toggle of toggles) {
      const at = data.states.findIndex((state) => state.word === toggle.dataset.state);
      toggle.querySelector("b").textContent = written(counts[at]);
      toggle.setAttribute("aria-pressed", String(asked.states.has(toggle.dataset.state)));
    }
    const number = (many, noun) => `${written(many)} ${noun}${many === 1 ? "" : "s"}`;
    const lists = { [asked.by]: shown.down, [other(asked.by)]: shown.across };
    const sum = counts.reduce((total, many, at) => total + (wanted[at] ? many : 0), 0);
    const words = asked.states.size ? [...asked.states].join(" or ") : "where somebody is needed";
    const names = `${number(lists.repo.length, "repo")}, ${number(lists.pattern.length, "pattern")}`;
    const fits = lists.repo.length && lists.pattern.length;
    const told = fits ? `${names}, ${number(sum, "cell")} ${words}.` : "No repo and pattern fit these filters together.";
    root.querySelector("[role=status]").textContent = told;
    clear.hidden = !(asked.states.size || NARROW.some((name) => asked[name]));
  }

  // --- drawing ---

  let size; // In pixels: a cell, the column of names, the row of names.
  let drawn = new Map(); // Place down -> { row, name, squares }: its elements, and those of its cells by place across
  let columns = { from: 0, to: 0 };

  /** Everything anew: another order, another size. */
  function place() {
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
    const narrow = root.clientWidth < 30 * rem;
    size = { cell: Math.round(1.3 * rem), side: Math.round((narrow ? 6.5 : 12) * rem), top: Math.round(8 * rem) };
    for (const [name, value] of Object.entries(size)) box.style.setProperty(`--${name}`, `${value}px`);
    grid.style.width = `${size.side + shown.across.length * size.cell}px`;
    grid.style.height = `${size.top + shown.down.length * size.cell}px`;
    grid.setAttribute("aria-label", asked.by === "repo" ? "Repos down, patterns across" : "Patterns down, repos across");
    grid.setAttribute("aria-rowcount", String(shown.down.length + 1));
    grid.setAttribute("aria-colcount", String(shown.across.length + 1));
    box.hidden = !shown.down.length || !shown.across.length;
    columns = { from: -1, to: -1 };
    draw();
  }

  /** Where a cell is now; nothing when the filters leave it out. */
  function position(cell) {
    if (!cell) return null;
    const down = shown.down.indexOf(cell[asked.by]);
    const across = shown.across.indexOf(cell[other(asked.by)]);
    return down < 0 || across < 0 ? null : { down, across };
  }

  function firstSign() {
    if (!shown.down.length || !shown.across.length) return null;
    const across = shown.across.findIndex((_, at) => shows(kindAt(0, at)));
    return cellAt(0, Math.max(0, across));
  }

  function draw() {
    if (box.hidden) return;
    const focused = grid.contains(document.activeElement);
    const from = Math.max(0, Math.floor(box.scrollLeft / size.cell / STEP) * STEP - STEP);
    const last = (box.scrollLeft + box.clientWidth - size.side) / size.cell;
    const to = Math.min(shown.across.length, Math.ceil(last / STEP) * STEP + STEP);
    const was = columns;
    const moved = from !== was.from || to !== was.to;
    columns = { from, to };
    if (moved && (was.from >= to || was.to <= from)) {
      drawn = new Map();
      grid.replaceChildren(heads());
    } else if (moved) grid.firstChild.replaceWith(heads());
    const focus = position(active);
    const top = Math.max(0, Math.floor(box.scrollTop / size.cell) - SPARE);
    const end = Math.min(shown.down.length, Math.ceil((box.scrollTop + box.clientHeight - size.top) / size.cell) + SPARE);
    for (const [at, there] of drawn) {
      if ((at < top || at >= end) && at !== focus.down) {
        there.row.remove();
        drawn.delete(at);
      } else if (moved) fill(there, at, focus, was.from);
    }
    for (let at = top; at < end; at++) drawRow(at, focus);
    // What has the focus stays there however far it is scrolled away.
    drawRow(focus.down, focus);
    if (focused && !grid.contains(document.activeElement)) here().focus({ preventScroll: true });
  }

  const here = () => grid.querySelector(".matrix-cell[tabindex='0']");

  function drawRow(down, focus) {
    if (drawn.has(down)) return;
    const row = element("div", "matrix-row", { role: "row", "aria-rowindex": down + 2 });
    row.style.top = `${size.top + down * size.cell}px`;
    row.append(head(asked.by, shown.down[down], "rowheader", 1));
    const made = { row, name: row.firstChild, squares: new Map() };
    fill(made, down, focus, columns.from);
    drawn.set(down, made);
    grid.append(row);
  }

  /** Only what came into sight is made, and only what left it is taken away: to scroll sideways is to do little.
      What is left of `begin` comes before what is there, so that the order of the elements is that of the columns. */
  function fill({ row, name, squares }, down, focus, begin) {
    const focused = down === focus.down ? focus.across : -1;
    for (const [at, made] of squares) {
      if (at === focused || (at >= columns.from && at < columns.to)) continue;
      made.remove();
      squares.delete(at);
    }
    const there = name.nextSibling;
    const add = (at) => {
      if (squares.has(at) || (at !== focused && !shows(kindAt(down, at)))) return;
      const made = square(down, at, at === focused);
      squares.set(at, made);
      row.insertBefore(made, at < begin ? there : null);
    };
    for (let at = columns.from; at < columns.to; at++) add(at);
    if (focused >= 0) add(focused);
  }

  const shows = (kind) => kind && stateOf[kind] >= 0 && (!asked.states.size || asked.states.has(data.states[stateOf[kind]].word));

  function square(down, across, isActive) {
    const cell = cellAt(down, across);
    const kind = kindOf(cell);
    const state = data.states[stateOf[kind]];
    const made = element("div", "matrix-cell", { role: "gridcell", "aria-colindex": across + 2, "aria-label": named(cell) });
    made.style.left = `${size.side + across * size.cell}px`;
    if (shows(kind)) {
      made.textContent = state.glyph;
      made.classList.add(`tone--${state.tone}`);
      made.classList.toggle("matrix-cell--marked", marked[kind]);
    }
    made.tabIndex = isActive ? 0 : -1;
    if (same(cell, opened)) made.setAttribute("aria-selected", "true");
    return made;
  }

  function heads() {
    const row = element("div", "matrix-heads", { role: "row", "aria-rowindex": 1 });
    const corner = element("div", "matrix-corner", { role: "columnheader", "aria-colindex": 1 });
    corner.textContent = asked.by === "repo" ? "Repo" : "Pattern";
    row.append(corner);
    for (let at = columns.from; at < columns.to; at++) {
      const made = head(other(asked.by), shown.across[at], "columnheader", at + 2);
      made.style.left = `${size.side + at * size.cell}px`;
      row.append(made);
    }
    return row;
  }

  function head(axis, index, role, column) {
    const made = element("div", "matrix-head", { role, "aria-colindex": column });
    made.append(link(axis, index, -1));
    const { id, title, off } = axes[axis][index];
    const sum = sums[axis][index];
    const told = [`${sum.need} ${asked.states.size ? "chosen" : "need somebody"}`, `${percent(sum)} % in sync`].join(", ");
    made.title = [id, title, off, told].filter(Boolean).join("\n");
    made.setAttribute("aria-label", [id, off, told].filter(Boolean).join(", "));
    if (off) made.append(element("b", "", {}, off));
    const number = asked[`sort-${axis}`] === "sync" ? `${percent(sum)} %` : String(sum.need || "");
    if (number) made.append(element("b", "", {}, number));
    return made;
  }

  function link(axis, index, tabIndex) {
    const { id, page } = axes[axis][index];
    if (!page) return element("span", "matrix-name", { dir: "auto" }, id);
    const made = element("a", "matrix-name", { dir: "auto" }, id);
    made.href = `../${encodeURI(page)}`;
    made.tabIndex = tabIndex;
    return made;
  }

  function element(tag, className, attributes = {}, text = "") {
    const made = document.createElement(tag);
    if (className) made.className = className;
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.textContent = text;
    return made;
  }

  // --- what a cell says ---

  function named(cell) {
    const state = data.states[stateOf[kindOf(cell)]];
    return `${axes.repo[cell.repo].id}, ${axes.pattern[cell.pattern].id}: ${state ? state.word : "not for it"}`;
  }

  function tip(cell) {
    const kind = kindOf(cell);
    return [named(cell), ...(kind ? [versions(cell), ...notes(kind)] : [])].join("\n");
  }

  function versions(cell) {
    const wanted = axes.pattern[cell.pattern].version;
    const there = new Set(kinds[kindOf(cell)].map(([, , version]) => (version === null ? wanted : version)).filter(Boolean));
    return `on disk ${[...there].join(", ") || "nothing"}, in the catalog ${wanted || "nothing"}`;
  }

  const notes = (kind) => [...new Set(kinds[kind].flatMap(([, , , mark, note]) => [mark, note]).filter(Boolean))];

  function show(cell) {
    opened = cell;
    const kind = kindOf(cell);
    const state = data.states[stateOf[kind]];
    const facts = element("dl", "matrix-facts");
    const fact = (name, ...content) => {
      const value = element("dd", "");
      value.append(...content);
      facts.append(element("dt", "", {}, name), value);
    };
    fact("Repo", link("repo", cell.repo, 0));
    fact("Pattern", link("pattern", cell.pattern, 0));
    if (state) {
      fact("State", badge(state), ` ${state.means}`);
      fact("Version", versions(cell));
      for (const [flavor, at, version] of kinds[kind]) {
        const told = version ? ` ${version}` : "";
        fact(flavor ? `For ${flavor}` : "For no agent", badge(data.states[at]), told);
      }
      if (notes(kind).length) fact("Note", notes(kind).join("; "));
      fact("Next", ...command(state.next.replace("{repo}", () => axes.repo[cell.repo].id)));
    } else {
      fact("State", axes.repo[cell.repo].off ? "The repo is switched off." : "The pattern is not for this repo.");
    }
    const place = element("a", "", {}, "Link to this cell");
    place.href = hash(cell);
    const close = element("button", "matrix-close", { type: "button", "aria-label": "Close the details" }, "×");
    close.addEventListener("click", leave);
    detail.replaceChildren(element("h2", "", { dir: "auto" }, axes.pattern[cell.pattern].title), close, facts, place);
    detail.classList.add("matrix-detail--open");
    keep();
  }

  function leave() {
    opened = null;
    detail.classList.remove("matrix-detail--open");
    detail.replaceChildren();
    keep();
    // Where the filters leave no cell, there is one to be changed.
    if (active) go(active);
    else form.elements.repo.focus();
  }

  function badge(state) {
    return element("span", `badge badge--${state.tone}`, { "data-sign": state.glyph }, state.word);
  }

  /** The theme's own script copies what such a button holds. */
  function command(text) {
    const copy = element("button", "copy", { type: "button", "aria-label": "Copy this command", title: "Copy this command" });
    copy.dataset.clipboardText = text;
    return [element("code", "", {}, text), copy];
  }

  // --- the address ---

  const hash = ({ repo, pattern }) =>
    `#${encodeURIComponent(axes.repo[repo].id)}/${encodeURIComponent(axes.pattern[pattern].id)}`;

  function keep() {
    const query = new URLSearchParams();
    for (const [name, first] of Object.entries(FIRST)) if (asked[name] !== first) query.set(name, asked[name]);
    if (asked.states.size) query.set("state", [...asked.states].join(" "));
    globalThis.sessionMemory.remember(query, opened ? hash(opened) : "");
  }

  function recall() {
    const query = new URLSearchParams(location.search);
    const words = new Set(toggles.map((toggle) => toggle.dataset.state));
    for (const [name, first] of Object.entries(FIRST)) asked[name] = accepted(name, query.get(name) ?? first);
    asked.states = new Set((query.get("state") ?? "").split(" ").filter((word) => words.has(word)));
    arrange();
  }

  /** A value as its control takes it: the first one where there is no such choice. */
  function accepted(name, value) {
    const control = form.elements[name];
    control.value = value;
    if (control.value !== value) control.value = FIRST[name];
    return control.value;
  }

  /** The cell that the address names, with the filters taken away that would hide it. */
  function follow() {
    const parts = location.hash.slice(1).split("/");
    if (parts.length !== 2) return;
    const [repo, pattern] = ["repo", "pattern"].map((axis, at) => axes[axis].findIndex(({ id }) => id === readable(parts[at])));
    if (repo < 0 || pattern < 0) return;
    const cell = { repo, pattern };
    if (!position(cell)) forget();
    open(cell);
    box.scrollIntoView({ block: "nearest" });
  }

  function readable(text) {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  }

  function forget() {
    asked.states.clear();
    for (const name of NARROW) asked[name] = form.elements[name].value = "";
    ask();
  }

  function ask() {
    box.scrollTo(0, 0);
    arrange();
    keep();
  }

  // --- moving ---

  /** The focus to a cell, scrolled to where the names do not cover it. */
  function go(cell) {
    active = cell;
    const { down, across } = position(cell);
    box.scrollTop = nearest(box.scrollTop, down, box.clientHeight - size.top);
    box.scrollLeft = nearest(box.scrollLeft, across, box.clientWidth - size.side);
    columns = { from: -1, to: -1 };
    draw();
    here().focus({ preventScroll: true });
  }

  function nearest(scrolled, at, room) {
    const start = at * size.cell;
    if (start < scrolled) return start;
    return Math.max(scrolled, start + size.cell - room);
  }

  function moved(event) {
    const at = position(active);
    const page = Math.max(1, Math.floor((box.clientHeight - size.top) / size.cell) - 1);
    const last = { down: shown.down.length - 1, across: shown.across.length - 1 };
    const far = event.ctrlKey || event.metaKey;
    const step = (axis, by) => (far ? nextSign(at, axis, by) : { ...at, [axis]: at[axis] + by });
    const moves = {
      ArrowUp: () => step("down", -1),
      ArrowDown: () => step("down", 1),
      ArrowLeft: () => step("across", -1),
      ArrowRight: () => step("across", 1),
      Home: () => ({ down: far ? 0 : at.down, across: 0 }),
      End: () => ({ down: far ? last.down : at.down, across: last.across }),
      PageUp: () => ({ ...at, down: at.down - page }),
      PageDown: () => ({ ...at, down: at.down + page }),
    };
    if (!moves[event.key] || event.altKey || event.shiftKey) return null;
    const to = moves[event.key]();
    const within = (axis) => Math.min(last[axis], Math.max(0, to[axis]));
    return cellAt(within("down"), within("across"));
  }

  function nextSign(at, axis, by) {
    const list = shown[axis];
    for (let to = at[axis] + by; to >= 0 && to < list.length; to += by) {
      const there = { ...at, [axis]: to };
      if (shows(kindAt(there.down, there.across))) return there;
    }
    return at;
  }

  grid.addEventListener("keydown", (event) => {
    if (!event.target.matches(".matrix-cell")) return;
    const to = moved(event);
    if (to) go(to);
    else if (event.key === "Enter" || event.key === " ") reveal(active);
    else return;
    event.preventDefault();
  });

  function open(cell) {
    show(cell);
    go(cell);
  }

  /** The same for somebody who asks for the details: where they stand below the grid, they may be out of sight. */
  function reveal(cell) {
    open(cell);
    detail.scrollIntoView({ block: "nearest" });
  }

  /** The cell below the pointer, also where nothing is drawn; none for a name. */
  function under(event) {
    if (event.target.closest(".matrix-head, .matrix-heads")) return null;
    const corner = grid.getBoundingClientRect();
    const across = Math.floor((event.clientX - corner.left - size.side) / size.cell);
    const down = Math.floor((event.clientY - corner.top - size.top) / size.cell);
    const inside = down >= 0 && across >= 0 && down < shown.down.length && across < shown.across.length;
    return inside ? cellAt(down, across) : null;
  }

  grid.addEventListener("click", (event) => {
    const cell = under(event);
    if (cell) reveal(cell);
  });

  // Only the one that the pointer is over needs its text.
  grid.addEventListener("pointerover", (event) => {
    const cell = event.target.matches(".matrix-cell") && under(event);
    if (cell) event.target.title = tip(cell);
  });

  detail.addEventListener("keydown", (event) => {
    if (event.key === "Escape") leave();
  });

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", ({ target }) => {
    asked[target.name] = target.value;
    ask();
  });
  for (const toggle of toggles) {
    toggle.addEventListener("click", () => {
      const word = toggle.dataset.state;
      if (!asked.states.delete(word)) asked.states.add(word);
      ask();
    });
  }
  clear.addEventListener("click", () => {
    forget();
    form.elements.repo.focus();
  });

  let waiting = false; // One drawing for each picture that the browser shows, however often it scrolls.
  box.addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      draw();
    });
  }, { passive: true });
  addEventListener("resize", place);
  addEventListener("hashchange", follow);

  root.hidden = false;
  root.parentElement.querySelector(".matrix-paper").classList.add("matrix-paper--spare");
  recall();
  follow();
})();
