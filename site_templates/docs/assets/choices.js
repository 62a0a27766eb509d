/* What a reader chose, remembered by the folder that the site lies in. The theme's own script expects these names. */
"use strict";

// This file lies in assets/, one folder below the site's root.
var __md_scope = new URL("../", document.currentScript.src);

var __md_get = (key, storage = localStorage, scope = __md_scope) => {
  try {
    return JSON.parse(storage.getItem(`${scope.pathname}.${key}`));
  } catch {
    return null; // a reader may forbid it, and what is there may be somebody else's
  }
};

var __md_set = (key, value, storage = localStorage, scope = __md_scope) => {
  try {
    storage.setItem(`${scope.pathname}.${key}`, JSON.stringify(value));
  } catch {
    // Not remembered, then.
  }
};
