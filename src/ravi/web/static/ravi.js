// What the pages can do besides: nothing here is needed to read them.
"use strict";
(() => {
  const text = document.getElementById("text");
  const choose = (number, on) => {
    for (const each of document.querySelectorAll(`[data-quote="${number}"], mark[data-marks~="quote${number}"]`)) {
      each.classList.toggle("chosen", on);
    }
  };
  const numbers = (mark) => [...(mark.dataset.marks || "").matchAll(/quote(\d+)/g)].map((found) => found[1]);
  for (const type of ["pointerover", "pointerout", "focusin", "focusout"]) {
    const on = type === "pointerover" || type === "focusin";
    document.addEventListener(type, (event) => {
      const at = event.target.closest && event.target.closest("mark.quote, .statement");
      if (!at) return;
      for (const number of at.dataset.quote ? [at.dataset.quote] : numbers(at)) choose(number, on);
    });
  }
  if (text && text.dataset.view) {
    text.addEventListener("click", (event) => {
      const mark = event.target.closest("mark.quote");
      if (!mark || !window.getSelection().isCollapsed) return;
      const statement = document.getElementById(`s${numbers(mark)[0]}`);
      if (!statement) return;
      statement.querySelector("details").open = true;
      statement.scrollIntoView({ block: "nearest" });
    });
  }
  const file = document.getElementById("file");
  if (file) {
    file.closest("label").hidden = false;
    file.addEventListener("change", async () => {
      if (file.files[0]) document.querySelector("#read textarea").value = await file.files[0].text();
    });
  }
  // The code points of what is selected in the text: [start, end).
  window.raviSelection = () => {
    const selection = window.getSelection();
    if (!text || selection.rangeCount === 0 || !text.contains(selection.anchorNode)) return null;
    const range = selection.getRangeAt(0);
    const before = document.createRange();
    before.selectNodeContents(text);
    before.setEnd(range.startContainer, range.startOffset);
    const start = [...before.toString()].length;
    return [start, start + [...range.toString()].length];
  };
  const selected = document.getElementById("selected");
  if (selected && text) {
    document.addEventListener("selectionchange", () => {
      const range = window.raviSelection();
      if (!range || range[0] === range[1]) return;
      selected.hidden = false;
      selected.querySelector("blockquote").textContent = window.getSelection().toString();
      selected.querySelector("[name=start]").value = range[0];
      selected.querySelector("[name=end]").value = range[1];
    });
  }
  for (const form of document.querySelectorAll("form.correct")) {
    const token = form.querySelector("[name=token]");
    token.value = sessionStorage.getItem("token") || "";
    form.addEventListener("submit", () => sessionStorage.setItem("token", token.value));
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    if (event.key === "/") {
      const box = document.querySelector("input[type=search]");
      if (box) { event.preventDefault(); box.focus(); }
    }
    if (event.key === "j" || event.key === "k") {
      const all = [...document.querySelectorAll("mark[id^=q]")];
      const at = all.indexOf(document.activeElement);
      const next = all[event.key === "j" ? at + 1 : Math.max(0, at - 1)];
      if (next) { next.focus(); next.scrollIntoView({ block: "center" }); }
    }
    if (event.key === "o") {
      const other = document.querySelector(".switch a");
      if (other) other.click();
    }
  });
})();
