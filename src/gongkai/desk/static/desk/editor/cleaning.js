/* What is pasted, in the markup a text may have. The server cleans again by the same table; this is what one sees. */
(function () {
  "use strict";
  const DROP = new Set("SCRIPT STYLE TITLE HEAD META LINK NOSCRIPT TEMPLATE IFRAME OBJECT EMBED SVG FORM INPUT SELECT TEXTAREA BUTTON COLGROUP COL XML".split(" "));
  const BOXES = new Set("DIV SECTION ARTICLE HEADER FOOTER MAIN ASIDE CENTER FIGURE DL".split(" "));
  const BLOCKS = "p,h2,h3,h4,ul,ol,table,blockquote";
  const BULLETS = "·•●○■□◆◇►▪§lnuqvoØüÿ\uf0b7\uf06c\uf06e\uf075\uf0d8\uf0fc\uf0a7";
  const EDGE = /^[\s\u00a0\u3000\u200b\ufeff]+|[\s\u00a0\u3000\u200b\ufeff]+$/g;

  /** What an element becomes: a name, "" for its contents alone, null for nothing. */
  function nameOf(element, table) {
    const tag = element.tagName;
    if (DROP.has(tag) || tag.includes(":") && !element.textContent) return null;
    const style = (element.getAttribute("style") || "").toLowerCase();
    if ((tag === "SPAN" || tag === "FONT") && /(?<![\w-])font-weight:\s*(bold|bolder|[6-9]00)/.test(style) && element.textContent.trim()) return "strong";
    // Google's and others' wrapper round everything: <b style="font-weight:normal">
    if ((tag === "B" || tag === "STRONG") && /(?<![\w-])font-weight:\s*(normal|400)/.test(style)) return "";
    if (BOXES.has(tag)) return element.querySelector(BLOCKS + ",div") || !element.textContent.trim() ? "" : "p";
    const lower = tag.toLowerCase();
    if (lower === "tfoot") return "tbody";
    const name = table.same[lower] || lower;
    return name in table.tags ? name : "";
  }

  /** The number or sign of a list that Word writes out as text. */
  function markOf(element) {
    const mark = element.textContent.replace(EDGE, "");
    if (!mark) return "";
    if (mark.length === 1 && BULLETS.includes(mark)) return "• ";
    return /[\x21-\x7e]$/.test(mark) ? mark + " " : mark;
  }

  function copy(from, into, table) {
    for (const node of from.childNodes) {
      if (node.nodeType === Node.TEXT_NODE) {
        into.append(node.data.replace(/[\r\n\t ]+/g, " ").replace(/\u00a0/g, " "));
        continue;
      }
      if (node.nodeType !== Node.ELEMENT_NODE) continue;
      const style = (node.getAttribute("style") || "").toLowerCase();
      if (/mso-list:\s*ignore/.test(style)) { into.append(markOf(node)); continue; }
      if (/display:\s*none|mso-hide:\s*all/.test(style)) continue;
      // Word adds a row without height that holds the widths of columns which do not line up.
      if (node.tagName === "TR" && node.getAttribute("height") === "0" && !node.textContent.trim()) continue;
      const name = nameOf(node, table);
      if (name === null) continue;
      if (!name) { copy(node, into, table); continue; }
      if (name === "img" && !/^data:image\/(png|jpe?g|gif|webp);base64,|\/admin\/writing\/images\/\d+\/$/.test(node.getAttribute("src") || "")) continue;
      const href = node.getAttribute("href") || "";
      if (name === "a" && !/^(https?:|mailto:|tel:|\/)/i.test(href)) { copy(node, into, table); continue; }
      const made = document.createElement(name);
      for (const wanted of table.tags[name] || []) {
        if (wanted !== "class" && node.hasAttribute(wanted)) made.setAttribute(wanted, node.getAttribute(wanted));
      }
      if ((table.tags[name] || []).includes("class")) {
        const align = /(?<![\w-])text-align:\s*(center|right)/.exec(style);
        const asked = align ? align[1] : (node.getAttribute("align") || "").toLowerCase();
        if (asked === "center" || asked === "right") made.className = asked;
      }
      copy(node, made, table);
      into.append(made);
    }
  }

  /** Paragraphs with nothing in them go, and blanks by which paragraphs were indented. */
  function settle(root) {
    for (const one of root.querySelectorAll("p,h2,h3,h4,li")) {
      if (!one.textContent.replace(EDGE, "") && !one.querySelector("img,table")) { one.remove(); continue; }
      const walker = document.createTreeWalker(one, NodeFilter.SHOW_TEXT);
      const first = walker.nextNode();
      if (first) first.data = first.data.replace(/^[\s\u00a0\u3000\u200b]+/, "");
    }
    for (const part of [root, ...root.querySelectorAll("table,thead,tbody,tr")]) {
      for (const node of [...part.childNodes]) if (node.nodeType === Node.TEXT_NODE && !node.data.replace(EDGE, "")) node.remove();
    }
    for (const cell of root.querySelectorAll("td,th")) {
      for (const [end, blank] of [["firstChild", /^\s+/], ["lastChild", /\s+$/]]) {
        while (cell[end] && cell[end].nodeType === Node.TEXT_NODE) {
          cell[end].data = cell[end].data.replace(blank, "");
          if (cell[end].data) break;
          cell[end].remove();
        }
      }
      const only = cell.children.length === 1 && cell.firstElementChild;
      if (only && only.tagName === "P" && cell.textContent.trim() === only.textContent.trim()) {
        if (only.className) cell.className = only.className;
        only.replaceWith(...only.childNodes);
      }
    }
  }

  window.gkTidy = function (html, table) {
    const from = new DOMParser().parseFromString(html.replace(/<!--\[if[\s\S]*?<!\[endif\]-->/gi, "").replace(/<!\[if[^>]*>|<!\[endif\]>/gi, ""), "text/html");
    const root = document.implementation.createHTMLDocument("").createElement("div");
    copy(from.body, root, table);
    settle(root);
    return root.innerHTML;
  };
})();
