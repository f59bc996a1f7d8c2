// The wall stands for days and nobody touches it. live.js reads it again on news and once a minute; here it is seen to
// that a wall which has lost its desk says so, comes back by itself, and sheds what a browser gathers in days.

const STALE = 3 * 60_000;
const LOOK = 30_000;
const AFRESH = 6 * 3_600_000;
const begun = Date.now();
let read = Date.now();

document.body.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful) read = Date.now();
  tell();
});

function tell() {
  const lost = document.querySelector(".wall-lost");
  if (!lost) return;
  lost.hidden = Date.now() - read < STALE;
  const at = new Date(read).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  if (!lost.hidden) lost.textContent = lost.dataset.words.replace("%s", at);
}

async function look() {
  tell();
  const stale = Date.now() - read > STALE;
  if (!stale && Date.now() - begun < AFRESH) return;
  try {
    // A new page opens a new stream, too. It is asked for only when the desk answers: a browser's own error page would
    // stand until somebody came with a keyboard.
    const answer = await fetch(location.href, { cache: "no-store" });
    if (answer.ok) location.reload();
  } catch {
    tell(); // the desk is still away
  }
}

async function stayAwake() {
  try {
    await navigator.wakeLock?.request("screen");
  } catch {
    // The machine saves its battery; a wall that is plugged in does not.
  }
}

setInterval(look, LOOK);
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) stayAwake();
});
stayAwake();
