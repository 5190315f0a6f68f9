/* The browser's own copy of what is being written, until it is saved. One person's copies are never shown to another;
   signing out deletes them all from this computer. */
(function () {
  "use strict";
  const FRONT = "gk-copy:";
  const KEEP_DAYS = 7;

  const each = (visit) => {
    for (let at = localStorage.length - 1; at >= 0; at -= 1) {
      const key = localStorage.key(at);
      if (key && key.startsWith(FRONT)) visit(key);
    }
  };
  const read = (key) => {
    try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
  };

  const copies = {
    front: (user, record) => `${FRONT}${user}:${record}:`,
    put(key, value) {
      try { localStorage.setItem(key, JSON.stringify(value)); return true; } catch { return false; }
    },
    drop(key) { if (key.startsWith(FRONT)) localStorage.removeItem(key); },
    /** The newest copy of this person for this record (or for a new one), with its key. */
    find(user, record, own) {
      let found = null;
      each((key) => {
        if (!key.startsWith(copies.front(user, record)) || key === own) return;
        const value = read(key);
        if (value && (!found || value.at > found.value.at)) found = { key, value };
      });
      return found;
    },
    clear() { each((key) => localStorage.removeItem(key)); },
  };

  // Old ones go by themselves; what the server has just saved goes too.
  each((key) => {
    const value = read(key);
    if (!value || Date.now() - value.at > KEEP_DAYS * 86400e3) localStorage.removeItem(key);
  });
  const saved = /(?:^|;\s*)gk-saved=([^;]*)/.exec(document.cookie);
  if (saved) {
    copies.drop(decodeURIComponent(saved[1]).replace(/^"|"$/g, ""));
    document.cookie = "gk-saved=; path=/admin/; max-age=0; samesite=lax";
  }
  document.addEventListener("submit", (event) => {
    if (/\/logout\/(\?|$)/.test(event.target.action || "")) copies.clear();
  }, true);

  window.gkCopies = copies;
})();
