// What somebody types into a form is not lost: kept in this tab's storage until the desk has taken it. (An answer and
// a note are kept on the desk too: composer-draft.js.)
// A form that could not be sent says so in place; a refusal is shown where it was refused.

const store = (field) => `kept-draft:${field.dataset.draft}`;

function keep(field) {
  if (field.value.trim()) sessionStorage.setItem(store(field), field.value);
  else sessionStorage.removeItem(store(field));
}

function restore(root) {
  for (const field of root.querySelectorAll("[data-draft]")) {
    const words = sessionStorage.getItem(store(field));
    if (words && !field.value) field.value = words;
  }
}

function says(form) {
  return form.querySelector(".says") ?? form.parentElement.querySelector(".says");
}

function tell(form, sentence, remedy, link) {
  const place = says(form);
  if (!place) return;
  const box = document.createElement("div");
  box.className = "refusal";
  box.role = "alert";
  const words = document.createElement("p");
  const strong = document.createElement("b");
  strong.textContent = sentence;
  words.append(strong, ` ${remedy} `);
  if (link) {
    const anchor = document.createElement("a");
    anchor.href = link.href;
    anchor.target = "_blank";
    anchor.textContent = link.words;
    words.append(anchor);
  }
  box.append(words);
  place.replaceChildren(box);
}

const signedOut = (xhr) => new URL(xhr.responseURL || location.href).pathname.startsWith("/accounts/");

document.addEventListener("input", (event) => {
  if (event.target.dataset?.draft) keep(event.target);
});
document.addEventListener("DOMContentLoaded", () => restore(document));
restore(document);

document.addEventListener("htmx:configRequest", ({ detail }) => {
  // A page that stayed open over a new sign-in holds an old token; the cookie has the one that counts.
  const cookie = document.cookie.split("; ").find((part) => part.startsWith("csrftoken="));
  if (cookie) detail.headers["X-CSRFToken"] = decodeURIComponent(cookie.slice(10));
  if (detail.verb !== "get") delete detail.parameters.csrfmiddlewaretoken;
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const { detail } = event;
  const form = detail.requestConfig?.elt?.closest?.("form");
  if (signedOut(detail.xhr)) {
    detail.shouldSwap = false;
    if (form) {
      const { saysOut, saysOutHow, saysIn } = document.body.dataset;
      tell(form, saysOut, saysOutHow, { href: "/accounts/login/", words: saysIn });
    }
    return;
  }
  const refused = detail.xhr.getResponseHeader("X-Kept-Refusal");
  if (refused && form) {
    const place = refused === "fields" ? form.querySelector(".fields") : says(form);
    if (place) {
      detail.shouldSwap = true;
      detail.isError = false;
      detail.target = place;
      detail.swapOverride = "innerHTML";
      detail.selectOverride = "unset";
    }
    return;
  }
  if (detail.xhr.status < 400 && form === detail.requestConfig.elt && form?.matches("[data-send]")) taken(form);
});

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  const first = detail.target.querySelector?.("[aria-invalid]");
  if (first) first.focus();
});

for (const failure of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.addEventListener(failure, ({ detail }) => {
    const form = detail.elt.closest("form");
    if (form) tell(form, document.body.dataset.saysLost, document.body.dataset.saysLostHow);
  });
}

function taken(form) {
  for (const field of form.querySelectorAll("[data-draft]")) sessionStorage.removeItem(store(field));
  says(form)?.replaceChildren();
  form.dispatchEvent(new CustomEvent("kept:taken", { bubbles: true }));
  // What a draft began a form with is no longer what it begins with.
  for (const field of form.querySelectorAll("[data-saves]")) field.defaultValue = "";
  form.reset();
  // What was kept through live updates may now follow the page again.
  form.closest("[data-keep]")?.removeAttribute("data-keep");
}
