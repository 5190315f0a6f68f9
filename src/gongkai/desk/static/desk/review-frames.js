/* The frames of attachments are as high as what is in them, within bounds; without it they scroll. */
(() => {
  "use strict";
  for (const frame of document.querySelectorAll("iframe.gk-frame")) {
    const fit = () => {
      const inside = frame.contentDocument && frame.contentDocument.querySelector("main");
      if (inside) frame.style.height = `${Math.min(Math.max(inside.scrollHeight + 40, 80), 640)}px`;
    };
    frame.addEventListener("load", fit);
    if (frame.contentDocument && frame.contentDocument.readyState === "complete") fit();
  }
})();
