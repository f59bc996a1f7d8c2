// Who reads and who writes in this case. A heartbeat says that this page is alive; its answer says who else is here.
// While somebody else has the pen, the answer's fields can be read but not written, until it is taken over.

const BEAT = 12_000; // well within the 30 seconds after which somebody counts as gone
const IDLE = 60_000; // so long after the last key somebody writes no more
const bar = () => document.getElementById("presence");
const lock = () => document.getElementById("lock");
const here = () => bar()?.dataset.url;
let typed = 0; // when the last key was pressed, or the pen taken
let taken = false; // the pen, before a word is written
let sent = "";
let asking = null;

const answer = () => document.querySelector("#composer form[action$='/answer']");
const field = () => answer()?.querySelector("textarea:not([tabindex='-1']), [contenteditable]");

function words() {
  const place = field();
  return (place?.value ?? place?.textContent ?? "").trim();
}

function doing() {
  const busy = Date.now() - typed < IDLE;
  if (!busy) taken = false;
  return busy && (taken || words()) ? "writing" : "reading";
}

function token() {
  const cookie = document.cookie.split("; ").find((part) => part.startsWith("csrftoken="));
  return cookie ? decodeURIComponent(cookie.slice(10)) : "";
}

async function ask(url, body) {
  asking?.abort();
  asking = new AbortController();
  const headers = { "X-Requested-With": "presence", "X-CSRFToken": token() };
  try {
    const options = { signal: asking.signal, headers, credentials: "same-origin", redirect: "error" };
    const got = await fetch(url, body ? { ...options, method: "POST", body: new URLSearchParams(body) } : options);
    if (got.ok && url.startsWith(here().replace(/presence$/, ""))) show(await got.text());
  } catch (problem) {
    // A desk that is away says nothing about who is here; the next heartbeat asks again.
    if (problem.name !== "AbortError" && !(problem instanceof TypeError)) throw problem;
  }
}

function show(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  for (const id of ["presence", "lock"]) {
    const old = document.getElementById(id);
    const next = fresh.getElementById(id);
    if (old && next && !same(old, next)) old.replaceWith(document.adoptNode(next));
  }
  heed();
}

// The token differs from answer to answer and says nothing.
function same(old, next) {
  const bare = (node) => node.outerHTML.replace(/<input type="hidden"[^>]*>/g, "");
  return bare(old) === bare(next);
}

function heed() {
  const locked = lock()?.hasAttribute("data-locked") ?? false;
  document.getElementById("composer")?.toggleAttribute("data-locked", locked);
  const place = field();
  if (!place) return;
  if ("readOnly" in place) place.readOnly = locked;
  else place.contentEditable = locked ? "false" : "true";
  if (locked) place.setAttribute("aria-describedby", "lock");
  else if (place.getAttribute("aria-describedby") === "lock") place.removeAttribute("aria-describedby");
}

function beat() {
  if (!bar() || document.hidden || "silent" in bar().dataset) return;
  sent = doing();
  ask(here(), { doing: sent });
}

document.addEventListener("input", (event) => {
  if (!answer()?.contains(event.target)) return;
  typed = Date.now();
  if (doing() !== sent) beat();
});
document.addEventListener("visibilitychange", beat);
setInterval(beat, BEAT);
beat();
heed();

// Another page was shown in this one's place, or this one was read again.
document.addEventListener("kept:merged", heed);

// The word that something changed comes over the live stream of whichever tab holds it.
new BroadcastChannel("kept-live").addEventListener("message", ({ data }) => {
  if (data.kind === "presence" && here()?.includes(`/${data.ref}/`)) ask(here());
});

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-pen]")) return;
  event.preventDefault();
  typed = Date.now();
  taken = true;
  sent = "writing";
  ask(event.target.action, { doing: "writing" }).then(() => field()?.focus());
});

addEventListener("pagehide", () => {
  if (!bar() || "silent" in bar().dataset) return;
  const body = new FormData();
  body.set("doing", "gone");
  body.set("csrfmiddlewaretoken", token());
  navigator.sendBeacon(here(), body);
});
