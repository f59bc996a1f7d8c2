// Words that commit us are found while they are typed, and offered as promises; one key makes them so.

const SOON = 500;
let timer = 0;
let asked = 0;

const form = () => document.querySelector("form[data-spotting]");
const founds = () => document.querySelector("[data-founds]");

function soon(after = SOON) {
  clearTimeout(timer);
  timer = setTimeout(look, after);
}

async function look() {
  const here = form();
  if (!here || !document.getElementById("answer-text")) return;
  const turn = ++asked;
  const body = new FormData(here);
  if (!body.get("text")?.trim() && !founds().children.length) return;
  const token = document.cookie.split("; ").find((part) => part.startsWith("csrftoken="));
  const headers = { "X-CSRFToken": decodeURIComponent(token?.slice(10) ?? ""), "HX-Request": "true" };
  let answer;
  try {
    answer = await fetch(here.dataset.spotting, { method: "POST", body, headers });
  } catch {
    return; // out of reach: what is unsaved says so; promises are looked for again with the next word
  }
  if (turn !== asked || !answer.ok || new URL(answer.url).pathname.startsWith("/accounts/")) return;
  show(await answer.text());
}

// The cards change, the place of the keyboard and an open card stay.
function show(html) {
  const place = founds();
  const fresh = document.createElement("div");
  fresh.innerHTML = html;
  if (fresh.innerHTML === place.innerHTML) return;
  const at = document.activeElement?.id;
  const inside = place.contains(document.activeElement);
  const opened = [...place.querySelectorAll(".vow-card")].map((card) => card.querySelector("details")?.open && card.dataset.words);
  place.replaceChildren(...fresh.childNodes);
  for (const card of place.querySelectorAll(".vow-card")) if (opened.includes(card.dataset.words)) card.querySelector("details").open = true;
  if (inside) (document.getElementById(at) ?? document.getElementById("answer-text")).focus();
  place.dispatchEvent(new CustomEvent("kept:found", { bubbles: true }));
}

function decide(card, state) {
  card.querySelector("[name=vow_state]").value = state;
  card.classList.remove("is-found", "is-on", "is-off");
  card.classList.add(`is-${state}`);
  card.dispatchEvent(new CustomEvent("kept:decided", { bubbles: true }));
  soon(0);
}

function open(cards) {
  return [...cards.querySelectorAll(".vow-card.is-found:not(.is-hitched)")];
}

document.addEventListener("input", (event) => {
  if (event.target.id === "answer-text") soon();
});
document.addEventListener("change", (event) => {
  if (event.target.closest("[data-founds]")) soon(0);
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-vow]");
  if (button) decide(button.closest(".vow-card"), button.dataset.vow);
  const better = event.target.closest("[data-better]");
  if (better) {
    const card = better.closest(".vow-card");
    card.querySelector("[name=vow_due]").value = better.dataset.better;
    decide(card, card.querySelector("[name=vow_state]").value);
  }
  if (event.target.closest("[data-vow-all]")) {
    event.target.closest(".says").replaceChildren();
    for (const card of open(founds())) decide(card, "on");
    form().querySelector(".send button[type=submit]").focus();
  }
});
document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey || event.code !== "KeyP" || !founds()) return;
  const [card] = open(founds());
  if (!card || document.getElementById("mode-answer").hidden) return;
  event.preventDefault();
  if (card.closest("form").querySelector("[data-vow-all]")) card.closest("form").querySelector(".says").replaceChildren();
  decide(card, "on");
});
document.addEventListener("kept:filled", () => soon(0));
document.addEventListener("kept:taken", ({ target }) => target.querySelector("[data-founds]")?.replaceChildren());
if (document.getElementById("answer-text")?.value.trim()) soon();
