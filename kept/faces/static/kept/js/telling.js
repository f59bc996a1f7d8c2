// A browser agrees to be told: it asks its owner, registers the desk's worker, and gives the desk its address and keys.

const form = document.getElementById("agree");
const place = form.querySelector(".says");
const say = (words) => {
  place.setAttribute("role", "alert");
  place.textContent = words;
};
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const bytes = (words) => Uint8Array.from(atob(words.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const possible = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

async function agree() {
  if ((await Notification.requestPermission()) !== "granted") return say(form.dataset.denied);
  await navigator.serviceWorker.register(form.dataset.worker);
  const worker = await navigator.serviceWorker.ready;
  const agreed = await worker.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: bytes(form.dataset.key),
  });
  form.elements.endpoint.value = agreed.endpoint;
  form.elements.browser_key.value = text(agreed.getKey("p256dh"));
  form.elements.secret.value = text(agreed.getKey("auth"));
  form.submit();
}

if (!possible) {
  form.querySelector("button").disabled = true;
  say(form.dataset.impossible);
} else {
  const known = await navigator.serviceWorker.getRegistration(form.dataset.worker);
  const here = await known?.pushManager.getSubscription();
  const listed = [...document.querySelectorAll("[data-endpoint]")].some((one) => one.dataset.endpoint === here?.endpoint);
  if (here && listed) form.querySelector("button").hidden = true;
  // What the desk does not know any more is given up here, too.
  else if (here) await here.unsubscribe();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    agree().catch(() => say(form.dataset.failed));
  });
}
