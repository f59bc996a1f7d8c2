// The palette: ⌘K (Ctrl K) anywhere, / where a page has no box of its own. What is typed is asked as it is typed;
// what is asked no more is given up. Recently opened things stay in this browser, for this reader.

const palette = document.getElementById("palette");
const box = palette?.querySelector("input");
const list = document.getElementById("palette-options");
const RECENT = "kept-recent";
const SEVERAL = 6;

let asked = null;
let timer = 0;
let opener = null;

function options() {
  return [...list.querySelectorAll('[role="option"]')];
}

function choose(option) {
  for (const each of options()) each.setAttribute("aria-selected", each === option);
  if (!option) return void box.removeAttribute("aria-activedescendant");
  option.id ||= `option-${options().indexOf(option)}`;
  box.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

function chosen() {
  return list.querySelector('[aria-selected="true"]');
}

function move(step) {
  const all = options();
  if (!all.length) return;
  const at = all.indexOf(chosen());
  choose(all[(at + step + all.length) % all.length]);
}

function remembered() {
  try {
    const kept = JSON.parse(localStorage.getItem(RECENT) || "{}");
    return kept.agent === palette.dataset.agent ? kept.things : [];
  } catch {
    return []; // no store in this browser, or something else in it: nothing is recent
  }
}

function remember(option) {
  const what = option.querySelector(".option-what").textContent.trim();
  const more = option.querySelector(".option-more")?.textContent.trim() ?? "";
  const url = new URL(option.href).pathname;
  const things = [{ what, more, url }, ...remembered().filter((each) => each.url !== url)].slice(0, SEVERAL);
  try {
    localStorage.setItem(RECENT, JSON.stringify({ agent: palette.dataset.agent, things }));
  } catch {
    // A browser that keeps nothing: nothing is recent.
  }
}

function group(name, made) {
  const box = document.createElement("div");
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", name);
  const heading = document.createElement("p");
  heading.className = "palette-h";
  heading.setAttribute("aria-hidden", "true");
  heading.textContent = name;
  box.append(heading, ...made);
  return box;
}

function option(tag, what, more) {
  const made = document.createElement(tag);
  made.className = "option option-bare";
  made.setAttribute("role", "option");
  made.setAttribute("aria-selected", "false");
  const words = document.createElement("span");
  words.className = "option-what";
  words.textContent = what;
  made.append(words);
  if (more) {
    const beside = document.createElement("span");
    beside.className = "option-more";
    beside.textContent = more;
    made.append(beside);
  }
  return made;
}

function recent() {
  return remembered()
    .filter((each) => each.url.startsWith("/"))
    .map((each) => Object.assign(option("a", each.what, each.more), { href: each.url }));
}

// What this page itself can do: whatever answers to a key.
function here(typed) {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return [...document.querySelectorAll("[data-key]:not(input, textarea)")]
    .filter((each) => each.offsetParent && /^[a-z]$/.test(each.dataset.key) && !each.closest("dialog"))
    .map((each) => {
      const copy = each.cloneNode(true);
      for (const hint of copy.querySelectorAll("kbd, .n")) hint.remove();
      return { target: each, name: copy.textContent.trim() || each.getAttribute("aria-label") || each.title };
    })
    .filter(({ name }) => name && (!words.length || name.toLowerCase().split(/\s+/).some((own) => words.some((word) => own.startsWith(word)))))
    .map(({ target, name }) => {
      const made = option("button", name);
      const key = document.createElement("kbd");
      key.textContent = target.dataset.key.toUpperCase();
      made.append(key);
      made.type = "button";
      made.addEventListener("click", () => {
        palette.close();
        target.click();
      });
      return made;
    });
}

function show(html, typed) {
  list.innerHTML = html;
  const own = here(typed);
  const last = list.lastElementChild;
  // What was typed: what was found comes first, the way to all of it last. Nothing typed: this page comes first.
  if (own.length) list.insertBefore(group(palette.dataset.wordsHere, own), typed ? last : list.firstChild);
  if (!typed && remembered().length) list.prepend(group(palette.dataset.wordsRecent, recent()));
  choose(options()[0]);
}

async function ask() {
  asked?.abort();
  const mine = (asked = new AbortController());
  const typed = box.value;
  const url = new URL(palette.dataset.url, location.href);
  url.searchParams.set("q", typed);
  palette.dataset.asking = "";
  try {
    const answer = await fetch(url, { signal: mine.signal, headers: { "HX-Request": "true" }, credentials: "same-origin" });
    if (!answer.ok || answer.redirected) return void location.assign(url.pathname.replace(/\/palette$/, ""));
    show(await answer.text(), typed.trim());
  } catch (problem) {
    if (problem.name !== "AbortError") list.replaceChildren();
  } finally {
    if (asked === mine) delete palette.dataset.asking;
  }
}

function open(from) {
  if (!palette || palette.open || document.querySelector("dialog[open]")) return false;
  opener = from ?? document.activeElement;
  palette.showModal();
  box.value = "";
  box.focus();
  ask();
  return true;
}

if (palette) {
  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 90);
  });
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter") {
      // What was typed since is not what is shown: then the page of results has to find it.
      const option = "asking" in palette.dataset ? null : chosen();
      if (!option) return;
      event.preventDefault();
      if (event.metaKey || event.ctrlKey) window.open(option.href, "_blank", "noopener");
      else option.click();
    }
  });
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[data-recent]");
    if (option) remember(option);
    // The same page with another anchor is not loaded again.
    if (event.target.closest("a.option") && !event.metaKey && !event.ctrlKey) setTimeout(() => palette.close());
  });
  list.addEventListener("pointermove", (event) => {
    const option = event.target.closest('[role="option"]');
    if (option && option !== chosen()) choose(option);
  });
  palette.addEventListener("click", (event) => {
    if (event.target === palette) palette.close();
  });
  palette.addEventListener("close", () => {
    asked?.abort();
    clearTimeout(timer);
    opener?.focus?.();
  });
}

document.addEventListener("keydown", (event) => {
  if ((event.metaKey || event.ctrlKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
    if (palette?.open) palette.close();
    else if (!open()) return;
    event.preventDefault();
    return;
  }
  if (event.key !== "/" || event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey) return;
  if (document.body.dataset.keys === "off") return;
  if (event.target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]")) return;
  if (open()) event.preventDefault();
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-palette]");
  if (link && !event.metaKey && !event.ctrlKey && open(link)) event.preventDefault();
});

// The page of results follows what is typed; its address does too, so that going back and reloading find it.
document.addEventListener("htmx:afterSwap", () => {
  const found = document.getElementById("found");
  if (!found || !("keep" in found.dataset)) return;
  const there = new URL(location.href);
  there.search = "";
  if (found.dataset.searched) there.searchParams.set("q", found.dataset.searched);
  history.replaceState(null, "", there);
});
