// Passkeys and security keys: the browser asks the device, and the answer goes into the form's hidden field.
// A form says with data-passkey what it wants: add (a new one), use (with options in the page), login (options fetched).

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const known = (list) => list?.map((one) => ({ ...one, id: bytes(one.id) }));

function json(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}

function create({ publicKey }, alone) {
  const wants = publicKey.authenticatorSelection;
  wants.residentKey = alone ? "required" : "discouraged";
  wants.requireResidentKey = alone;
  if (alone) wants.userVerification = "required";
  return navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      user: { ...publicKey.user, id: bytes(publicKey.user.id) },
      excludeCredentials: known(publicKey.excludeCredentials),
    },
  });
}

function get({ publicKey }) {
  return navigator.credentials.get({
    publicKey: { ...publicKey, challenge: bytes(publicKey.challenge), allowCredentials: known(publicKey.allowCredentials) },
  });
}

async function options(form) {
  if (form.dataset.passkey !== "login") return JSON.parse(document.getElementById("js_data").textContent);
  const headers = { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" };
  const answer = await fetch(form.action, { headers });
  if (!answer.ok) throw new Error(`the desk answered ${answer.status}`);
  return answer.json();
}

async function ask(form) {
  const told = await options(form);
  return form.dataset.passkey === "add"
    ? create(told.creation_options, form.elements.passwordless?.checked ?? false)
    : get(told.request_options);
}

function say(form, words) {
  const place = form.querySelector(".says");
  place.setAttribute("role", "alert");
  place.textContent = words;
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const button = form.querySelector("button[type=submit]");
  form.elements.credential.value = ""; // an empty field of the desk says "null"
  // Browsers give no passkeys to an address that is a number, or to one without encryption.
  const possible = window.PublicKeyCredential && !/^[\d.]+$|^\[/.test(location.hostname);
  if (!possible) {
    button.disabled = true;
    say(form, form.dataset.impossible);
  }
  form.addEventListener("submit", async (event) => {
    if (form.elements.credential.value) return; // the device has answered: now it goes to the desk
    event.preventDefault();
    button.disabled = true;
    try {
      form.elements.credential.value = json(await ask(form));
      form.submit();
    } catch (problem) {
      say(form, form.dataset.failed);
      button.disabled = false;
    }
  });
}
