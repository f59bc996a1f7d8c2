// A list of promises: one row at a time is brought up to date, and rows stay where they are while somebody is at them.

const CALM = 250; // milliseconds in which several news are one; the stream sends a burst in pieces
const MOST = 12; // cases; beyond, the whole list is cheaper
const changed = new Set(); // codes of rows that would stand elsewhere, or not at all
const asked = new Set(); // references of cases whose rows are to be read
let waiting = 0;
let standing = 0;

const list = () => document.getElementById("list");
const rows = () => [...(list()?.querySelectorAll(".row") ?? [])];
const codeOf = (row) => row.id.slice(4);

// Somebody is at the list: nothing may move under the pointer, the focus, or a selection.
function busy() {
  const here = list();
  if (!here || document.body.dataset.own) return false;
  return here.matches(":focus-within") || here.querySelector("[data-pick]:checked") !== null || (matchMedia("(hover: hover)").matches && here.matches(":hover"));
}

/* News: only the rows of the case that changed are drawn again */

document.addEventListener("kept:news", (event) => {
  const { kind, ref } = event.detail;
  if (!list() || !["owed", "case", "notice", "outbox", "quarantine"].includes(kind)) return;
  event.preventDefault();
  if (ref && (kind === "owed" || kind === "case")) asked.add(ref);
  clearTimeout(waiting);
  waiting = setTimeout(read, CALM);
});

function read() {
  if (document.hidden) return void document.addEventListener("visibilitychange", read, { once: true });
  const cases = [...asked];
  asked.clear();
  if (cases.length > MOST) return void readAgain();
  for (const reference of cases) readCase(reference);
  clearTimeout(standing);
  standing = setTimeout(readStanding, 1000);
}

async function readCase(reference) {
  const here = list();
  if (!here || here.dataset.query === "") return void readAgain();
  const url = `${here.dataset.rowUrl.replace("REFERENCE", encodeURIComponent(reference))}?${here.dataset.query}`;
  const answer = await fetch(url, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (answer?.status === 401) document.dispatchEvent(new CustomEvent("kept:signed-out", { detail: await answer.text() }));
  if (!answer || (!answer.ok && answer.status !== 404)) return;
  const text = answer.ok ? await answer.text() : "";
  const fresh = new DOMParser().parseFromString(text, "text/html");
  const still = new Set();
  for (const band of fresh.querySelectorAll("ol[data-band]")) {
    for (const row of band.querySelectorAll(".row")) {
      still.add(row.id);
      take(row, band.dataset.band);
    }
  }
  for (const row of rows()) if (row.dataset.case === reference && !still.has(row.id)) leave(row);
  show();
}

function take(row, band) {
  const old = document.getElementById(row.id);
  const section = document.getElementById(`band-${band}`);
  if (!old) return void come(row, section, band);
  const stays = old.closest(".band") === section && Math.abs(old.dataset.at - row.dataset.at) < 60;
  const box = old.querySelector("[data-pick]");
  const focused = old.contains(document.activeElement);
  const tick = row.querySelector("[data-pick]");
  if (tick && box) tick.checked = box.checked;
  if (!old.isEqualNode(row)) {
    old.replaceWith(row);
    row.classList.add("is-fresh");
    if (focused) row.querySelector("[data-row]").focus({ preventScroll: true });
  }
  if (stays) changed.delete(codeOf(row));
  else if (busy() || !section) mark(row);
  else put(row, section);
}

function come(row, section, band) {
  const here = list();
  if (here.dataset.alone && here.dataset.alone !== band) return;
  if (section && "cut" in section.dataset) {
    const end = section.querySelector(".row:last-child");
    if (end && Number(row.dataset.at) > Number(end.dataset.at)) return; // it stands further down than this page goes
  }
  if (busy() || !section) {
    changed.add(codeOf(row));
    return;
  }
  row.classList.add("is-fresh");
  put(row, section);
}

function put(row, section) {
  const before = [...section.querySelectorAll(".row")].find((each) => each !== row && Number(each.dataset.at) > Number(row.dataset.at));
  section.querySelector(".rows").insertBefore(row, before ?? null);
  changed.delete(codeOf(row));
  rove();
}

function leave(row) {
  if (busy()) return void mark(row, "is-gone");
  changed.delete(codeOf(row));
  row.classList.add("is-leaving");
  const gone = () => {
    const band = row.closest(".band");
    row.remove();
    // The last row of a band takes its heading along; the last of all leaves the page that says so.
    if (band && !band.querySelector(".row")) readAgain();
    rove();
  };
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) gone();
  else setTimeout(gone, 400);
}

