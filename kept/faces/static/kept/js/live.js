// News from the desk. One tab of this browser holds the stream, the others hear of it from that tab (a browser
// allows six connections to one host). News are names of things that changed; the page is read again.

const KINDS = ["case", "owed", "notice", "outbox", "quarantine", "presence", "pledge", "again"];
const others = new BroadcastChannel("kept-live");
const desk = document.getElementById("desk");
let waiting = 0;

function concerns({ kind, ref }) {
  const wanted = desk.dataset.live.split(" ");
  return kind === "again" || wanted.includes(kind) || wanted.includes(`${kind}:${ref}`);
}

function hear(news) {
  if (!desk) return;
  // Other rules hold from now on: what this page computed may be of yesterday, and somebody may be typing in it.
  if (news.kind === "pledge") return void document.getElementById("pledge-changed")?.removeAttribute("hidden");
  if (!concerns(news)) return;
  // A page that knows how to bring a part of itself up to date says so by stopping the event.
  if (document.dispatchEvent(new CustomEvent("kept:news", { detail: news, cancelable: true }))) readAgain();
}

function readAgain(after = 150) {
  // Several news in one moment are one reading; a hidden tab reads when it is looked at.
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    if (document.hidden) document.addEventListener("visibilitychange", () => readAgain(0), { once: true });
    else if (desk.querySelector(".htmx-request")) readAgain(500);
    else htmx.trigger(desk, "read-again");
  }, after);
}

function tell(news) {
  others.postMessage(news);
  hear(news);
}

function listen() {
  // What happened between the drawing of the page and this moment is told at once.
  const stream = new EventSource(`/live?since=${document.body.dataset.drawn}`);
  let lost = false;
  stream.onerror = () => {
    lost = true;
    document.body.dataset.live = "lost";
  };
  stream.onopen = () => {
    document.body.dataset.live = "on";
    // What happened while nobody listened is not told again: read everything once.
    if (lost) tell({ kind: "again", ref: "" });
    lost = false;
  };
  for (const kind of KINDS) {
    stream.addEventListener(kind, (event) => tell({ kind, ref: JSON.parse(event.data || "{}").ref ?? "" }));
  }
  addEventListener("pagehide", () => stream.close());
}

if (desk?.dataset.live !== undefined) {
  others.onmessage = (event) => hear(event.data);
  // The lock is held as long as the tab lives; then the next tab gets it and opens the stream.
  if (navigator.locks) navigator.locks.request("kept-live", () => (listen(), new Promise(() => {})));
  else listen();

  // Time passes for all drawings alike: once a minute the page is read again.
  setInterval(() => readAgain(0), 60_000);
}
