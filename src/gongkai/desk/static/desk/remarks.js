/* A return and its marked passages, shown in the editor: coloured where they stand, a number in the margin, a button to go there.
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

  /** On a phone the list covers the text; there a bar above the text shows one remark at a time, with ways to the next. */
  const barOf = (items, comment, goTo) => {
    const element = document.createElement("div"), words = document.createElement("p"), row = document.createElement("div");
    const button = (label, act) => {
      const made = document.createElement("button");
      made.type = "button"; made.className = "gk-btn"; made.textContent = label;
      made.addEventListener("click", act);
      row.append(made);
      return made;
    };
    let now = 0, ranges = [];
    element.className = "gk gk-remark-bar";
    element.setAttribute("role", "region"); element.setAttribute("aria-label", "退回意见");
    row.className = "gk-btns"; words.setAttribute("aria-live", "polite");
    const render = () => {
      if (!items.length) { words.textContent = comment; return; }
      const item = items[now], number = document.createElement("b"), quote = document.createElement("q");
      number.textContent = `意见${now + 1}/${items.length}　`;
      quote.textContent = item.dataset.quote;
      words.replaceChildren(number, quote, `　${item.querySelector("p").textContent}`, ranges[now] ? "" : "（这段文字已经改了）");
    };
    const show = (index) => { now = (index + items.length) % items.length; render(); if (ranges[now]) goTo(now); };
    const here = button("去看", () => show(now));
    const others = [button("上一处", () => show(now - 1)), button("下一处", () => show(now + 1))];
    for (const one of others) one.hidden = items.length < 2;
    element.append(words, row);
    return { element, show, stand: (found) => { ranges = found; here.hidden = !ranges[now]; render(); } };
  };

  const start = () => {
    const panel = document.getElementById("gk-remarks");
    if (!panel) return;
    const items = [...panel.querySelectorAll("li[data-quote]")];
    const layer = document.createElement("div");
    layer.className = "gk-badges";
    let ranges = [], watched = null;
    const narrow = matchMedia("(max-width: 49.99em)"), bar = barOf(items, panel.querySelector("[data-comment]").textContent, (index) => goTo(ranges[index]));

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
        badge.addEventListener("click", () => { if (narrow.matches) { bar.show(index); return; } open(); items[index].scrollIntoView({ block: "nearest" }); items[index].querySelector("[data-goto]").focus(); });
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
        const container = root.closest(".jodit-container") || root;
        container.before(bar.element);
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
      bar.stand(ranges);
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
