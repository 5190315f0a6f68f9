"use strict";
// A file dropped anywhere on the page is chosen and checked.
(() => {
  const input = document.getElementById("f-file");
  const holdsFile = (event) => event.dataTransfer?.types.includes("Files");
  document.addEventListener("dragover", (event) => { if (holdsFile(event)) event.preventDefault(); });
  document.addEventListener("drop", (event) => {
    if (!holdsFile(event) || !event.dataTransfer.files.length) return;
    event.preventDefault();
    const one = new DataTransfer();
    one.items.add(event.dataTransfer.files[0]);
    input.files = one.files;
    input.form.requestSubmit(input.form.querySelector(".gk-btn--main"));
  });
})();
