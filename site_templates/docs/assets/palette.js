/* Light or dark: what the reader chose on this site, or else what the system asks for. */
"use strict";

(() => {
  const inputs = [...document.querySelectorAll("input[data-md-color-scheme]")];
  const asked = inputs.find((input) => matchMedia(input.dataset.mdColorMedia).matches);
  const colours = __md_get("__palette")?.color ?? {
    scheme: asked?.dataset.mdColorScheme,
    primary: asked?.dataset.mdColorPrimary,
    accent: asked?.dataset.mdColorAccent,
  };
  for (const [name, value] of Object.entries(colours)) {
    if (value) document.body.setAttribute(`data-md-color-${name}`, value);
  }
})();
