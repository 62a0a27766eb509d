/* Small things that every page needs. It comes before the page's own scripts. */
"use strict";

(() => {
  const AT_MOST_EVERY = 250; // milliseconds
  let wanted; // { query, hash }: what the address is to be
  let writing = 0;

  const write = () => {
    const { query, hash } = wanted;
    const address = new URL(`${query.size ? `?${query}` : location.pathname}${hash ?? location.hash}`, location);
    if (address.href === location.href) return;
    try {
      history.replaceState(history.state, "", address);
    } catch {
      // Browsers refuse it when it is too often, and some where a page was opened from the disk. The page itself shows
      // what was asked for; only its address cannot be sent to somebody.
    }
  };

  /** Make the address say what is shown: at once, and when that changes with every key, only every now and then.
      Without a `hash` the one that is there stays. Back leaves the page. */
  const remember = (query, hash) => {
    wanted = { query, hash };
    if (writing) return;
    write();
    writing = setTimeout(() => {
      writing = 0;
      write();
    }, AT_MOST_EVERY);
  };

  globalThis.sessionMemory ??= {};
  sessionMemory.remember = remember;

  // The theme puts wide tables into boxes that scroll; with the keyboard nobody could, were they no stop of it.
  const reachable = () => {
    for (const box of document.querySelectorAll(".md-typeset__scrollwrap")) {
      const scrolls = box.scrollWidth > box.clientWidth && getComputedStyle(box).overflowX !== "visible";
      if (scrolls) {
        box.tabIndex = 0;
        box.setAttribute("role", "group");
        box.setAttribute("aria-label", "Table that scrolls sideways");
      } else for (const name of ["tabindex", "role", "aria-label"]) box.removeAttribute(name);
    }
  };
  addEventListener("load", reachable);
  addEventListener("resize", reachable);

  // A folder opened from the disk shows its files, not its page.
  if (location.protocol === "file:") {
    document.addEventListener(
      "click",
      (event) => {
        const link = event.target.closest("a[href]");
        if (link?.protocol === "file:" && link.pathname.endsWith("/")) link.pathname += "index.html";
      },
      true,
    );
  }
})();
