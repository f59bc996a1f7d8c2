// The keyboard: j and k move, a letter does what the page marks with data-key, g and a letter goes.
// Switched off by the reader: <body data-keys="off">. Never while somebody types.

let going = 0;

function typing(element) {
  return element.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
}

function visible(element) {
  return element && element.offsetParent !== null;
}

function move(step) {
  const links = [...document.querySelectorAll("[data-row]")].filter(visible);
  if (!links.length) return false;
  const here = links.indexOf(document.activeElement);
  const next = links[Math.min(links.length - 1, Math.max(0, here + step))];
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
  return true;
}

function act(key) {
  const row = document.activeElement.closest?.("[data-row]");
  if (row && row.dataset.rowKeys?.includes(key)) {
    const there = new URL(row.href);
    there.searchParams.set("do", key);
    location.assign(there);
    return true;
  }
  const target = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find(visible);
  if (!target) return false;
  if (target.matches("input, textarea")) target.focus();
  else target.click();
  return true;
}

function go(key) {
  const link = document.querySelector(`[data-go="${CSS.escape(key)}"]`);
  if (link) location.assign(link.href);
  return Boolean(link);
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) {
    const form = event.target.closest?.("form[data-send]");
    if (form) {
      event.preventDefault();
      form.requestSubmit();
    }
    return;
  }
  if (event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented) return;
  if (event.key === "Escape" && typing(event.target) && !event.target.closest("dialog")) return void event.target.blur();
  if (document.body.dataset.keys === "off" || typing(event.target) || document.querySelector("dialog[open]")) return;
  const key = event.key.toLowerCase();
  let done = false;
  if (Date.now() - going < 1500) done = go(key);
  else if (key === "j" || key === "k") done = move(key === "j" ? 1 : -1);
  else if (key === "g") {
    going = Date.now();
    return;
  } else if (key.length === 1) done = act(key);
  going = 0;
  if (done) event.preventDefault();
});

// A key pressed on a list opens the case and does there what it says.
const wish = new URL(location.href).searchParams.get("do");
if (wish) {
  const plain = new URL(location.href);
  plain.searchParams.delete("do");
  history.replaceState(null, "", plain);
  // Going to the newest entry takes the focus away: act after it.
  if (document.readyState === "complete") act(wish);
  else addEventListener("load", () => setTimeout(() => act(wish)), { once: true });
}
