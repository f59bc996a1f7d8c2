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
  const links = [...document.querySelectorAll("[data-row]")];
  if (!links.length || !visible(links[0])) return false;
  const at = document.activeElement.closest?.(".row")?.querySelector("[data-row]") ?? document.activeElement;
  const here = links.indexOf(at);
  const next = links[Math.min(links.length - 1, Math.max(0, here + step))];
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
  return true;
}

function act(key) {
  const row = document.activeElement.closest?.(".row")?.querySelector("[data-row]") ?? document.activeElement.closest?.("[data-row]");
  if (row?.dataset.rowActs?.includes(key)) {
    // Done in the list, without leaving it.
    document.dispatchEvent(new CustomEvent("kept:row", { detail: { key, row: row.closest(".row") } }));
    return true;
  }
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
  // Arrows move between rows for everybody: they are no letters that somebody may say or type by mistake.
  if ((event.key === "ArrowDown" || event.key === "ArrowUp") && event.target.matches("[data-row], [data-pick]")) {
    event.preventDefault();
    return void move(event.key === "ArrowDown" ? 1 : -1);
  }
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

// The list of keys names only what works on the page that it lies over.
function works(spec) {
  const [what, key] = spec.split(":");
  if (what === "row") return [...document.querySelectorAll("[data-row]")].some((row) => `${row.dataset.rowKeys ?? ""}${row.dataset.rowActs ?? ""}`.includes(key));
  if (what === "rows") return document.querySelector("[data-row]") !== null;
  if (what === "go") return document.querySelector(`[data-go="${CSS.escape(key)}"]`) !== null;
  if (what === "key") return [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].some((element) => visible(element) || element.closest("dialog") === null && element.matches("input, textarea"));
  if (what === "case") return [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].some((element) => visible(element) && !element.closest("#bulk"));
  if (what === "palette") return document.getElementById("palette") !== null;
  if (what === "send") return document.querySelector("form[data-send] :is(textarea, input:not([type=hidden]))") !== null;
  return true;
}
document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target?.id !== "ask") return;
  for (const each of detail.target.querySelectorAll("[data-works]")) {
    each.hidden = !each.dataset.works.split(" ").some(works);
  }
  for (const part of detail.target.querySelectorAll("[data-keys-of]")) {
    part.hidden = ![...part.querySelectorAll("[data-works]")].some((each) => !each.hidden);
  }
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
