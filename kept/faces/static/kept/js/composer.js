// The composer's scripts are fetched once there is a composer; what has not left counts down beside it.

function wake() {
  const composer = document.getElementById("composer");
  if (!composer) return;
  const scripts = composer.dataset.scripts.split(/\s+/).filter(Boolean);
  Promise.all(scripts.map((url) => import(url))).then(() => composer.setAttribute("data-ready", ""));
}

wake();
document.addEventListener("kept:merged", wake);

function count() {
  const now = Date.now() / 1000 + Number(document.body.dataset.ahead || 0);
  for (const row of document.querySelectorAll("[data-leaves]")) {
    const seconds = Math.ceil(row.dataset.leaves - now);
    if (seconds > 0) row.querySelector("[data-left]").textContent = `${seconds} s`;
    else row.remove();
  }
}

count();
document.addEventListener("kept:merged", count);
setInterval(count, 250);
