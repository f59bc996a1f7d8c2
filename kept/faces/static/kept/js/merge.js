// Bring a page up to date without replacing what has not changed: focus, open details, typed words and
// the place of the pointer stay. As an htmx extension: hx-ext="merge" hx-swap="merge".
//
// data-keep    this element is left as it is; data-keep="words": as long as somebody is at it or typed in it
// data-adds    new children are added, old ones stay (messages to the reader)
// data-steady  while pointer, focus or a selection is inside, its lists change in place but gain, lose and move
//              nothing, unless the reader himself has acted (<body data-own>)

const keyed = (node) => node.nodeType === 1 && (node.id || node.dataset.code);

function attributes(old, fresh) {
  // What the reader opened or closed stays so.
  const hers = (name) => name === "data-older" || (name === "open" && old.matches("details, dialog"));
  for (const { name, value } of fresh.attributes) {
    if (!hers(name) && old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  for (const { name } of [...old.attributes]) {
    if (!hers(name) && !fresh.hasAttribute(name)) old.removeAttribute(name);
  }
}

function sameKind(old, fresh) {
  return old.nodeType === fresh.nodeType && old.nodeName === fresh.nodeName && (keyed(old) || "") === (keyed(fresh) || "");
}

function busy(element) {
  if (document.body.dataset.own) return false;
  const pointed = matchMedia("(hover: hover)").matches && element.matches(":hover");
  return pointed || element.matches(":focus-within") || Boolean(element.querySelector("[data-pick]:checked"));
}

function list(old, fresh) {
  // A list whose order would change under the pointer: same rows get their new words, the rest waits.
  const rows = new Map([...fresh.children].map((row) => [row.id, row]));
  for (const row of [...old.children]) if (rows.has(row.id)) merge(row, rows.get(row.id), true);
}

function children(old, fresh, steady) {
  const order = (parent) => [...parent.children].map((child) => child.id).join(" ");
  if (steady && old.matches("ol.rows, [data-steady]") && order(old) !== order(fresh)) {
    list(old, fresh);
    old.dispatchEvent(new CustomEvent("kept:held", { bubbles: true }));
    return;
  }
  const named = new Map();
  for (const child of old.childNodes) if (keyed(child)) named.set(child.nodeName + keyed(child), child);
  let place = old.firstChild;
  let arriving = [...fresh.childNodes];
  if (old.hasAttribute("data-older")) {
    const first = arriving.findIndex((node) => node.nodeType === 1 && node.matches(".ev") && named.has(node.nodeName + node.id));
    if (first >= 0) {
      place = named.get(arriving[first].nodeName + arriving[first].id);
      arriving = arriving.slice(first);
    }
  }
  for (const next of arriving) {
    const twin = keyed(next) ? named.get(next.nodeName + keyed(next)) : null;
    if (twin) {
      if (twin !== place) old.insertBefore(twin, place);
      else place = place.nextSibling;
      merge(twin, next, steady);
    } else if (place && !keyed(next) && sameKind(place, next)) {
      const here = place;
      place = place.nextSibling;
      merge(here, next, steady);
    } else {
      old.insertBefore(next, place);
    }
  }
  while (place) {
    const gone = place;
    place = place.nextSibling;
    gone.remove();
  }
}

function kept(old) {
  if (old.dataset.keep !== "words") return "keep" in old.dataset;
  const fields = [...old.querySelectorAll("textarea, input:not([type=hidden], [type=checkbox], [type=radio])")];
  return old.contains(document.activeElement) || fields.some((field) => field.value !== field.defaultValue);
}

// Two readings under way at once may bring the same word twice: it is said once, and stays as if it were new.
function add(old, fresh) {
  const says = (node) => node.textContent.trim() + (node.querySelector("form")?.getAttribute("action") ?? "");
  const said = new Map([...old.children].map((node) => [says(node), node]));
  for (const node of [...fresh.children]) {
    const twin = said.get(says(node));
    if (twin) delete twin.dataset.age;
    else old.append(node);
  }
}

function merge(old, fresh, steady = false) {
  if (!sameKind(old, fresh)) return void old.replaceWith(fresh);
  if (old.nodeType !== 1) {
    if (old.data !== fresh.data) old.data = fresh.data;
    return;
  }
  if (kept(old) || old.isEqualNode(fresh)) return;
  if (old.hasAttribute("data-adds")) return void add(old, fresh);
  const inside = steady || (old.hasAttribute("data-steady") && busy(old));
  attributes(old, fresh);
  if (!old.matches("textarea")) children(old, fresh, inside);
}

htmx.defineExtension("merge", {
  isInlineSwap: (style) => style === "merge",
  handleSwap(style, target, fragment) {
    if (style !== "merge") return false;
    const fresh = fragment.nodeType === 11 ? fragment.firstElementChild : fragment;
    if (!fresh) return [];
    merge(target, fresh);
    document.body.dispatchEvent(new CustomEvent("kept:merged", { bubbles: true }));
    return [target];
  },
});

// What was taken back is not offered again.
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.successful && detail.elt.matches(".way-back")) detail.elt.closest(".toast")?.remove();
});
