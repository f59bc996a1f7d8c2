// Files: dropped, pasted or chosen, each on its way at once with its progress; pictures that are pasted stand in the text.

const PICTURES = /^image\/(png|jpeg|gif|webp)$/;

function answerForm() {
  return document.querySelector("#mode-answer form[data-uploads]");
}

function chip(name) {
  const row = document.createElement("li");
  row.className = "beside-one is-on-its-way";
  const words = document.createElement("span");
  words.className = "name";
  words.textContent = name;
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", name);
  row.append(words, bar);
  return row;
}

const says = (name) => document.getElementById("composer").dataset[name];

function refuse(row, sentence) {
  row.classList.replace("is-on-its-way", "is-refused");
  row.replaceChildren();
  const words = document.createElement("span");
  words.textContent = sentence;
  const away = document.createElement("button");
  Object.assign(away, { type: "button", className: "b b-small", textContent: "OK" });
  away.addEventListener("click", () => row.remove());
  row.append(words, away);
  row.setAttribute("role", "alert");
}

function send(file, inline) {
  const form = answerForm();
  if (!form) return;
  const row = chip(file.name || "picture.png");
  form.querySelector("[data-beside]").append(row);
  if (file.size > Number(form.dataset.room)) {
    const most = Math.floor(form.dataset.room / 1e6);
    return refuse(row, says("saysLarge").replace("%name", file.name).replace("%size", (file.size / 1e6).toFixed(1)).replace("%most", most));
  }
  const body = new FormData();
  body.set("file", file, file.name || "picture.png");
  if (inline) body.set("inline", "yes");
  const request = new XMLHttpRequest();
  request.open("POST", form.dataset.uploads);
  const token = document.cookie.split("; ").find((part) => part.startsWith("csrftoken="));
  request.setRequestHeader("X-CSRFToken", decodeURIComponent(token?.slice(10) ?? ""));
  request.setRequestHeader("HX-Request", "true"); // a refusal comes as its words alone
  request.upload.onprogress = (event) => {
    if (event.lengthComputable) row.querySelector("progress").value = event.loaded / event.total;
  };
  request.onloadend = () => {
    const box = document.createElement("template");
    box.innerHTML = request.responseText;
    const made = request.status === 200 && box.content.querySelector(".beside-one");
    if (made) {
      row.replaceWith(made);
      if (inline) picture(made);
      return;
    }
    const out = request.status === 0 || request.responseURL.includes("/accounts/");
    const why = out ? null : box.content.querySelector(".refusal");
    const signedOut = request.responseURL.includes("/accounts/") || request.status === 401;
    refuse(row, why?.textContent.trim() || says(signedOut ? "saysOut" : "saysUnsent").replace("%name", file.name));
  };
  request.send(body);
}

function picture(row) {
  const { cid, name } = row.querySelector("[data-remove]").dataset;
  const field = document.getElementById("answer-text");
  if (!cid || !field) return;
  const text = `![${name.replace(/[[\]]/g, "")}](cid:${cid})`;
  field.dispatchEvent(new CustomEvent("kept:put", { bubbles: true, detail: { text } }));
}

async function remove(button) {
  const token = document.cookie.split("; ").find((part) => part.startsWith("csrftoken="));
  const headers = { "X-CSRFToken": decodeURIComponent(token?.slice(10) ?? "") };
  const answer = await fetch(button.dataset.remove, { method: "POST", headers });
  if (!answer.ok && answer.status !== 404) return;
  const { cid } = button.dataset;
  const field = document.getElementById("answer-text");
  const written = cid && new RegExp(`!\\[[^\\]]*\\]\\(cid:${cid.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}\\)`).exec(field.value);
  button.closest(".beside-one").remove();
  if (written) {
    const detail = { text: "", start: written.index, end: written.index + written[0].length };
    field.dispatchEvent(new CustomEvent("kept:put", { bubbles: true, detail }));
  }
  field.focus();
}

const carries = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
const open = () => !document.getElementById("mode-answer")?.hidden;

document.addEventListener("dragover", (event) => {
  if (!carries(event) || !answerForm()) return;
  event.preventDefault(); // a file that misses the box must not replace the page
  document.getElementById("composer").classList.toggle("is-over", open() && Boolean(event.target.closest("#composer")));
});
document.addEventListener("dragleave", () => document.getElementById("composer")?.classList.remove("is-over"));
document.addEventListener("drop", (event) => {
  if (!carries(event) || !answerForm()) return;
  event.preventDefault();
  document.getElementById("composer").classList.remove("is-over");
  if (open() && event.target.closest("#composer")) for (const file of event.dataTransfer.files) send(file, false);
});
document.addEventListener("paste", (event) => {
  if (event.target.id !== "answer-text" || !event.clipboardData.files.length) return;
  event.preventDefault();
  for (const file of event.clipboardData.files) send(file, PICTURES.test(file.type));
});
document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-files]")) return;
  for (const file of event.target.files) send(file, false);
  event.target.value = "";
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-attach]")) answerForm().querySelector("[data-files]").click();
  const button = event.target.closest("[data-remove]");
  if (button) remove(button);
});
// An answer does not leave without a file that is still on its way.
document.addEventListener("submit", (event) => {
  if (event.target !== answerForm() || !event.target.querySelector(".is-on-its-way")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const box = document.createElement("div");
  Object.assign(box, { className: "refusal", role: "alert", textContent: says("saysFiles") });
  event.target.querySelector(".says").replaceChildren(box);
}, true);
document.addEventListener("kept:taken", ({ target }) => target.querySelector("[data-beside]")?.replaceChildren());
