/* The marked passages of a return, shown in the editor: coloured where they stand, a number in the margin, a button to go there.
   Nothing is put into the text itself. Without this script the list stands, and the returned text has a page with the marks. */
(() => {
  "use strict";
  const AROUND_FIT = 30;
  const squeeze = (words) => words.replace(/\s+/gu, "");

  const rangeIn = (root, mark) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT), places = [];
    let whole = "";
    while (walker.nextNode()) {
      const { data } = walker.currentNode;
      for (let at = 0; at < data.length; at += 1) if (/\S/u.test(data[at]) && data[at] !== "\ufeff") { whole += data[at]; places.push([walker.currentNode, at]); }
    }
    const wanted = squeeze(mark.quote), before = squeeze(mark.before), after = squeeze(mark.after);
    let best = -1, fit = -1;
    for (let at = wanted ? whole.indexOf(wanted) : -1; at >= 0; at = whole.indexOf(wanted, at + 1)) {
      let score = 0, more = 0;
      while (score < Math.min(before.length, AROUND_FIT) && whole[at - 1 - score] === before[before.length - 1 - score]) score += 1;
      while (more < Math.min(after.length, AROUND_FIT) && whole[at + wanted.length + more] === after[more]) more += 1;
      if (score + more > fit) { fit = score + more; best = at; }
    }
    if (best < 0) return null;
    const range = document.createRange(), [last, end] = places[best + wanted.length - 1];
    range.setStart(...places[best]);
    range.setEnd(last, end + 1);
    return range;
  };

  const start = () => {
    const panel = document.getElementById("gk-remarks");
    if (!panel) return;
    const items = [...panel.querySelectorAll("li[data-quote]")];
    const layer = document.createElement("div");
    layer.className = "gk-badges";
    let ranges = [], watched = null;

    const editor = () => document.querySelector("form[data-edit-form] [contenteditable=true], #w-editor-content [contenteditable=true], main [contenteditable=true]");
    const goTo = (range) => {
      range.startContainer.parentElement.scrollIntoView({ block: "center" });
      watched.focus({ preventScroll: true });
      const selection = document.getSelection();
      selection.removeAllRanges();
      selection.addRange(range.cloneRange());
    };
    const place = () => {
      if (!watched || !layer.isConnected) return;
      const frame = layer.parentElement.getBoundingClientRect();
      layer.replaceChildren(...ranges.map((range, index) => {
        if (!range) return null;
        const badge = document.createElement("button"), box = range.getClientRects()[0];
        badge.type = "button"; badge.textContent = String(index + 1);
        badge.setAttribute("aria-label", `退回意见${index + 1}：${items[index].querySelector("p").textContent}`);
        badge.title = items[index].querySelector("p").textContent;
        badge.style.top = `${(box ? box.top : frame.top) - frame.top}px`;
        badge.addEventListener("click", () => { open(); items[index].scrollIntoView({ block: "nearest" }); items[index].querySelector("[data-goto]").focus(); });
        return badge;
      }).filter(Boolean));
    };
    const look = () => {
      const root = editor();
      if (!root) return;
      if (root !== watched) {
        watched = root;
        // Outside whatever clips the editor.
        const box = (root.closest(".jodit-container") || root).parentElement;
        if (getComputedStyle(box).position === "static") box.style.position = "relative";
        box.append(layer);
        new MutationObserver(later).observe(root, { childList: true, subtree: true, characterData: true });
        new ResizeObserver(place).observe(root);
      }
      ranges = items.map(({ dataset }) => rangeIn(root, dataset));
      if (window.CSS && CSS.highlights) CSS.highlights.set("gk-marks", new Highlight(...ranges.filter(Boolean)));
      items.forEach((item, index) => {
        const button = item.querySelector("[data-goto]");
        button.hidden = !ranges[index];
        button.onclick = () => ranges[index] && goTo(ranges[index]);
        item.querySelector("[data-state]").textContent = ranges[index] ? "" : "这段文字已经改了";
      });
      place();
    };
    let timer = 0;
    function later() { clearTimeout(timer); timer = setTimeout(look, 200); }
    const toggle = document.querySelector('[data-side-panel-toggle="remarks"]');
    const open = () => { if (toggle && toggle.getAttribute("aria-expanded") !== "true") toggle.click(); };

    look();
    if (!watched) {
      const waiting = new MutationObserver(() => { if (editor()) { waiting.disconnect(); look(); } });
      waiting.observe(document.body, { childList: true, subtree: true });
    }
    if (matchMedia("(min-width: 75em)").matches) open();
  };
  if (document.readyState === "complete") start(); else window.addEventListener("load", start);
})();
