/* Marking passages on the reviewer's page. Without it the two fields below "标出要改的地方" do the same, one place a return. */
(() => {
  "use strict";
  const text = document.getElementById("review-text"), form = document.getElementById("decision");
  if (!text || !form) return;
  const field = (name) => form.elements.namedItem(name);
  const [quote, remark, hidden] = ["quote", "remark", "passages"].map(field);
  const list = document.getElementById("marks-made"), add = document.getElementById("mark-add");
  const cancel = document.getElementById("mark-cancel"), count = document.getElementById("mark-count");
  const box = form.querySelector(".gk-marking"), narrow = matchMedia("(max-width: 49.99em)");
  const AROUND = 30, key = `gk-marks-${field("state").value}`;
  const squeeze = (words) => words.replace(/\s+/gu, "");
  let pending = null, marks = [], here = null;

  /* What was marked and not yet sent: given back by the server after a refusal, or kept while one looks elsewhere. */
  for (const source of [() => hidden.value, () => sessionStorage.getItem(key)]) {
    try {
      const found = JSON.parse(source() || "null");
      if (Array.isArray(found) && found.length) { marks = found; break; }
    } catch (error) { /* not ours */ }
  }

  const nodes = () => {
    const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT), found = [];
    while (walker.nextNode()) found.push(walker.currentNode);
    return found;
  };
  /** The range whose words, without white space, are `mark.quote`; of several the one with the same surroundings. */
  const rangeOf = (mark) => {
    const places = [];
    let whole = "";
    for (const node of nodes())
      [...node.data].reduce((at, char) => {
        if (/\S/u.test(char)) for (let unit = 0; unit < char.length; unit += 1) { whole += char[unit]; places.push([node, at + unit]); }
        return at + char.length;
      }, 0);
    const wanted = squeeze(mark.quote), before = squeeze(mark.before || ""), after = squeeze(mark.after || "");
    if (!wanted) return null;
    let best = -1, fit = -1;
    for (let at = whole.indexOf(wanted); at >= 0; at = whole.indexOf(wanted, at + 1)) {
      let score = 0;
      while (score < before.length && whole[at - 1 - score] === before[before.length - 1 - score]) score += 1;
      let more = 0;
      while (more < after.length && whole[at + wanted.length + more] === after[more]) more += 1;
      if (score + more > fit) { fit = score + more; best = at; }
    }
    if (best < 0) return null;
    const range = document.createRange(), [last, end] = places[best + wanted.length - 1];
    range.setStart(...places[best]);
    range.setEnd(last, end + 1);
    return range;
  };

  const show = () => {
    hidden.value = marks.length ? JSON.stringify(marks) : "";
    try { sessionStorage.setItem(key, hidden.value); } catch (error) { /* private window: the field has it */ }
    list.replaceChildren(...marks.map((mark, index) => {
      const item = document.createElement("li"), words = document.createElement("q"), says = document.createElement("p");
      const away = document.createElement("button");
      words.textContent = mark.quote;
      says.textContent = mark.remark;
      away.type = "button"; away.className = "gk-btn"; away.textContent = "去掉";
      away.setAttribute("aria-label", `去掉第${index + 1}处标注`);
      away.addEventListener("click", () => { marks.splice(index, 1); show(); quote.focus(); });
      item.append(words, says, away);
      return item;
    }));
    list.hidden = !marks.length;
    count.hidden = !marks.length;
    count.textContent = marks.length ? String(marks.length) : "";
    count.setAttribute("aria-label", `标了${marks.length}处`);
    if (window.CSS && CSS.highlights) {
      const ranges = [...marks, ...(pending ? [pending] : [])].map(rangeOf).filter(Boolean);
      CSS.highlights.set("gk-marks", new Highlight(...ranges));
    }
  };

  /** What is selected of the text; a triple click reaches beyond it. */
  const selected = () => {
    const selection = document.getSelection();
    if (!selection.rangeCount || selection.isCollapsed || !selection.getRangeAt(0).intersectsNode(text)) return null;
    const range = selection.getRangeAt(0).cloneRange(), whole = document.createRange();
    whole.selectNodeContents(text);
    if (range.compareBoundaryPoints(Range.START_TO_START, whole) < 0) range.setStart(text, 0);
    if (range.compareBoundaryPoints(Range.END_TO_END, whole) > 0) range.setEnd(text, text.childNodes.length);
    return range.toString().trim() ? range : null;
  };
  /** The selection as a passage, when it lies in the text. */
  const take = () => {
    const range = selected();
    if (!range) return false;
    const words = range.toString().replace(/\s+/gu, " ").trim();
    if (words.length > 500) return false;
    here = range;
    const before = document.createRange(), after = document.createRange();
    before.setStart(text, 0); before.setEnd(range.startContainer, range.startOffset);
    after.selectNodeContents(text); after.setStart(range.endContainer, range.endOffset);
    pending = {
      quote: words, remark: "",
      before: squeeze(before.toString()).slice(-AROUND), after: squeeze(after.toString()).slice(0, AROUND),
    };
    quote.value = words;
    show();
    dock(range);
    return true;
  };
  /** On a phone the fields are far below the text: while a passage is chosen they stand at the top of the screen. */
  const dock = (range) => {
    if (!narrow.matches) return;
    box.classList.add("is-docked");
    cancel.hidden = false;
    const under = box.getBoundingClientRect().bottom + 16;
    if (range.getBoundingClientRect().top < under) {
      range.startContainer.parentElement.style.scrollMarginTop = `${under}px`;
      range.startContainer.parentElement.scrollIntoView({ block: "start" });
    }
  };
  const undock = () => { box.classList.remove("is-docked"); cancel.hidden = true; };

  const put = () => {
    if (!quote.value.trim() || !remark.value.trim()) {
      (quote.value.trim() ? remark : quote).focus();
      return;
    }
    const same = pending && squeeze(pending.quote) === squeeze(quote.value);
    const mark = { before: "", after: "", ...(same ? pending : {}), quote: quote.value.trim(), remark: remark.value.trim() };
    if (!rangeOf(mark)) {
      quote.setCustomValidity("正文里没有这段文字，请照原样抄，或者用鼠标选中");
      quote.reportValidity();
      return;
    }
    marks.push(mark);
    pending = null; quote.value = ""; remark.value = "";
    show();
    undock();
    text.focus({ preventScroll: true });
  };

  text.addEventListener("mouseup", () => setTimeout(take));
  /* A finger that selects raises no mouse; the selection is taken when it has come to rest. */
  let resting = 0;
  document.addEventListener("selectionchange", () => {
    clearTimeout(resting);
    if (narrow.matches && document.activeElement !== quote && document.activeElement !== remark) resting = setTimeout(take, 400);
  });
  cancel.addEventListener("click", () => { pending = null; quote.value = ""; remark.value = ""; undock(); document.getSelection().removeAllRanges(); show(); });
  quote.addEventListener("input", () => { quote.setCustomValidity(""); });
  add.hidden = false;
  add.addEventListener("click", put);
  remark.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); put(); }
  });

  /* By keyboard: sentences with the arrow keys, more or less with Shift, a remark with Enter. */
  const sentences = () => {
    const found = [];
    for (const node of nodes()) {
      for (const match of node.data.matchAll(/[^。！？；\n]+[。！？；]?/gu)) {
        if (!match[0].trim()) continue;
        const range = document.createRange();
        range.setStart(node, match.index + match[0].search(/\S/u));
        range.setEnd(node, match.index + match[0].trimEnd().length);
        found.push(range);
      }
    }
    return found;
  };
  const step = (down) => {
    const all = sentences(), selection = document.getSelection();
    if (!all.length) return;
    const now = selected() || here;
    let next = down ? all[0] : all[all.length - 1];
    if (now) {
      const later = (one) => one.compareBoundaryPoints(Range.START_TO_START, now) > 0;
      const earlier = (one) => one.compareBoundaryPoints(Range.START_TO_START, now) < 0;
      next = down ? all.find(later) || all[all.length - 1] : all.filter(earlier).pop() || all[0];
    }
    selection.removeAllRanges();
    selection.addRange(next.cloneRange());
    const box = next.getBoundingClientRect();
    if (box.top < 80 || box.bottom > innerHeight - 80) next.startContainer.parentElement.scrollIntoView({ block: "center" });
  };
  text.addEventListener("keydown", (event) => {
    if (event.target !== text || event.ctrlKey || event.metaKey || event.altKey) return;
    const { key: name, shiftKey } = event;
    if (!shiftKey && (name === "ArrowDown" || name === "ArrowUp")) { event.preventDefault(); step(name === "ArrowDown"); }
    else if (shiftKey && (name === "ArrowLeft" || name === "ArrowRight")) {
      event.preventDefault();
      document.getSelection().modify("extend", name === "ArrowRight" ? "forward" : "backward", "character");
    } else if (name === "Enter" && take()) { event.preventDefault(); remark.focus(); }
  });

  form.addEventListener("submit", () => { try { sessionStorage.removeItem(key); } catch (error) { /* nothing kept */ } });
  show();
})();
