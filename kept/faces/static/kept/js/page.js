// Small things of every page: the one dialog, messages that go, modes of the composer, times that tick.

const ask = document.getElementById("ask");

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target !== ask || ask.open) return;
  ask.showModal();
  ask.querySelector("input:not([type=hidden]), select, textarea")?.focus();
});

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.requestConfig?.verb !== "post" || detail.target?.id !== "desk" || detail.xhr.status >= 400) return;
  if (!detail.shouldSwap) return;
  // The act is done and the page shows it. It may be another page than the one that asked.
  if (ask?.open) ask.close();
  const there = new URL(detail.xhr.responseURL || location.href);
  if (there.pathname !== location.pathname) history.pushState(null, "", there);
});
addEventListener("popstate", () => location.reload());

// The session has ended: the page and what was typed in it stay, and it says how to go on. Other scripts that fetch
// dispatch "kept:signed-out" with the answer's words when the desk answers 401.
function signedOut(words) {
  const toasts = document.getElementById("toasts");
  if (!toasts || document.querySelector("[data-signed-out]")) return;
  toasts.insertAdjacentHTML("beforeend", words);
}
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.xhr.status === 401 && !detail.shouldSwap) signedOut(detail.xhr.responseText);
  else if (detail.xhr.status < 400) document.querySelector("#toasts [data-signed-out]")?.remove();
});
document.addEventListener("kept:signed-out", ({ detail }) => signedOut(detail));

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-close]")) event.target.closest("dialog").close();
  if (event.target.closest("[data-dismiss]")) event.target.closest(".toast").remove();
  const open = document.querySelector(".more-menu[open]");
  if (open && !open.querySelector("summary").contains(event.target)) open.removeAttribute("open");
  const tab = event.target.closest("[data-mode]");
  if (tab) {
    event.preventDefault();
    mode(tab.dataset.mode);
  }
});

document.addEventListener("keydown", (event) => {
  const open = event.key === "Escape" && document.querySelector(".more-menu[open]");
  if (open) {
    open.removeAttribute("open");
    open.querySelector("summary").focus();
  }
  const tab = event.target.closest?.('[role="tab"]');
  if (tab && (event.key === "ArrowRight" || event.key === "ArrowLeft")) {
    const tabs = [...tab.closest('[role="tablist"]').querySelectorAll('[role="tab"]')];
    const next = tabs[(tabs.indexOf(tab) + (event.key === "ArrowRight" ? 1 : tabs.length - 1)) % tabs.length];
    mode(next.dataset.mode, next);
  }
});

function mode(name, focus) {
  const composer = document.querySelector(".composer");
  for (const tab of composer.querySelectorAll('[role="tab"]')) {
    const chosen = tab.dataset.mode === name;
    tab.setAttribute("aria-selected", chosen);
    tab.tabIndex = chosen ? 0 : -1;
  }
  for (const panel of composer.querySelectorAll('[role="tabpanel"]')) panel.hidden = panel.id !== `mode-${name}`;
  composer.classList.toggle("is-note", name === "note");
  composer.classList.toggle("is-promise", name === "promise");
  composer.setAttribute("data-mode-now", name);
  if (focus) focus.focus();
  // The place for words first: what stands above it may be folded, and takes no focus then.
  else composer.querySelector(`#mode-${name} .words-in`)?.focus();
}

// The frame of an HTML mail is fetched when it is asked for.
document.addEventListener("toggle", (event) => {
  const frame = event.target.querySelector?.("iframe[data-src]");
  if (event.target.open && frame) {
    frame.src = frame.dataset.src;
    delete frame.dataset.src;
  }
}, true);

// Filters and choosers that act at once.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submits]")) event.target.form.requestSubmit();
});

// Somebody writes while news come in: say so, and let her see them before she sends.
document.addEventListener("kept:merged", () => {
  const seen = document.querySelector("#mode-answer [name=seen]");
  const news = document.getElementById("composer-news");
  const last = document.getElementById("story")?.dataset.last;
  if (seen && news && last) news.hidden = seen.value === last;
});
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-see-news]")) return;
  const last = document.getElementById("story").dataset.last;
  for (const seen of document.querySelectorAll(".composer [name=seen]")) seen.value = last;
  document.getElementById("composer-news").hidden = true;
  document.getElementById("newest")?.scrollIntoView({ block: "center" });
});

// On a narrow page the views are a strip: the one that is open stands in sight.
const strip = document.querySelector(".views");
const here = strip?.querySelector("[aria-current]");
if (here && strip.scrollWidth > strip.clientWidth) strip.scrollLeft = here.offsetLeft - strip.clientWidth / 3;

// Minutes tick between two readings of the page; hours and days come with the reading.
function tick() {
  const says = document.body.dataset;
  const now = Date.now() / 1000 + Number(document.body.dataset.ahead || 0);
  for (const words of document.querySelectorAll("[data-due]")) {
    const minutes = Math.floor((words.dataset.due - now) / 60);
    if (minutes >= 0 && minutes < 60) words.textContent = says.saysLeft.replace("%n", minutes);
    else if (minutes < 0 && minutes > -60) words.textContent = says.saysLate.replace("%n", Math.max(1, Math.floor((now - words.dataset.due) / 60)));
  }
  for (const words of document.querySelectorAll("[data-ago]")) {
    const minutes = Math.floor((now - words.dataset.ago) / 60);
    if (minutes > 0 && minutes < 60) words.textContent = says.saysAgo.replace("%n", minutes);
  }
}
setInterval(tick, 15_000);

// Messages leave after a while, unless somebody is at them.
setInterval(() => {
  for (const toast of document.querySelectorAll(".toast")) {
    toast.dataset.age = Number(toast.dataset.age || 0) + 1;
    if (toast.dataset.age > 8 && !toast.matches(":hover, :focus-within")) toast.remove();
  }
}, 1000);

// The reader's zone, for times on the next page.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zone && !document.cookie.includes(`kept_zone=${encodeURIComponent(zone)}`)) {
  document.cookie = `kept_zone=${encodeURIComponent(zone)}; path=/; max-age=31536000; samesite=lax`;
}
