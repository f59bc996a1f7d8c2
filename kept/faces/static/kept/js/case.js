// A case opens at its newest entry; older ones come above it without moving what is read; narrow pages fold the rest.

const story = () => document.getElementById("story");

// Whatever waits for a decision stands below the newest entry, and is what the reader came for.
function atNewest() {
  const newest = document.querySelector(".waiting") ?? document.getElementById("newest");
  if (!newest) return;
  const fits = newest.getBoundingClientRect().height < innerHeight * 0.6;
  newest.scrollIntoView({ block: fits ? "end" : "start" });
}

// A page that was read before, or that was asked for a certain entry, stands where the browser puts it.
const came = performance.getEntriesByType("navigation")[0]?.type;
const asked = location.hash || new URL(location.href).searchParams.has("before");
if (!asked && came === "navigate") atNewest();

// Older entries: the entry that stood first on the page stays where it was.
let held = null;
const measured = new WeakSet();

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target?.id !== "earlier") return;
  const first = story().querySelector(".ev");
  held = first && { entry: first, top: first.getBoundingClientRect().top };
});

document.addEventListener("htmx:afterSwap", () => {
  if (!held) return;
  const { entry, top } = held;
  held = null;
  const days = new Set();
  for (const day of story().querySelectorAll(".day")) {
    if (days.has(day.id)) day.remove();
    days.add(day.id);
  }
  const fresh = [...story().querySelectorAll(".ev")].filter((one) => entry.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_PRECEDING);
  for (const one of fresh) if (!measured.has(one)) one.classList.add("is-new");
  scrollBy({ top: entry.getBoundingClientRect().top - top, behavior: "instant" });
  // Once they were drawn their heights are remembered, and those out of sight cost nothing.
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      story().dataset.older = "";
      for (const one of fresh) {
        measured.add(one);
        one.classList.remove("is-new");
      }
    }),
  );
  const further = document.querySelector("#earlier a") ?? entry.querySelector("a, summary");
  further?.focus({ preventScroll: true });
});

// On a narrow page the story comes first, and what stands below it is opened when it is wanted.
if (matchMedia("(max-width: 52rem)").matches) {
  for (const part of document.querySelectorAll(".side-panel .part")) part.open = false;
}