function mark(row, css = "is-moved") {
  row.classList.add(css);
  changed.add(codeOf(row));
}

function show() {
  const held = document.getElementById("held");
  if (!held) return;
  if (changed.size && !busy()) return void readAgain();
  held.hidden = changed.size === 0;
  held.textContent = changed.size === 1 ? held.dataset.one : held.dataset.many.replace("%n", changed.size);
}

function readAgain() {
  changed.clear();
  document.getElementById("held")?.setAttribute("hidden", "");
  window.htmx.trigger(document.getElementById("desk"), "read-again");
}

async function readStanding() {
  // Figures and counts follow the rows, a moment later: they cost more than a row.
  if (!list()) return;
  const answer = await fetch("/desk/owed/figures", { headers: { "HX-Request": "true", "HX-Current-URL": location.href } }).catch(() => null);
  if (!answer?.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const alarms = (page) => page.getElementById("alarms")?.textContent ?? "";
  if (alarms(fresh) !== alarms(document)) return void readAgain();
  const here = document.getElementById("views");
  const there = fresh.getElementById("views");
  const counts = new Map([...there.querySelectorAll("a[href]")].map((link) => [link.pathname, link.querySelector(".n")?.textContent]));
  for (const link of here.querySelectorAll("a[href]")) {
    const number = link.querySelector(".n");
    if (number && counts.get(link.pathname) !== undefined) number.textContent = counts.get(link.pathname);
  }
  for (const figure of document.querySelectorAll("#figures > a")) {
    const twin = fresh.querySelectorAll("#figures > a")[[...figure.parentNode.children].indexOf(figure)];
    for (const part of ["b", "small"]) {
      if (figure.querySelector(part).textContent !== twin.querySelector(part).textContent) figure.querySelector(part).textContent = twin.querySelector(part).textContent;
    }
  }
}

document.addEventListener("click", (event) => {
  if (!event.target.closest("#held")) return;
  document.body.dataset.own = "1"; // asked for: now everything may move
  readAgain();
  document.querySelector("#list [data-row]")?.focus({ preventScroll: true });
});
document.addEventListener("kept:held", () => {
  const held = document.getElementById("held");
  if (!held || changed.size) return;
  held.textContent = held.dataset.some;
  held.hidden = false;
});
document.addEventListener("kept:merged", () => {
  delete document.body.dataset.own;
  changed.clear();
  rove();
});
const settle = () => setTimeout(() => {
  const held = document.getElementById("held");
  if (held && !held.hidden && !busy()) readAgain();
}, 50);
document.addEventListener("kept:unpicked", settle);
document.addEventListener("pointerout", (event) => {
  if (list()?.contains(event.target) && !list().contains(event.relatedTarget)) settle();
});
document.addEventListener("focusout", (event) => {
  if (list()?.contains(event.target) && !list().contains(event.relatedTarget)) settle();
});

/* The focus goes from row to row; Tab leaves the list */

let roving = null;

function reach(link, index) {
  if (!link) return;
  link.tabIndex = index;
  const box = link.closest(".row")?.querySelector("[data-pick]");
  if (box) box.tabIndex = index;
}

function rove(to) {
  if (to && to === roving) return;
  if (!to) for (const link of list()?.querySelectorAll("[data-row]") ?? []) reach(link, -1);
  else reach(roving, -1);
  roving = to ?? (roving?.isConnected ? roving : list()?.querySelector("[data-row]"));
  reach(roving, 0);
}
document.addEventListener("focusin", (event) => {
  const row = event.target.closest("#list .row");
  if (!row) return;
  if (event.target.matches("[data-row]")) rove(event.target);
  // What one can press here stands in the row that has the focus, and is written once.
  const keys = document.getElementById("row-keys");
  if (keys && !row.querySelector(".keys")) row.querySelector(".what").append(keys.content.cloneNode(true));
});

rove();
