// The words of an answer: marks of Markdown by button and key, what is found in them underlined, how it will look.

const PLACE = /\{\{\s*[A-Za-z][\w.]*\s*\}\}/g;
const field = () => document.getElementById("answer-text");

// Other scripts put words in by this event, so that the browser's own undo knows of it.
document.addEventListener("kept:put", ({ target, detail }) => {
  target.focus();
  if (detail.start !== undefined) target.setSelectionRange(detail.start, detail.end ?? detail.start);
  const done = detail.text ? document.execCommand("insertText", false, detail.text) : document.execCommand("delete");
  if (!done) {
    target.setRangeText(detail.text, target.selectionStart, target.selectionEnd, "end");
    target.dispatchEvent(new Event("input", { bubbles: true }));
  }
  if (detail.select) target.setSelectionRange(...detail.select);
});

function put(text, start, end, select) {
  field().dispatchEvent(new CustomEvent("kept:put", { bubbles: true, detail: { text, start, end, select } }));
}

function around(mark) {
  const { selectionStart: start, selectionEnd: end, value } = field();
  const chosen = value.slice(start, end);
  const before = value.slice(start - mark.length, start);
  if (before === mark && value.slice(end, end + mark.length) === mark) {
    return put(chosen, start - mark.length, end + mark.length, [start - mark.length, end - mark.length]);
  }
  put(mark + chosen + mark, start, end, [start + mark.length, end + mark.length]);
}

function link() {
  const { selectionStart: start, selectionEnd: end, value } = field();
  const chosen = value.slice(start, end);
  const address = /^https?:\/\/\S+$/.test(chosen);
  const text = address ? `[](${chosen})` : `[${chosen}](https://)`;
  put(text, start, end, address ? [start + 1, start + 1] : [start + text.length - 1, start + text.length - 1]);
}

function lines(mark) {
  const { selectionStart, selectionEnd: end, value } = field();
  const start = value.lastIndexOf("\n", selectionStart - 1) + 1;
  const rows = value.slice(start, end).split("\n");
  const off = rows.every((row) => row.startsWith(mark));
  const text = rows.map((row) => (off ? row.slice(mark.length) : mark + row)).join("\n");
  put(text, start, end, [start, start + text.length]);
}

const KEYS = {
  b: () => around("**"),
  i: () => around("_"),
  L: link,
  8: () => lines("- "),
  9: () => lines("> "),
  P: preview,
};

document.addEventListener("keydown", (event) => {
  if (event.target !== field() && !event.target.closest?.("[data-preview-place]")) return;
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
  const digit = /^Digit(\d)$/.exec(event.code)?.[1];
  const key = event.shiftKey ? (digit ?? event.key.toUpperCase()) : event.key.toLowerCase();
  if (!KEYS[key] || event.shiftKey === /[bi]/.test(key)) return;
  event.preventDefault();
  KEYS[key]();
});

document.addEventListener("click", (event) => {
  const tool = event.target.closest(".tool");
  if (tool?.dataset.mark) around(tool.dataset.mark);
  if (tool?.dataset.line) lines(tool.dataset.line);
  if (tool?.hasAttribute("data-link")) link();
  if (tool?.hasAttribute("data-preview-toggle")) preview();
  if (event.target.closest("[data-next-place]")) nextPlace();
  const at = event.target.closest("[data-send-at]");
  if (at) {
    const input = document.getElementById("send-at");
    input.value = at.dataset.sendAt;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }
  const better = event.target.closest("[data-take-time]");
  if (better && better.closest("#mode-answer")) {
    // The card of that promise offers the same time.
    better.closest(".says").replaceChildren();
    document.querySelector(".vow-card.is-hitched [data-better]")?.click();
  } else if (better) {
    const due = document.getElementById("promise-due");
    due.value = better.dataset.takeTime;
    better.closest(".says").replaceChildren();
    due.form.requestSubmit();
  }
});

async function preview() {
  const form = field().form;
  const shown = form.querySelector("[data-preview-place]");
  const button = form.querySelector("[data-preview-toggle]");
  const on = shown.hidden;
  button.setAttribute("aria-pressed", on);
  shown.hidden = !on;
  form.querySelector(".paper").classList.toggle("is-laid-out", on);
  if (!on) return field().focus();
  const token = document.cookie.split("; ").find((part) => part.startsWith("csrftoken="));
  const headers = { "X-CSRFToken": decodeURIComponent(token?.slice(10) ?? "") };
  const answer = await fetch(form.dataset.preview, { method: "POST", body: new FormData(form), headers });
  if (answer.ok) shown.innerHTML = await answer.text();
  shown.focus();
}

// Underlines lie below the words, in a copy of them that only shows its marks.
function found(text) {
  const spans = [...text.matchAll(PLACE)].map((hit) => [hit.index, hit.index + hit[0].length, "place"]);
  for (const card of document.querySelectorAll("[data-founds] .vow-card:not([hidden])")) {
    const words = card.dataset.words;
    const at = words ? text.toLowerCase().indexOf(words.toLowerCase()) : -1;
    if (at >= 0) spans.push([at, at + words.length, card.classList.contains("is-on") ? "vow is-on" : "vow"]);
  }
  return spans.sort((one, other) => one[0] - other[0]);
}

function underline() {
  const text = field();
  if (!text) return;
  const marks = text.closest(".paper")?.querySelector(".marks");
  if (!marks) return;
  const { value } = text;
  const nodes = [];
  let at = 0;
  for (const [start, end, kind] of found(value)) {
    if (start < at) continue;
    const mark = document.createElement("mark");
    mark.className = kind;
    mark.textContent = value.slice(start, end);
    nodes.push(value.slice(at, start), mark);
    at = end;
  }
  marks.replaceChildren(...nodes, `${value.slice(at)}\n`);
  marks.scrollTop = text.scrollTop;
  const places = value.match(PLACE) ?? [];
  const line = text.form.querySelector("[data-unfilled]");
  line.hidden = !places.length;
  line.querySelector("button").textContent = places[0] ?? "";
}

function nextPlace() {
  const text = field();
  PLACE.lastIndex = 0;
  const hit = PLACE.exec(text.value);
  text.focus();
  if (hit) text.setSelectionRange(hit.index, hit.index + hit[0].length);
}

// The customer's own time beside the time of sending.
function theirTime(input) {
  const line = input.form.querySelector("[data-their-time]");
  const zone = input.form.dataset.theirZone;
  if (!zone || !input.value) return;
  const options = { timeZone: zone, weekday: "long", hour: "2-digit", minute: "2-digit", timeZoneName: "short" };
  line.textContent = new Intl.DateTimeFormat(document.documentElement.lang, options).format(new Date(input.value));
}

document.addEventListener("input", (event) => {
  if (event.target === field()) underline();
  if (event.target.id === "send-at") theirTime(event.target);
});
for (const name of ["kept:filled", "kept:found", "kept:merged", "kept:taken"]) {
  document.addEventListener(name, () => setTimeout(underline));
}
// What opens within the composer comes into sight.
document.addEventListener("toggle", ({ target }) => {
  if (target.open && target.matches?.("#composer details")) target.scrollIntoView({ block: "nearest" });
}, true);
document.addEventListener("scroll", (event) => {
  if (event.target === field()) underline();
}, true);
document.addEventListener("kept:taken", () => {
  const paper = document.querySelector(".paper.is-laid-out");
  if (!paper) return;
  paper.classList.remove("is-laid-out");
  paper.querySelector("[data-preview-place]").hidden = true;
  paper.closest("form").querySelector("[data-preview-toggle]").setAttribute("aria-pressed", "false");
});
underline();
