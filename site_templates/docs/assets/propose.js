/* "Propose it for a repo": a name that is typed or chosen becomes part of the command. The names are loaded only when
   somebody wants one: there may be hundreds, on a thousand pages. */
"use strict";

(() => {
  const place = document.querySelector("[data-propose]");
  const command = place.querySelector(".command");
  const [shown, copy] = [command.querySelector("code"), command.querySelector("button")];

  const names = document.createElement("datalist");
  names.id = "__repos";
  const input = document.createElement("input");
  input.className = "propose__repo";
  input.setAttribute("list", names.id);
  input.setAttribute("aria-label", "Repo");
  input.placeholder = "repo";
  input.spellcheck = false;

  const quoted = (name) => (/^[\w./-]+$/.test(name) ? name : `'${name.replaceAll("'", `'\\''`)}'`);

  input.addEventListener("input", () => {
    const text = `make distribute REPO=${quoted(input.value.trim() || "name")} PATTERN=${place.dataset.propose}`;
    shown.textContent = text;
    copy.dataset.clipboardText = text;
  });

  input.addEventListener(
    "focus",
    () => {
      const data = document.createElement("script");
      data.src = place.dataset.repos;
      data.onload = () => {
        for (const [, [[name]]] of sessionMemory.repos.rows) {
          const option = document.createElement("option");
          option.value = name;
          names.append(option);
        }
      };
      document.head.append(data);
    },
    { once: true },
  );

  command.before(input, names, " ");
})();
