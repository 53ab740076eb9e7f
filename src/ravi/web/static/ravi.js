// What the pages can do besides: nothing here is needed to read them.
"use strict";
(() => {
  const text = document.getElementById("text");
  const shown = text && text.dataset.view ? text : null;
  const bar = document.getElementById("selected");
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const reveal = (from) => { for (const each of all("[data-script]", from)) each.hidden = false; };
  reveal(document);

  // The quotation under the pointer or the focus, and its statement.
  const statements = all(".statements > li");
  const numbers = (at) => (at.matches("li") ? [at.id.slice(1)] : [...at.classList].filter((name) => /^q\d+$/.test(name)).map((name) => name.slice(1)));
  const marksOf = (number) => all(`mark.q${number}`);
  const choose = (number, on) => {
    for (const each of [...marksOf(number), ...all(`#s${number}`)]) each.classList.toggle("chosen", on);
  };
  let last = null;
  for (const type of ["pointerover", "pointerout", "focusin", "focusout"]) {
    const on = type === "pointerover" || type === "focusin";
    document.addEventListener(type, (event) => {
      const at = event.target.closest && event.target.closest("mark.quote, .statements > li");
      if (!at) return;
      for (const number of numbers(at)) {
        choose(number, on);
        if (type === "focusin") last = number;
      }
    });
  }
  // The reasons of a statement, which come when they are asked for.
  const opened = async (number) => {
    const statement = document.getElementById(`s${number}`);
    const ask = statement && statement.querySelector(".ask");
    if (ask) {
      const answer = await fetch(ask.href);
      if (!answer.ok) { window.location.assign(ask.href); return null; }
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const focused = document.activeElement === ask;
      if (ask.isConnected) ask.replaceWith(page.getElementById(statement.id).querySelector("details"));
      reveal(statement);
      if (focused) statement.querySelector("summary").focus();
    }
    return statement;
  };
  const explain = async (number) => {
    const statement = await opened(number);
    if (!statement) return;
    last = number;
    statement.querySelector("details").open = true;
    statement.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("click", (event) => {
    const ask = event.target.closest(".ask");
    if (!ask || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    explain(numbers(ask.closest("li"))[0]);
  });
  if (shown) {
    for (const mark of all("mark[id]", shown)) mark.tabIndex = 0;
    shown.addEventListener("click", (event) => {
      const mark = event.target.closest("mark.quote");
      if (mark && window.getSelection().isCollapsed) explain(numbers(mark)[0]);
    });
  }

  // A file to read.
  const file = document.getElementById("file");
  if (file) {
    file.addEventListener("change", async () => {
      if (!file.files[0]) return;
      document.querySelector("#read textarea").value = await file.files[0].text();
      document.querySelector("label[for=file]").textContent = file.files[0].name;
    });
  }

  // The code points of what is selected in the text: [start, end), without spaces and half-spaces at its ends.
  const edge = /[\s\u200c\u200e\u200f]/;
  window.raviSelection = () => {
    const selection = window.getSelection();
    if (!text || selection.rangeCount === 0) return null;
    const range = selection.getRangeAt(0);
    if (!text.contains(range.startContainer) || !text.contains(range.endContainer)) return null;
    const before = document.createRange();
    before.selectNodeContents(text);
    before.setEnd(range.startContainer, range.startOffset);
    let start = [...before.toString()].length;
    const words = [...range.toString()];
    while (words.length && edge.test(words[words.length - 1])) words.pop();
    while (words.length && edge.test(words[0])) { words.shift(); start += 1; }
    return [start, start + words.length];
  };

  // Correct: select words, say what they are.
  const token = (form) => {
    const input = form.querySelector("[name=token]");
    input.value = sessionStorage.getItem("token") || "";
    form.addEventListener("submit", () => sessionStorage.setItem("token", input.value));
  };
  for (const form of all("form.correct")) token(form);
  const header = (value) => (/^[\x20-\x7e]*$/.test(value) ? value : encodeURIComponent(value)); // no other letters there
  let picked = null;
  let pick = () => {};
  const letGo = () => { if (bar) { bar.hidden = true; picked = null; } };
  if (bar && shown) {
    token(bar);
    const complaint = bar.querySelector(".message");
    const letters = [...shown.textContent];
    for (const each of statements) {
      const [number] = numbers(each);
      const words = `${(+number).toLocaleString(document.documentElement.lang)} · ${each.querySelector(".who").firstElementChild.textContent}: ${each.querySelector("blockquote").textContent.slice(0, 36)}`;
      bar.elements.statement.add(new Option(words, number));
    }
    const show = () => {
      for (const each of all("[data-for]", bar)) each.hidden = !each.dataset.for.split(" ").includes(bar.elements.what.value);
    };
    bar.addEventListener("change", show);
    pick = () => {
      const range = window.raviSelection();
      if (!range || range[0] === range[1]) return;
      picked = range;
      bar.hidden = false;
      complaint.hidden = true;
      bar.querySelector("q").textContent = letters.slice(...range).join("");
      const inside = all("mark.quote", shown).find((mark) => window.getSelection().getRangeAt(0).intersectsNode(mark));
      if (inside || last) bar.elements.statement.value = inside ? numbers(inside)[0] : last;
      show();
    };
    document.addEventListener("selectionchange", pick);
    const change = async () => {
      const words = letters.slice(...picked).join("");
      const what = bar.elements.what.value;
      const here = { start: picked[0], end: picked[1] };
      if (what === "new") return { layer: "quotes", ...here, change: { speaker: bar.elements.who.value.trim() || null } };
      if (what === "date") return { layer: "dates", ...here, change: { value: bar.elements.day.value.trim() || null } };
      if (what === "name") return { layer: "entities", ...here, change: { name: words } };
      const record = await (await fetch(document.getElementById("json").href)).json();
      const { start, end } = record.quotes[bar.elements.statement.value - 1];
      return { layer: "quotes", start, end, change: { [what]: `${picked[0]}:${words}` } };
    };
    bar.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (!picked) return;
      const answer = await fetch("/api/corrections", {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-Ravi-Token": header(bar.elements.token.value) },
        body: JSON.stringify({ id: shown.dataset.id, ...(await change()) }),
      });
      if (answer.ok) { window.location.reload(); return; }
      complaint.hidden = false;
      complaint.textContent = (await answer.json()).error.message;
    });
    bar.querySelector("[data-close]").addEventListener("click", letGo);
  }

  // A citation to copy.
  const copy = async (id) => {
    if (id !== "cite") await opened(id.slice(4));
    const cite = document.getElementById(id);
    const button = document.querySelector(`[data-copy="${id}"]`);
    if (!cite || !button) return;
    await navigator.clipboard.writeText(cite.textContent.replace(/\s+/g, " ").trim());
    button.classList.add("done");
    button.textContent = "✓";
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (button) copy(button.dataset.copy);
  });

  // The days that are shown, in sight.
  for (const bar of all(".bars a.chosen")) {
    const frame = bar.closest(".scroll").getBoundingClientRect();
    const at = bar.getBoundingClientRect();
    bar.closest(".scroll").scrollLeft += at.x + at.width / 2 - frame.x - frame.width / 2;
  }

  // Days chosen in the picture: drag over it; or Shift and the arrows, then Enter.
  for (const picture of all("[data-brush]")) {
    const days = all("a", picture);
    const form = document.getElementById("span");
    const said = picture.closest("figure").querySelector("output");
    let from = -1; // the first that was touched, and the last; -1: nothing is chosen
    let to = -1;
    let down = null; // where the mouse was pressed
    let dragged = false;
    const middle = (one) => { const box = one.getBoundingClientRect(); return box.x + box.width / 2; };
    const at = (x) => days.reduce((best, one, now) => (Math.abs(middle(one) - x) < Math.abs(middle(days[best]) - x) ? now : best), 0);
    const day = (one) => new URL(one.getAttribute("href"), location).searchParams.get("days");
    const name = (one) => one.querySelector("title").textContent.split(":")[0];
    const written = (of) => (document.documentElement.lang === "fa" ? of.replace(/-/g, "/").replace(/\d/g, (one) => "۰۱۲۳۴۵۶۷۸۹"[one]) : of);
    const choose = (first, last) => {
      [from, to] = [first, last];
      const [low, high] = [Math.min(from, to), Math.max(from, to)];
      days.forEach((one, now) => one.classList.toggle("brushed", low <= now && now <= high));
      said.hidden = from < 0;
      if (from < 0) { form.reset(); return; }
      said.textContent = low === high ? name(days[low]) : `${name(days[low])} ${picture.dataset.upTo} ${name(days[high])}`;
      form.elements.first.value = written(day(days[low]));
      form.elements.last.value = written(day(days[high]));
    };
    const go = () => { form.action = "/timeline#days"; form.submit(); };
    picture.addEventListener("dragstart", (event) => event.preventDefault());
    picture.addEventListener("pointerdown", (event) => {
      if (event.pointerType === "touch" || event.button !== 0) return;
      down = event.clientX;
      dragged = false;
    });
    picture.addEventListener("pointermove", (event) => {
      if (down === null || (!dragged && Math.abs(event.clientX - down) < 6)) return;
      if (!dragged) picture.setPointerCapture(event.pointerId);
      dragged = true;
      choose(at(down), at(event.clientX));
    });
    picture.addEventListener("pointerup", () => { down = null; if (dragged) go(); });
    picture.addEventListener("pointercancel", () => { down = null; choose(-1, -1); });
    picture.addEventListener("click", (event) => { if (dragged) event.preventDefault(); });
    const stop = (one) => days.forEach((each) => each.setAttribute("tabindex", each === one ? 0 : -1)); // one stop of the Tab key
    stop(days.find((one) => one.classList.contains("chosen")) || days[days.length - 1]);
    picture.addEventListener("keydown", (event) => {
      const here = days.indexOf(event.target.closest("a"));
      const forth = picture.dataset.brush === "rtl" ? "ArrowLeft" : "ArrowRight";
      if (here < 0) return;
      if (event.key === "Enter" && from !== to) { event.preventDefault(); go(); }
      if (event.key === "Escape") choose(-1, -1);
      const next = { ArrowLeft: here, ArrowRight: here, Home: 0, End: days.length - 1 }[event.key];
      if (next === undefined) return;
      event.preventDefault();
      const step = event.key.startsWith("Arrow") ? (event.key === forth ? 1 : -1) : 0;
      const aim = Math.min(days.length - 1, Math.max(0, next + step));
      stop(days[aim]);
      days[aim].focus();
      choose(event.shiftKey ? (from < 0 ? here : from) : -1, event.shiftKey ? aim : -1);
    });
  }

  // Keys.
  const dialog = document.getElementById("keys");
  const open = () => { if (!dialog.open) { dialog.showModal(); dialog.querySelector("button").focus(); } };
  document.getElementById("keys-link").addEventListener("click", (event) => { event.preventDefault(); open(); });
  const on = document.getElementById("keys-on");
  on.checked = localStorage.getItem("keys") !== "off";
  on.addEventListener("change", () => localStorage.setItem("keys", on.checked ? "on" : "off"));
  const step = (by) => {
    const quotes = all("mark[id^=q]");
    const next = quotes[Math.max(0, quotes.indexOf(document.activeElement) + by)];
    if (next) { next.focus(); next.scrollIntoView({ block: "center" }); }
  };
  const select = () => {
    const marks = last ? marksOf(last) : [];
    if (!marks.length) return;
    const selection = window.getSelection();
    selection.setBaseAndExtent(marks[0], 0, marks[marks.length - 1], marks[marks.length - 1].childNodes.length);
    pick(); // now: the browser tells of a selection only when it draws next, and a key may come before
  };
  const keys = {
    "/": () => { const box = document.querySelector("main input[type=search], #find"); if (box) box.focus(); },
    j: () => step(1),
    k: () => step(-1),
    s: select,
    e: () => { if (picked) bar.querySelector("input:checked").focus(); },
    c: () => copy(last ? `cite${last}` : "cite"),
    o: () => { const other = document.querySelector(".switch a:not([aria-current])"); if (other) other.click(); },
    "?": open,
    "؟": open,
  };
  // The same keys of a Persian keyboard.
  const persian = { "ت": "j", "ن": "k", "س": "s", "ث": "e", "ز": "c", "خ": "o" };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") letGo();
    if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName || "")) return;
    if (event.key === "Enter" && event.target.matches && event.target.matches("mark.quote")) explain(numbers(event.target)[0]);
    if (!on.checked && event.key.length === 1 && event.key !== " ") return;
    const act = keys[persian[event.key] || event.key];
    if (act) { event.preventDefault(); act(); }
  });
})();
