// One question at a time, answers kept in this browser until they are sent.
// Without this script the form is one page and works as it is.
(() => {
  const root = document.documentElement;
  root.classList.add("js"); // before the first paint, so that nothing jumps
  const asPlainForm = () => root.classList.remove("js");

  document.addEventListener("DOMContentLoaded", () => {
    try { start(); } catch (error) { asPlainForm(); throw error; }
  });

  // After "Forget my answers", Back would show again what was chosen here: ask for the page anew.
  function isForgotten(event) {
    const back = event.persisted || performance.getEntriesByType("navigation")[0]?.type === "back_forward";
    try { return back && localStorage.getItem("crossroads-forgotten"); } catch { return false; }
  }

  function start() {
    const form = document.getElementById("quiz");
    const problems = document.getElementById("summary");
    if (problems) { asPlainForm(); problems.focus(); }
    const questions = [...form.querySelectorAll(".question")];
    const finish = document.getElementById("check");
    const intro = document.querySelector(".intro");
    const places = [...questions, finish];
    // By where it is sent: the page that asks the rest, or shows what is missing, is the same form.
    const key = ["crossroads", form.dataset.quiz, form.dataset.edition, form.getAttribute("action")].join(":");
    // A preview names no result: it keeps nothing, and leaves alone what is kept.
    const storage = () => form.dataset.result && localStorage;
    const title = document.title;
    const step = form.dataset.step; // what one of the places is called

    try { storage().removeItem("crossroads-sent"); } catch { /* forbidden */ }
    addEventListener("pageshow", (event) => { if (isForgotten(event)) location.replace(location.pathname); else if (event.persisted) returned(); });
    restore();
    if (problems) { form.addEventListener("change", keep); form.addEventListener("submit", markSent); return; }
    const review = addReview();
    const bar = addBar();
    places.forEach(addSteps);
    show(wanted(), false);
    addEventListener("hashchange", () => { if (isPlace(location.hash)) show(wanted(), true); });
    form.addEventListener("change", keep);
    form.addEventListener("submit", submitted);

    function chosen(question) { return [...question.querySelectorAll("input:checked")]; }

    function keep() {
      const answers = kept();
      for (const question of questions) {
        const inputs = chosen(question);
        const { name, type } = question.querySelector("input");
        if (inputs.length) answers[name] = inputs.map((input) => input.value).join(" ");
        else if (type === "checkbox") delete answers[name]; // unlike a radio, it can be taken away
      }
      try {
        for (const mark of ["crossroads-sent", "crossroads-forgotten"]) storage().removeItem(mark);
        storage().setItem(key, JSON.stringify(answers));
      } catch { /* full or forbidden: go on without */ }
    }

    function kept() {
      let answers;
      try { answers = JSON.parse(storage().getItem(key)); } catch { /* damaged or forbidden */ }
      const sound = ([name, value]) => /^q\d+=[a-z]$|^list-[a-z0-9-]+=[a-z0-9 -]+$/.test(name + "=" + value);
      return Object.fromEntries(Object.entries(answers || {}).filter(sound));
    }

    function restore() {
      const answers = kept();
      for (const question of questions) {
        if (chosen(question).length) continue;
        for (const input of question.querySelectorAll("input")) input.checked = (answers[input.name] || "").split(" ").includes(input.value);
      }
    }

    // The result page removes what was kept once the answers have arrived.
    function markSent() {
      try { storage().setItem("crossroads-sent", key); } catch { /* nothing is kept either */ }
    }

    // Other places in the page, such as the skip link's, are not for us.
    function isPlace(hash) { return !hash || places.some((place) => "#" + place.id === hash); }

    function wanted() { return Math.max(0, places.findIndex((place) => "#" + place.id === location.hash)); }

    function shown() { return places.findIndex((place) => place.classList.contains("now")); }

    // Back from the result, the browser shows this page as it was left.
    function returned() {
      for (const element of form.querySelectorAll("button")) element.disabled = false;
      keep();
      markSent(); // the result has these already
    }

    function show(index, move) {
      places.forEach((place, at) => place.classList.toggle("now", at === index));
      intro.classList.toggle("unseen", index > 0); // still the page's first heading
      if (places[index] === finish) fillReview();
      bar.value = index;
      const heading = places[index].querySelector("h2");
      document.title = index ? heading.textContent + " · " + title : title;
      if (!move) return;
      heading.focus({ preventScroll: true });
      scrollTo(0, 0);
    }

    function go(index) { location.hash = places[index].id; }

    function addBar() {
      const element = document.createElement("progress");
      element.max = questions.length;
      element.setAttribute("aria-hidden", "true"); // each heading says "Question 3 of 16"
      form.before(element);
      return element;
    }

    function addSteps(place, index) {
      const steps = document.createElement("p");
      steps.className = "steps";
      if (place !== finish) steps.append(button(place === questions.at(-1) ? "Check my answers" : "Next " + step, "go", () => go(index + 1)));
      if (index) steps.append(button("Back", "quiet", () => go(index - 1)));
      if (place !== finish) place.querySelector("fieldset").after(steps); else place.append(steps);
    }

    function button(text, kind, press) {
      const element = document.createElement("button");
      element.type = "button";
      element.className = kind;
      element.textContent = text;
      element.addEventListener("click", press);
      return element;
    }

    function addReview() {
      const list = document.createElement("ol");
      list.className = "review";
      const heading = finish.querySelector("h2");
      heading.textContent = "Check your answers";
      const status = document.createElement("p");
      heading.after(status, list);
      return { list, status };
    }

    function fillReview() {
      review.list.replaceChildren(...questions.map((question) => {
        const item = document.createElement("li");
        const asked = Object.assign(document.createElement("span"), { className: "asked", textContent: question.querySelector("h2").textContent });
        const answers = chosen(question).map((input) => input.parentNode.textContent.trim());
        const said = Object.assign(document.createElement("span"), { className: "said", textContent: answers.join("; ") || "No answer yet" });
        const change = Object.assign(document.createElement("a"), { href: "#" + question.id, textContent: answers.length ? "Change" : "Answer" });
        change.append(Object.assign(document.createElement("span"), { className: "unseen", textContent: ": " + asked.textContent }));
        item.append(asked, said, change);
        return item;
      }));
      const open = questions.filter((question) => !chosen(question).length).length;
      review.status.textContent = open ? open + " of " + questions.length + " without an answer yet." : "All " + questions.length + " answered.";
    }

    // Enter in a question goes on; only the last step sends the form.
    function submitted(event) {
      const index = shown();
      if (places[index] !== finish) { event.preventDefault(); go(index + 1); return; }
      event.preventDefault();
      send(event.submitter);
    }

    async function send(submitter) {
      if (submitter) submitter.disabled = true;
      let response;
      try {
        response = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), redirect: "manual" });
      } catch {
        return lost(submitter);
      }
      if (response.type === "opaqueredirect") {
        markSent();
        location.assign(form.dataset.result);
      } else if (response.status >= 500) {
        lost(submitter);
      } else if (response.status === 429) {
        const minutes = Math.ceil(response.headers.get("Retry-After") / 60);
        lost(submitter, "More was sent from your network just now than we take from one place. Your answers are safe in this browser: wait " + minutes + (minutes === 1 ? " minute" : " minutes") + " and press “See my result” again.");
      } else {
        form.submit(); // the server's own page says what is missing
      }
    }

    function lost(submitter, why) {
      if (submitter) submitter.disabled = false;
      let message = document.getElementById("lost");
      if (!message) {
        message = Object.assign(document.createElement("p"), { id: "lost", className: "problem" });
        message.setAttribute("role", "alert");
        finish.querySelector(".go").before(message);
      }
      message.textContent = "";
      message.textContent = why || "Your answers did not get through. They are safe in this browser: check the connection and press “See my result” again.";
    }
  }
})();
