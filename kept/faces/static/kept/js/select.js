// Rows of a list are selected, and one verb goes to many of them.

const PART = 25; // rows of one request
let last = null; // the row that was ticked last

const list = () => document.getElementById("list");
const boxes = () => [...(list()?.querySelectorAll("[data-pick]") ?? [])];
const picked = () => boxes().filter((box) => box.checked);

function count() {
  const number = picked().length;
  if (!document.getElementById("bulk")) return;
  document.getElementById("pick-mode")?.removeAttribute("hidden");
  list()?.toggleAttribute("data-picking", number > 0 || document.getElementById("pick-mode")?.getAttribute("aria-pressed") === "true");
  const words = document.getElementById("bulk-count");
  if (number) words.textContent = number === 1 ? words.dataset.one : words.dataset.many.replace("%n", number);
  for (const box of boxes()) {
    const row = box.closest(".row");
    if (row.classList.contains("is-picked") !== box.checked) row.classList.toggle("is-picked", box.checked);
  }
}

function none() {
  for (const box of picked()) box.checked = false;
  last = null;
  count();
  document.dispatchEvent(new CustomEvent("kept:unpicked"));
}

document.addEventListener("click", (event) => {
  const box = event.target.closest?.("[data-pick]");
  if (box) {
    const all = boxes();
    if (event.shiftKey && last && last !== box && all.includes(last)) {
      const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
      for (const each of all.slice(from, to + 1)) each.checked = box.checked;
    }
    last = box;
    count();
  }
  if (event.target.closest("[data-pick-all]")) {
    for (const each of boxes()) each.checked = true;
    count();
  }
  if (event.target.closest("[data-pick-none]")) none();
  const mode = event.target.closest("#pick-mode");
  if (mode) {
    mode.setAttribute("aria-pressed", mode.getAttribute("aria-pressed") !== "true");
    if (mode.getAttribute("aria-pressed") === "false") none();
    count();
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && picked().length && !document.querySelector("dialog[open]")) none();
});
document.addEventListener("kept:row", ({ detail: { key, row } }) => {
  const box = row.querySelector("[data-pick]");
  if (key === "x") return void box?.click();
  const button = document.querySelector(`#bulk [data-key="${CSS.escape(key)}"]`);
  if (button && box) ask(button, picked().length ? picked() : [box]);
});

/* One verb for many: its form in the dialog, or at once */

document.addEventListener("submit", (event) => {
  if (event.target.id !== "bulk") return;
  event.preventDefault();
  ask(event.submitter, picked());
});

function ask(button, chosen) {
  const cases = chosen.map((box) => [box.closest(".row").dataset.case, box.value]);
  const codes = cases.sort(([one], [other]) => (one < other ? -1 : 1)).map(([, code]) => code);
  if ("now" in button.dataset) {
    const form = document.getElementById("bulk-now");
    for (const old of form.querySelectorAll("[name=row], [name=part]")) old.remove();
    for (const code of codes) form.append(hidden("row", code));
    form.requestSubmit();
    return;
  }
  const query = new URLSearchParams(codes.map((code) => ["row", code]));
  window.htmx.ajax("GET", `${button.dataset.bulk}?${query}`, { target: "#ask", swap: "innerHTML" });
}

function hidden(name, value) {
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name, value });
  return field;
}

// Very many go in parts, so that it can be seen how far it is; what was done and refused is added up by the desk.
document.addEventListener("htmx:confirm", async (event) => {
  const form = event.target;
  const fields = form.matches?.("form") ? [...form.querySelectorAll("input[name=row]")] : [];
  if (fields.length <= PART || event.detail.verb !== "post") return;
  event.preventDefault();
  const part = crypto.randomUUID();
  const bar = document.getElementById("bulk-progress");
  Object.assign(bar, { hidden: false, max: fields.length, value: 0 });
  form.querySelector(".do")?.prepend(bar);
  while (fields.length > PART) {
    const some = fields.slice(0, PART);
    const body = new FormData(form);
    body.delete("row");
    for (const field of some) body.append("row", field.value);
    const answer = await fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true", "X-Kept-Part": part } }).catch(() => null);
    if (answer?.status !== 204) break; // refused as a whole: the rest is sent as it is, and says why
    for (const field of fields.splice(0, PART)) field.remove();
    bar.value = bar.max - fields.length;
  }
  form.querySelector("[name=part]")?.remove();
  form.append(hidden("part", part));
  event.detail.issueRequest(true);
});
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.requestConfig?.verb !== "post" || detail.target?.id !== "desk" || detail.xhr.status >= 400) return;
  // One's own act: everything may move, and nothing is selected any more.
  document.body.dataset.own = "1";
  for (const box of picked()) box.checked = false;
  const bar = document.getElementById("bulk-progress");
  if (bar) bar.hidden = true;
});

document.addEventListener("kept:merged", count);
count();
