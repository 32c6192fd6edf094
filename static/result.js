// Changing an answer scores again at once. Without this script the buttons do the same.
(() => {
  const print = document.querySelector("[data-print]");
  if (print) { print.hidden = false; print.addEventListener("click", () => window.print()); }

  const form = document.getElementById("rescore");
  if (!form) return;

  const status = document.getElementById("status");
  let waiting, request;

  const forget = document.getElementById("forget");
  if (forget) { // a preview has none, and leaves alone what is kept
    arrived();
    forget.addEventListener("submit", forgetAll);
    addEventListener("pageshow", (event) => {
      const back = event.persisted || performance.getEntriesByType("navigation")[0]?.type === "back_forward";
      if (back && isForgotten()) location.replace(location.pathname); else if (event.persisted) arrived();
    });
  }

  form.addEventListener("change", () => { clearTimeout(waiting); waiting = setTimeout(score, 250); });
  form.addEventListener("submit", (event) => { event.preventDefault(); score(); });
  // Whoever leaves at once still gets the change scored.
  addEventListener("pagehide", () => { if (waiting) fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), keepalive: true, redirect: "manual" }); });

  // The answers have arrived: what the browser kept while they were given can go.
  function arrived() {
    try {
      localStorage.removeItem(localStorage.getItem("crossroads-sent"));
      localStorage.removeItem("crossroads-sent");
    } catch { /* storage is forbidden, so nothing was kept */ }
  }

  // No change may arrive afterwards, and Back must not show again what is forgotten.
  function forgetAll() {
    clearTimeout(waiting);
    waiting = undefined;
    if (request) request.abort();
    try {
      for (const key of Object.keys(localStorage)) if (key.startsWith("crossroads:")) localStorage.removeItem(key);
      localStorage.setItem("crossroads-forgotten", "yes");
    } catch { /* nothing was kept */ }
  }

  function isForgotten() { try { return localStorage.getItem("crossroads-forgotten"); } catch { return null; } }

  async function score() {
    clearTimeout(waiting);
    waiting = undefined;
    if (request) request.abort();
    request = new AbortController();
    let text;
    try {
      const response = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), signal: request.signal });
      if (!response.ok) throw new Error(response.statusText);
      text = await response.text();
    } catch (error) {
      if (error.name !== "AbortError") status.textContent = "That did not get through. Your change is still here: press “Score again”.";
      return;
    }
    redraw(new DOMParser().parseFromString(text, "text/html"));
  }

  // What is chosen under the two questions but not sent yet stays chosen.
  function keepChosen(page) {
    const form = document.querySelector(".reply");
    if (!form || form.closest("details")) return;
    for (const [name, value] of new FormData(form)) {
      const same = page.querySelector(`.reply [name=${name}][value=${value}]`);
      if (same) same.checked = true;
    }
  }

  function redraw(page) {
    // Read before the parts move over from the one page to the other.
    keepChosen(page);
    const said = [...page.querySelectorAll("h1, figcaption strong")].map((part) => part.textContent).join(". ");
    for (const part of document.querySelectorAll("[data-live]")) {
      part.replaceChildren(...page.querySelector(`[data-live=${part.dataset.live}]`).childNodes);
    }
    for (const row of document.querySelectorAll("[data-question]")) {
      row.querySelector("summary").replaceChildren(...page.querySelector(`[data-question=${row.dataset.question}] summary`).childNodes);
    }
    document.title = page.title;
    status.textContent = said;
  }
})();
