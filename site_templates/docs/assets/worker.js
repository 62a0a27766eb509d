/* Search from the disk: a browser starts no worker there, so that the theme's is run in an empty frame of the page. */
"use strict";

(() => {
  if (location.protocol !== "file:") return;

  class FramedWorker extends EventTarget {
    #inside;

    constructor(address) {
      super();
      const frame = document.createElement("iframe");
      frame.hidden = true;
      this.#inside = new Promise((ready) => frame.addEventListener("load", () => ready(this.#begin(frame, address))));
      document.body.append(frame);
    }

    postMessage(said) {
      const event = new MessageEvent("message", { data: structuredClone(said) });
      this.#inside.then((inside) => inside.dispatchEvent(event));
    }

    /** The window of the frame, once it runs the script and has what a worker has: a way out, and a way to load more. */
    async #begin(frame, address) {
      const inside = frame.contentWindow;
      inside.postMessage = (said) => this.dispatchEvent(new MessageEvent("message", { data: structuredClone(said) }));
      inside.importScripts = async (...more) => {
        for (const one of more) await load(inside.document, one);
      };
      await load(inside.document, address);
      return inside;
    }
  }

  const load = (page, address) =>
    new Promise((done, failed) => {
      const script = page.createElement("script");
      script.src = address;
      script.onload = done;
      script.onerror = failed;
      page.head.append(script);
    });

  window.Worker = FramedWorker;
})();
