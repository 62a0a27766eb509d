/* Small things that every page needs. */
"use strict";

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
