// Who gets the answer: the line above the words says exactly what the chooser below it says.

function rows(chooser) {
  return [...chooser.querySelectorAll("tr")].map((row) => ({
    kind: row.querySelector("[name=person_kind]"),
    name: row.querySelector("[name=person_name]").value,
    address: row.querySelector("[name=person]").value.trim(),
  }));
}

function show(chooser) {
  const line = chooser.querySelector("[data-whom]");
  const nodes = [];
  for (const kind of ["to", "cc", "bcc"]) {
    for (const person of rows(chooser).filter((one) => one.kind.value === kind && one.address)) {
      const one = document.createElement("span");
      one.className = "one";
      const word = document.createElement("span");
      word.className = "quiet";
      word.textContent = line.dataset[kind];
      one.append(word, ` ${person.name || person.address}`);
      if (person.name && person.name !== person.address) {
        const address = document.createElement("span");
        address.className = "quiet";
        address.textContent = person.address;
        one.append(" ", address);
      }
      nodes.push(one);
    }
  }
  if (!rows(chooser).some((one) => one.kind.value === "to" && one.address)) nodes.unshift(line.dataset.nobody);
  line.replaceChildren(...nodes);
  loud(chooser);
}

// What must not be overlooked about an address is said aloud as long as it gets the answer.
function loud(chooser) {
  for (const old of chooser.parentElement.querySelectorAll("[data-loud]")) old.remove();
  for (const { kind, address } of rows(chooser)) {
    const mark = kind.value && address && chooser.querySelector(`[data-mark-of="${CSS.escape(address)}"]`);
    if (!mark) continue;
    const line = document.createElement("p");
    line.className = "mark-this loud";
    line.dataset.loud = address;
    line.append(...[...mark.childNodes].map((node) => node.cloneNode(true)));
    chooser.after(line);
  }
}

document.addEventListener("input", (event) => {
  const chooser = event.target.closest("[data-people]");
  if (chooser) show(chooser);
});

document.addEventListener("click", (event) => {
  const reply = event.target.closest("[data-reply]");
  if (!reply) return;
  const chooser = reply.closest("[data-people]");
  const known = [...chooser.querySelectorAll("select[data-first]")];
  for (const kind of known) kind.value = kind.dataset[reply.dataset.reply === "all" ? "all" : "first"];
  show(chooser);
  reply.dispatchEvent(new CustomEvent("kept:decided", { bubbles: true }));
});

// Enter in a small field of the composer is no "send".
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.metaKey || event.ctrlKey || !event.target.matches?.("#mode-answer input")) return;
  event.preventDefault();
  const people = event.target.closest("[data-people]");
  if (people) people.open = false;
  document.getElementById("answer-text")?.focus();
});

// After an answer was sent the chooser is as it was.
document.addEventListener("kept:taken", ({ target }) => {
  const chooser = target.querySelector("[data-people]");
  if (chooser) setTimeout(() => show(chooser));
});
