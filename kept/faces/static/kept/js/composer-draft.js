// Every word is kept: in this browser at once, on the desk a moment later. Signed out, offline or written elsewhere
// meanwhile: it is said, and nothing is lost.

const SOON = 700;
const AGAIN = 5000;
const states = new WeakMap();

function device() {
  let name = localStorage.getItem("kept-device");
  if (!name) localStorage.setItem("kept-device", (name = crypto.randomUUID()));
  return name;
}

const words = (form) => form.querySelector("[data-saves]");
const place = (form) => `kept-words:${words(form).dataset.saves}`;
const forms = () => [...document.querySelectorAll("form[data-drafts]")].filter(words);
const says = (name) => document.getElementById("composer").dataset[name];

function stateOf(form) {
  if (!states.has(form)) states.set(form, { version: Number(form.dataset.version), saved: drafted(form) });
  return states.get(form);
}

function drafted(form) {
  return form.querySelector("[data-drafted]").value.replaceAll("\r\n", "\n");
}

function status(form, text, link) {
  const line = form.querySelector("[data-saved]");
  line.textContent = text;
  if (!link) return;
  const anchor = document.createElement("a");
  anchor.href = link;
  anchor.target = "_blank";
  anchor.textContent = says("saysIn");
  line.append(" ", anchor);
}

function keepHere(form) {
  const text = words(form).value;
  const state = stateOf(form);
  if (text.trim() || state.version) localStorage.setItem(place(form), JSON.stringify({ text, version: state.version }));
  else localStorage.removeItem(place(form));
}

function soon(form, after = SOON) {
  const state = stateOf(form);
  clearTimeout(state.timer);
  state.timer = setTimeout(() => save(form), after);
}

async function save(form, over = false) {
  const state = stateOf(form);
  if (state.busy) return void (state.again = true);
  if (state.stopped || (state.asking && !over)) return;
  const text = words(form).value;
  if (!text.trim() && !state.version) return;
  const body = new FormData(form);
  body.set("version", state.version);
  body.set("device", device());
  if (over) body.set("over", "yes");
  const token = document.cookie.split("; ").find((part) => part.startsWith("csrftoken="));
  state.busy = new AbortController();
  let answer;
  try {
    const headers = { "X-CSRFToken": decodeURIComponent(token?.slice(10) ?? "") };
    answer = await fetch(form.dataset.drafts, { method: "POST", body, headers, signal: state.busy.signal });
  } catch {
    state.busy = null;
    if (state.stopped) return;
    status(form, says("saysOffline"));
    return soon(form, AGAIN);
  }
  state.busy = null;
  if (state.stopped) return;
  if (answer.status === 401 || new URL(answer.url).pathname.startsWith("/accounts/")) {
    status(form, says("saysOut"), "/accounts/login/");
    return soon(form, AGAIN);
  }
  if (answer.status === 409) return ask(form, await answer.json());
  if (!answer.ok) {
    status(form, says("saysOffline"));
    return soon(form, AGAIN);
  }
  const kept = await answer.json();
  if (state.stopped) return;
  Object.assign(state, { version: kept.version, saved: text, asking: false });
  status(form, kept.saved);
  if (words(form).value === text) localStorage.removeItem(place(form));
  else soon(form);
  if (state.again) {
    state.again = false;
    soon(form, 0);
  }
}

// The same draft on two devices: both are shown, and the writer says which one stays.
function ask(form, other) {
  const state = stateOf(form);
  if (!other.gone && other.text === words(form).value) return void Object.assign(state, { version: other.version, saved: other.text });
  state.asking = true;
  const box = document.createElement("div");
  box.className = "refusal two-drafts";
  box.role = "alert";
  const inner = document.createElement("div");
  const head = document.createElement("b");
  head.textContent = other.gone ? says("saysGone") : says("saysElsewhere");
  inner.append(head);
  if (!other.gone) {
    const quote = document.createElement("blockquote");
    quote.className = "words";
    quote.textContent = other.text || says("saysNothing");
    inner.append(quote);
  }
  const row = document.createElement("p");
  row.className = "row-of";
  const button = (text, act) => {
    const made = document.createElement("button");
    Object.assign(made, { type: "button", className: "b b-small", textContent: text });
    made.addEventListener("click", () => {
      box.remove();
      act();
      words(form).focus();
    });
    row.append(made);
  };
  if (!other.gone) button(says("saysTheirs"), () => adopt(form, other.version, other.text));
  button(says("saysThese"), () => save(form, true));
  inner.append(row);
  box.append(inner);
  form.querySelector(".says").replaceChildren(box);
}

function adopt(form, version, text) {
  const field = words(form);
  Object.assign(stateOf(form), { version, saved: text, asking: false, stopped: false });
  field.value = field.defaultValue = text;
  localStorage.removeItem(place(form));
  field.dispatchEvent(new CustomEvent("kept:filled", { bubbles: true }));
  if (text && !document.activeElement?.matches("input, textarea, select")) field.focus();
}

// A page that was read again may bring words that this tab does not know: taken back, or typed elsewhere.
function compare(form) {
  const state = stateOf(form);
  const there = { version: Number(form.dataset.version), text: drafted(form) };
  const field = words(form);
  if (there.version > state.version && (field.value === state.saved || !field.value.trim())) {
    adopt(form, there.version, there.text);
  }
}

function begin(form) {
  const state = stateOf(form);
  const field = words(form);
  const kept = localStorage.getItem(place(form));
  if (!kept) return;
  const { text, version } = JSON.parse(kept);
  if (text === state.saved) return void localStorage.removeItem(place(form));
  if (version === state.version || !state.saved) {
    field.value = text;
    state.version = Math.min(state.version, version) || state.version;
    field.dispatchEvent(new CustomEvent("kept:filled", { bubbles: true }));
    soon(form);
  } else {
    const other = { text: state.saved, version: state.version };
    field.value = text;
    ask(form, other);
  }
}

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-drafts]");
  if (!form || !words(form)) return;
  const state = stateOf(form);
  state.stopped = false;
  if (event.target === words(form)) keepHere(form);
  if (words(form).value !== state.saved) status(form, says("saysTyping"));
  soon(form);
});
document.addEventListener("kept:decided", (event) => {
  const form = event.target.closest("form[data-drafts]");
  if (form) soon(form);
});
document.addEventListener("kept:taken", (event) => {
  const form = event.target;
  if (!form.matches("form[data-drafts]") || !words(form)) return;
  const state = stateOf(form);
  clearTimeout(state.timer);
  state.stopped = true;
  state.busy?.abort();
  localStorage.removeItem(place(form));
  Object.assign(state, { version: 0, saved: "", asking: false, again: false });
  if (form.contains(document.activeElement)) document.activeElement.blur(); // keys act on the page again: Z takes it back
});
// While the answer itself is under way nothing is saved beside it; should it be refused, typing goes on as before.
document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (detail.elt.matches?.("form[data-drafts]") && words(detail.elt)) clearTimeout(stateOf(detail.elt).timer);
});
document.addEventListener("kept:merged", () => {
  for (const form of forms()) compare(form);
});
addEventListener("online", () => forms().forEach((form) => soon(form, 0)));
document.addEventListener("visibilitychange", () => {
  for (const form of forms()) if (words(form).value !== stateOf(form).saved && !stateOf(form).stopped) soon(form, 0);
});

for (const form of forms()) begin(form);
