// Canned answers: / or # at the beginning of a word looks for one; arrows and Enter put it in, Esc goes on without.

const TRIGGER = /(?:^|\s)([/#])([^\s/#][^/#\n]{0,40})?$/;
let began = -1; // where the word that looks stands in the text
let asked = 0;

const field = () => document.getElementById("answer-text");
const place = () => document.querySelector("[data-canned-place]");

function close() {
  const box = place();
  if (box) box.hidden = true;
  began = -1;
  field()?.removeAttribute("aria-activedescendant");
  field()?.removeAttribute("aria-controls");
}

async function look(words) {
  const turn = ++asked;
  const url = new URL(field().form.dataset.canned, location.href);
  url.searchParams.set("q", words);
  const answer = await fetch(url, { headers: { "HX-Request": "true" } });
  if (turn !== asked || began < 0 || !answer.ok) return;
  const box = place();
  box.innerHTML = await answer.text();
  // Words that no answer has are words of the letter: the list gets out of the way.
  if (words && !box.querySelector("[data-insert]")) return close();
  box.hidden = false;
  choose(0);
}

function choose(step) {
  const all = [...place().querySelectorAll("[data-insert]")];
  if (!all.length) return;
  const here = Math.max(0, all.findIndex((row) => row.getAttribute("aria-selected") === "true"));
  const next = all[(here + step + all.length) % all.length];
  for (const row of all) row.setAttribute("aria-selected", row === next);
  next.scrollIntoView({ block: "nearest" });
  field().setAttribute("aria-activedescendant", next.id);
}

async function insert(row) {
  const form = field().form;
  const end = field().selectionStart;
  const start = began;
  const body = new FormData();
  const chosen = [...form.querySelectorAll("[data-people] tr")].find((one) => one.querySelector("[name=person_kind]").value === "to");
  body.set("whom", chosen?.querySelector("[name=person_name]").value ?? "");
  const token = document.cookie.split("; ").find((part) => part.startsWith("csrftoken="));
  const headers = { "X-CSRFToken": decodeURIComponent(token?.slice(10) ?? "") };
  close();
  const answer = await fetch(`${form.dataset.canned}/${row.dataset.insert}`, { method: "POST", body, headers });
  if (!answer.ok) return;
  const { text, missing } = await answer.json();
  const first = missing.length ? text.search(/\{\{/) : -1;
  const select = first < 0 ? undefined : [start + first, start + text.indexOf("}}", first) + 2];
  field().dispatchEvent(new CustomEvent("kept:put", { bubbles: true, detail: { text, start, end, select } }));
}

document.addEventListener("input", (event) => {
  if (event.target !== field()) return;
  const before = field().value.slice(0, field().selectionStart);
  const hit = TRIGGER.exec(before);
  if (!hit) return close();
  began = before.length - hit[0].trimStart().length;
  look(hit[2] ?? "");
});

document.addEventListener("keydown", (event) => {
  if (event.target !== field() || place()?.hidden !== false) return;
  const row = place().querySelector('[aria-selected="true"]');
  if (event.key === "ArrowDown" || event.key === "ArrowUp") choose(event.key === "ArrowDown" ? 1 : -1);
  else if (event.key === "Enter" && row && !event.metaKey && !event.ctrlKey) insert(row);
  else if (event.key === "Escape") close();
  else return;
  event.preventDefault();
  event.stopPropagation();
}, true);

document.addEventListener("click", (event) => {
  const row = event.target.closest("[data-insert]");
  if (row) insert(row);
  else if (event.target.closest("[data-canned-open]")) {
    field().focus();
    began = field().selectionStart;
    look("");
  } else if (!event.target.closest("[data-canned-place]")) close();
});
