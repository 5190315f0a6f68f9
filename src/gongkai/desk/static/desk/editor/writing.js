/* The editor of a text: toolbar, Word files, images, and the browser's own copy. The text area stays what is sent. */
(function () {
  "use strict";
  const LARGEST_SIDE = 2000;
  const IMAGES = /^image\/(png|jpe?g|gif|webp)$/;
  const WORD = /\.(docx|doc|wps|rtf|odt)$/i;
  const WORDS = {
    "Insert Unordered List": "列表", "Insert Ordered List": "编号列表", "Bold": "加粗", "Insert table": "插入表格",
    "Insert link": "链接", "Insert format block": "段落", "Undo": "撤销", "Redo": "重做", "Alternative text": "图片说明",
    "Insert": "插入", "Update": "改好", "Unlink": "去掉链接", "Text": "文字", "Delete": "删除", "Edit": "修改", "Bin": "删除",
    "Add column": "加列", "Add row": "加行", "Insert column before": "在左边加一列", "Insert column after": "在右边加一列",
    "Insert row above": "在上面加一行", "Insert row below": "在下面加一行", "Delete row": "删除行",
    "Delete column": "删除列", "Delete table": "删除表格", "Empty cell": "清空单元格", "Merge": "合并单元格", "Split": "拆分单元格",
    "Split vertical": "左右拆分", "Split horizontal": "上下拆分", "URL": "网址", "Paragraph": "正文", "Link": "链接",
    "Add Column": "加列", "Add Row": "加行", "Rich Text Area": "正文", "Open": "打开", "more": "更多",
    "Rich Text Area. Press Alt-F10 for toolbar": "正文，按 Alt+F10 到工具栏",
  };

  const make = (tag, attributes = {}, ...inside) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...inside);
    return element;
  };
  const button = (text, act, kind = "button-secondary") => {
    const element = make("button", { type: "button", class: `button button-small ${kind}` }, text);
    element.addEventListener("click", act);
    return element;
  };

  class Writing {
    constructor(area) {
      this.area = area;
      this.form = area.form;
      this.table = JSON.parse(area.dataset.gkAllowed);
      this.user = area.dataset.gkUser;
      this.copyKey = "";
      this.dirty = 0;
      this.token = Math.random().toString(36).slice(2, 12);
    }

    // --- what the record is ---

    get record() {
      const found = /\/edit\/(\d+)\//.exec(new URL(this.form.action, location.href).pathname);
      return found ? found[1] : "";
    }

    get key() {
      return window.gkCopies.front(this.user, this.record || "new") + (this.record ? "r" : this.token);
    }

    // --- the editor ---

    start() {
      this.box = make("div", { class: "gk-word" });
      this.notes = make("div", { "aria-live": "polite" });
      this.area.before(this.box, this.notes);
      this.wordInput = make("input", { type: "file", accept: ".docx,.doc,.wps,.rtf,.odt", hidden: "", "data-gk-word-file": "" });
      this.imageInput = make("input", { type: "file", accept: "image/png,image/jpeg,image/gif,image/webp", hidden: "", multiple: "", "data-gk-image-file": "" });
      for (const [input, act] of [[this.wordInput, (file) => this.word(file)], [this.imageInput, (file) => this.image(file)]]) {
        input.addEventListener("change", async () => {
          const files = [...input.files];
          input.value = "";
          for (const file of files) await act(file);
        });
      }
      this.box.append(button("导入 Word 文件", () => this.wordInput.click()), this.wordInput, this.imageInput,
        make("p", { class: "note" }, "也可以把文件或图片拖到正文里，或从 Word、WPS 复制后直接粘贴"));
      const value = this.area.value;
      this.editor = window.Jodit.make(this.area, this.options());
      if (this.editor.value !== value && !value.trim()) this.area.value = value;
      this.editor.events.on("change", () => this.changed());
      this.editor.editor.addEventListener("paste", (event) => this.paste(event), true);
      for (const kind of ["dragenter", "dragover"]) this.editor.container.addEventListener(kind, (event) => this.over(event), true);
      this.editor.container.addEventListener("dragleave", () => this.area.parentElement.classList.remove("gk-drop"), true);
      this.editor.container.addEventListener("drop", (event) => this.drop(event), true);
      this.watch();
      this.offer();
    }

    options() {
      const cells = [
        { name: "addrow", icon: "addrow", tooltip: "Add row", list: { tableaddrowbefore: "Insert row above", tableaddrowafter: "Insert row below" } },
        { name: "addcolumn", icon: "addcolumn", tooltip: "Add column", list: { tableaddcolumnbefore: "Insert column before", tableaddcolumnafter: "Insert column after" } },
        { name: "merge", icon: "merge", command: "tablemerge", tooltip: "Merge" },
        { name: "splitv", icon: "splitv", tooltip: "Split", list: { tablesplitv: "Split vertical", tablesplitg: "Split horizontal" } },
        { name: "gkhead", text: "表头", tooltip: "把这一行设为表头，或改回普通行", exec: (editor, cell) => this.headRow(editor, cell) },
        { name: "delete", icon: "bin", tooltip: "Delete", list: { tablebinrow: "Delete row", tablebincolumn: "Delete column", tablebin: "Delete table", tableempty: "Empty cell" } },
      ];
      for (const one of cells) {
        if (!one.list) continue;
        one.childTemplate = (editor, _, value) => editor.i18n(value);
        one.exec = (editor, table, { control }) => {
          if (!control.args) return false;
          const command = String(control.args[0]);
          editor.execCommand(command, false, table);
          editor.e.fire("hidePopup");
        };
      }
      return {
        language: "zh_cn", i18n: { zh_cn: WORDS }, toolbarAdaptive: false, toolbarSticky: true, toolbarStickyOffset: 60,
        showCharsCounter: false, showWordsCounter: false, showXPathInStatusbar: false, hidePoweredByJodit: true,
        askBeforePasteHTML: false, askBeforePasteFromWord: false, processPasteHTML: false, processPasteFromWord: false,
        minHeight: 360, enter: "p", useSearch: false, spellcheck: false, beautifyHTML: false, allowResizeX: false,
        enableDragAndDropFileToEditor: false, addNewLineOnDBLClick: false, showTooltip: true, useNativeTooltip: true,
        disablePlugins: ["ai-assistant", "about", "class-span", "color", "copy-format", "file", "font", "fullsize", "hr", "iframe",
          "image-processor", "line-height", "media", "powered-by-jodit", "preview", "print", "search", "source", "spellcheck",
          "speech-recognize", "stat", "symbols", "video", "xpath", "add-new-line", "drag-and-drop", "paste-from-word"],
        link: { noFollowCheckbox: false, openInNewTabCheckbox: false, processVideoLink: false, processPastedLink: false },
        image: { openOnDblClick: false, editSrc: false, useImageEditor: false },
        resizer: { showSize: false, hideSizeTimeout: 0 },
        popup: {
          // whole, not merged into the editor's own lists
          cells: window.Jodit.atom(cells),
          a: window.Jodit.atom(window.Jodit.defaultOptions.popup.a.filter((one) => one.name !== "eye" && one.name !== "file")),
          img: window.Jodit.atom([
            { name: "gkalt", text: "图片说明", tooltip: "读屏软件读出来的话", exec: (editor, image) => this.describe(image) },
            { name: "bin", icon: "bin", tooltip: "Delete", exec: (editor, image) => image && editor.s.removeNode(image) },
          ]),
          toolbar: window.Jodit.atom([]), selection: window.Jodit.atom([]),
        },
        controls: {
          gkblock: {
            ...window.Jodit.defaultOptions.controls.paragraph, name: "paragraph", icon: "paragraph",
            list: { p: "正文", h2: "小标题", h3: "第二级小标题", h4: "第三级小标题" },
          },
          gkalign: {
            name: "left", icon: "left", tooltip: "对齐", list: { left: "靠左", center: "居中", right: "靠右" },
            childTemplate: (_, __, value) => value,
            exec: (editor, _, { control }) => control.args && this.align(editor, String(control.args[0])),
          },
          gkimage: { icon: "image", tooltip: "图片", exec: () => this.imageInput.click() },
        },
        buttons: ["gkblock", "bold", "ul", "ol", "gkalign", "link", "table", "gkimage", "undo", "redo"],
      };
    }

    align(editor, side) {
      const blocks = new Set();
      const selected = editor.s.range;
      for (const one of editor.editor.querySelectorAll("p,h2,h3,h4,td,th")) {
        if (selected.intersectsNode(one)) blocks.add(one);
      }
      for (const one of blocks) {
        if ([...blocks].some((other) => other !== one && one.contains(other))) continue;
        one.style.removeProperty("text-align");
        if (!one.getAttribute("style")) one.removeAttribute("style");
        one.className = side === "left" ? "" : side;
        if (!one.className) one.removeAttribute("class");
      }
      editor.synchronizeValues();
    }

    headRow(editor, cell) {
      const row = cell && cell.closest("tr");
      if (!row) return;
      const head = [...row.cells].every((one) => one.tagName === "TH");
      for (const one of [...row.cells]) {
        const made = make(head ? "td" : "th", head ? {} : { scope: "col" });
        for (const name of ["colspan", "rowspan"]) if (one.hasAttribute(name)) made.setAttribute(name, one.getAttribute(name));
        made.append(...one.childNodes);
        one.replaceWith(made);
      }
      editor.e.fire("hidePopup");
      editor.synchronizeValues();
    }

    describe(image) {
      const words = window.prompt("这张图片上是什么？看不见图的人会听到这句话", image.alt);
      if (words === null) return;
      image.alt = words.trim().slice(0, 200);
      this.editor.synchronizeValues();
    }

    // --- paste and drop ---

    paste(event) {
      const data = event.clipboardData;
      if (!data) return;
      const html = data.getData("text/html");
      const pictures = [...data.files].filter((file) => IMAGES.test(file.type));
      if (!html && !pictures.length) return; // plain text: the editor's own
      event.preventDefault();
      event.stopImmediatePropagation();
      const tidy = html ? window.gkTidy(html, this.table) : "";
      if (tidy) {
        this.put(tidy);
        const lost = new DOMParser().parseFromString(html, "text/html").querySelectorAll('img[src^="file:"]').length;
        if (lost) this.say(`粘贴的内容里有${lost}张图片，浏览器拿不到。请把图片另外复制粘贴，或改用“导入 Word 文件”。`, true);
      } else {
        pictures.forEach((file) => this.image(file));
      }
    }

    over(event) {
      if (![...(event.dataTransfer ? event.dataTransfer.types : [])].includes("Files")) return;
      event.preventDefault();
      event.stopPropagation();
      this.area.parentElement.classList.add("gk-drop");
    }

    async drop(event) {
      this.area.parentElement.classList.remove("gk-drop");
      const files = [...(event.dataTransfer ? event.dataTransfer.files : [])];
      if (!files.length) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      for (const file of files) {
        if (WORD.test(file.name)) await this.word(file);
        else if (IMAGES.test(file.type)) await this.image(file);
        else this.say(`“${file.name}”不能放进正文。可以拖进来的是 Word 文件和图片；别的文件请作为附件上传。`, true);
      }
    }

    put(html) {
      this.editor.s.focus();
      this.editor.s.insertHTML(html);
      this.editor.synchronizeValues();
    }

    // --- Word files ---

    async word(file) {
      if (!WORD.test(file.name)) return this.say("请选 Word 或 WPS 文字文件（docx、doc、wps）。", true);
      this.say(`正在读“${file.name}”……`);
      const answer = await this.ask(this.area.dataset.gkWord, file);
      if (answer.error) return this.say(answer.error, true);
      const empty = !this.editor.editor.textContent.trim() && !this.editor.editor.querySelector("img,table");
      const place = empty ? "replace" : await this.choose();
      if (!place) return this.say("");
      if (place === "replace") { this.editor.value = answer.html; this.editor.synchronizeValues(); } else this.put(answer.html);
      const title = this.form.elements.namedItem("title");
      if (title && !title.value.trim() && answer.title) {
        title.value = answer.title;
        title.dispatchEvent(new Event("input", { bubbles: true }));
        title.dispatchEvent(new Event("change", { bubbles: true }));
      }
      this.say([`已导入“${file.name}”，请看一遍。`, ...answer.notes]);
    }

    choose() {
      return new Promise((done) => {
        const dialog = make("dialog", { class: "gk-ask", "aria-label": "正文里已经有字" });
        const end = (value) => { dialog.close(); dialog.remove(); done(value); };
        dialog.append(make("p", {}, "正文里已经有字。导入的内容怎么放？"), make("div", { class: "gk-row" },
          button("插在光标处", () => end("insert"), ""), button("换掉现在的正文", () => end("replace")), button("不导入了", () => end(""))));
        dialog.addEventListener("cancel", () => end(""));
        document.body.append(dialog);
        dialog.showModal();
      });
    }

    async ask(address, file) {
      const data = new FormData();
      data.set("file", file, file.name || "图片.png");
      if (this.record) data.set("disclosure", this.record);
      try {
        const token = this.form.elements.namedItem("csrfmiddlewaretoken").value;
        const answer = await fetch(address, { method: "POST", body: data, headers: { "X-CSRFToken": token, Accept: "application/json" } });
        if (answer.redirected || !(answer.headers.get("Content-Type") || "").includes("json")) {
          return { error: answer.status === 413 ? "文件太大，服务器不收。" : "没有成功：登录可能已经过期。请在新窗口登录，再回到这里试一次。" };
        }
        return await answer.json();
      } catch {
        return { error: "没有连上服务器，请检查网络后再试。" };
      }
    }

    // --- images ---

    async image(file) {
      if (!IMAGES.test(file.type)) return this.say("图片请用 jpg、png、gif 或 webp。", true);
      let small;
      try { small = await shrink(file); } catch { return this.say(`“${file.name}”打不开，可能不是图片。`, true); }
      if (this.record) {
        const answer = await this.ask(this.area.dataset.gkImage, small);
        if (answer.error) return this.say(answer.error, true);
        return this.put(`<img src="${answer.src}" alt="">`);
      }
      this.put(`<img src="${await dataOf(small)}" alt="">`);
    }

    /** After the record came into being: images that travelled in the form get their place. */
    async settle() {
      if (!this.record || this.settling) return;
      this.settling = true;
      try {
        for (const image of [...this.editor.editor.querySelectorAll('img[src^="data:"]')]) {
          const blob = blobOf(image.src); // the desk lets no script fetch an address like this one
          const answer = await this.ask(this.area.dataset.gkImage, new File([blob], `图片.${blob.type.split("/")[1].replace("jpeg", "jpg")}`, { type: blob.type }));
          if (answer.src && image.isConnected) image.setAttribute("src", answer.src);
        }
        this.editor.synchronizeValues();
      } finally { this.settling = false; }
    }

    // --- the browser's own copy ---

    watch() {
      const born = performance.now(), first = JSON.stringify(this.fields());
      const later = () => {
        if (performance.now() - born < 3000) { // the desk takes what it finds after two seconds for what was there before
          if (JSON.stringify(this.fields()) === first) return;
          this.form.setAttribute("data-w-unsaved-force-value", "true");
        }
        this.dirty += 1;
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.copy(), 300);
      };
      this.form.addEventListener("input", later);
      this.form.addEventListener("change", later);
      this.changed = later;
      // A press of the button while a save is under way waits for it: otherwise a new record would be made twice.
      this.form.addEventListener("submit", (event) => {
        if (!this.underway) return;
        event.preventDefault();
        event.stopImmediatePropagation();
        this.waiting = event.submitter || true;
      }, true);
      const settled = () => {
        this.underway = false;
        const by = this.waiting;
        this.waiting = null;
        if (!by) return;
        if (by.name) this.form.append(make("input", { type: "hidden", name: by.name, value: by.value }));
        setTimeout(() => this.form.requestSubmit()); // after the desk has taken in the answer, the new address with it
      };
      this.form.addEventListener("w-autosave:save", () => { this.underway = true; this.sent = this.dirty; this.before = this.key; });
      for (const end of ["success", "error"]) this.form.addEventListener(`w-autosave:${end}`, settled);
      this.form.addEventListener("w-autosave:success", () => {
        if (this.before && this.before !== this.key) window.gkCopies.drop(this.before);
        if (this.sent === this.dirty) { clearTimeout(this.timer); window.gkCopies.drop(this.key); } else this.copy();
        if (this.paused) { this.paused = false; this.say("已经存上。"); }
        this.settle();
      });
      this.form.addEventListener("w-autosave:error", (event) => {
        this.copy();
        if (event.detail.type === "validation_error" || event.detail.type === "locked") return;
        this.paused = true;
        this.say("刚才写的没有存到服务器上（断网，或登录过期）。这台电脑上已经留了一份：连上网会自动再存；登录过期的，请重新登录，再打开这一页恢复。", true);
      });
      this.form.addEventListener("submit", () => {
        this.copy();
        let field = this.form.elements.namedItem("gk_copy");
        if (!field) { field = make("input", { type: "hidden", name: "gk_copy" }); this.form.append(field); }
        field.value = this.key;
      });
      window.addEventListener("pagehide", () => { if (this.timer) { clearTimeout(this.timer); this.copy(true); } });
    }

    changed() {}

    /** Name of a field → what stands in it, for all that a person fills in. */
    fields() {
      const fields = {};
      for (const field of this.form.elements) {
        if (!field.name || ["hidden", "file", "submit", "button", "password"].includes(field.type) && field !== this.area) continue;
        if (["csrfmiddlewaretoken", "gk_copy"].includes(field.name)) continue;
        fields[field.name] = field.type === "checkbox" || field.type === "radio" ? field.checked : field.value;
      }
      return fields;
    }

    copy(leaving) {
      if (leaving && !this.pending()) return;
      this.timer = null;
      const fields = this.fields();
      const value = { at: Date.now(), fields };
      if (!window.gkCopies.put(this.key, value)) { // too much for the browser: the words without the pictures
        fields[this.area.name] = fields[this.area.name].replace(/<img[^>]*src="data:[^>]*>/g, "");
        value.cut = true;
        window.gkCopies.put(this.key, value);
      }
    }

    pending() { return this.timer !== null && this.timer !== undefined; }

    offer() {
      const found = window.gkCopies.find(this.user, this.record || "new", this.record ? "" : this.key);
      if (!found) return;
      const { at, fields, cut } = found.value;
      if (fields[this.area.name] === this.area.value && fields.title === this.form.elements.namedItem("title")?.value) {
        return window.gkCopies.drop(found.key);
      }
      const when = new Date(at).toLocaleString("zh-CN", { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" });
      const words = (fields.title || new DOMParser().parseFromString(fields[this.area.name] || "", "text/html").body.textContent).trim().slice(0, 40);
      const note = make("div", { class: "gk-note", role: "status" }, make("p", {}, `这台电脑上有没保存的内容：${when}写的“${words}”。${cut ? "其中的图片没有留下。" : ""}`),
        make("div", { class: "gk-row" },
          button("恢复未保存的内容", () => { this.restore(found); note.remove(); }, ""),
          button("不要了", () => { window.gkCopies.drop(found.key); note.remove(); })));
      this.notes.before(note);
    }

    restore({ key, value }) {
      for (const [name, stored] of Object.entries(value.fields)) {
        const field = this.form.elements.namedItem(name);
        if (!field || field === this.area || !("value" in field)) continue;
        if (field.type === "checkbox" || field.type === "radio") field.checked = stored; else field.value = stored;
        field.dispatchEvent(new Event("change", { bubbles: true }));
      }
      this.editor.value = window.gkTidy(value.fields[this.area.name] || "", this.table);
      this.editor.synchronizeValues();
      if (key !== this.key) window.gkCopies.drop(key);
      this.copy();
    }

    say(words, bad) {
      this.notes.replaceChildren();
      const lines = [].concat(words).filter(Boolean);
      if (!lines.length) return;
      this.notes.append(make("div", { class: bad ? "gk-note is-bad" : "gk-note" }, ...lines.map((line) => make("p", {}, line))));
    }
  }

  function dataOf(file) {
    return new Promise((done, fail) => {
      const reader = new FileReader();
      reader.onload = () => done(reader.result);
      reader.onerror = fail;
      reader.readAsDataURL(file);
    });
  }

  function blobOf(address) {
    const [head, body] = address.split(",");
    const bytes = Uint8Array.from(atob(body), (char) => char.charCodeAt(0));
    return new Blob([bytes], { type: /data:([^;]+)/.exec(head)[1] });
  }

  /** A photograph no larger than a page can use. Drawing it anew also leaves behind where it was taken. */
  async function shrink(file) {
    if (file.type === "image/gif") return file;
    const picture = await createImageBitmap(file);
    const share = Math.min(1, LARGEST_SIDE / Math.max(picture.width, picture.height));
    if (share === 1 && file.type !== "image/jpeg") return file;
    const canvas = make("canvas", { width: Math.round(picture.width * share), height: Math.round(picture.height * share) });
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const type = file.type === "image/jpeg" ? "image/jpeg" : "image/png";
    const blob = await new Promise((done) => canvas.toBlob(done, type, 0.88));
    const name = file.name.replace(/\.[^.]*$/, "") || "图片";
    return new File([blob], `${name}.${type === "image/jpeg" ? "jpg" : "png"}`, { type });
  }

  class EditorController extends window.StimulusModule.Controller {
    connect() {
      if (this.element.dataset.gkStarted || !this.element.form) return;
      this.element.dataset.gkStarted = "1";
      this.writing = new Writing(this.element);
      this.writing.start();
      this.element.gkWriting = this.writing;
    }
  }
  window.wagtail.app.register("gk-editor", EditorController);
})();
