// The editors' question page and list. Everything here also works without it: it shows what
// saving would show, adds rows, and moves them by hand. It only ever fills in the form.
"use strict";
(() => {
  const SVG = "http://www.w3.org/2000/svg";
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  function make(tag, attributes = {}, ...children) {
    const element = tag === "svg" || tag === "rect" || tag === "path"
      ? document.createElementNS(SVG, tag) : document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  // What the form says now

  const value = (id) => one(`#id_${id}`)?.value.trim() ?? "";

  function points(row) {
    const given = {};
    for (const input of all(".points input", row)) {
      const number = Number.parseInt(input.value, 10);
      if (number) given[input.name.replace(/^options-\w+-points-/, "")] = number;
    }
    return given;
  }

  function readOption(row) {
    const field = (name) => one(`[name$="-${name}"]`, row);
    return {
      key: field("key").value,
      text: field("text").value.trim(),
      place: Number.parseInt(field("place").value, 10) || 100,
      optOut: field("opt_out").checked,
      removed: field("DELETE").checked,
      points: points(row),
    };
  }

  function readOptions() {
    return all("[data-rows=options] > tr").map(readOption)
      .filter((o) => !o.removed && (o.key || o.text || o.optOut || Object.keys(o.points).length))
      .sort((a, b) => a.optOut - b.optOut || a.place - b.place);
  }

  function agreeOptions(rule) {
    const trait = value("scale_trait");
    const step = Number.parseInt(value("scale_step"), 10) || 0;
    const scale = rule.agree.map(([key, text, factor]) =>
      ({ key, text, optOut: false, points: trait ? { [trait]: factor * step } : {} }));
    return [...scale, { key: "x", text: rule.agreeOptOut, optOut: true, points: {} }];
  }

  // The same sums as quiz/admin/question_pulls.py, in whole numbers

  function rounded(over, under) {
    const whole = Math.floor((2 * Math.abs(over) + under) / (2 * under));
    return over < 0 ? -whole : whole;
  }

  function tenths(number) {
    const sign = number < 0 ? "−" : number > 0 ? "+" : "";
    const size = Math.abs(number);
    return `${sign}${Math.floor(size / 10)}.${size % 10}`;
  }

  const plain = (number) => `${Math.floor(number / 10)}.${number % 10}`;

  function pullRows(options, rule) {
    const scored = options.filter((option) => !option.optOut);
    const count = scored.length;
    const raws = scored.map((option) => Object.entries(option.points)
      .reduce((sum, [trait, number]) => sum + number * (rule.gaps[trait] ?? 0), 0));
    const total = raws.reduce((sum, raw) => sum + raw, 0);
    const pulls = raws.map((raw) => raw * count - total); // in 1/count
    const left = rule.left * count - Math.min(0, ...pulls) * rule.unit;
    const right = rule.right * count + Math.max(0, ...pulls) * rule.unit;
    const reach = Math.max(left, right); // in 1/(count · unit)
    const most = Math.max(rule.most * count, ...pulls.map((pull) => Math.abs(pull) * rule.unit));
    return scored.map((option, index) => {
      const pull = pulls[index];
      const width = most ? rounded(Math.abs(pull) * rule.unit * 1000, most) : 0;
      return {
        text: option.text,
        side: pull < 0 ? "left" : pull > 0 ? "right" : "none",
        pull: tenths(rounded(10 * pull, count)),
        lean: tenths(reach ? rounded(1000 * pull * rule.unit, reach) : 0),
        from: plain(pull < 0 ? 1000 - width : 1000),
        width: plain(width),
      };
    });
  }

  // Showing it

  function bar(row) {
    const svg = make("svg", {
      class: "bar", viewBox: "0 0 200 12", preserveAspectRatio: "none",
      "aria-hidden": "true", focusable: "false",
    });
    svg.append(
      make("path", { class: "middle", d: "M100 0V12" }),
      make("rect", { x: row.from, y: "2", width: row.width, height: "8" }),
    );
    return svg;
  }

  function showPulls(panel, rows) {
    one("tbody", panel).replaceChildren(...rows.map((row) => make("tr", { class: row.side },
      make("th", { scope: "row" }, row.text || "…"),
      make("td", {}, bar(row)),
      make("td", { class: "number" }, row.pull),
      make("td", { class: "number" }, row.lean))));
  }

  function showVisitor(panel, options) {
    one("[data-asked]", panel).textContent = value("text") || "Your question";
    one("[data-why]", panel).textContent = value("why");
    const list = one(".options", panel);
    list.className = `options ${value("kind")}`;
    const tried = all("input", list).findIndex((input) => input.checked);
    list.replaceChildren(...options.map((option, index) => {
      const radio = make("input", { type: "radio", name: "tried", form: "nowhere" });
      radio.checked = index === tried;
      return make("label", {}, radio, make("span", {}, option.text || "…"));
    }));
  }

  function showKind() {
    const agree = value("kind") === "agree";
    one("[data-agree]").hidden = !agree;
    one("[data-kept]").hidden = !agree;
    one("fieldset.scale").hidden = !agree;
    const options = one("[data-options]");
    if (options.dataset.kind !== String(agree)) {
      options.open = !agree || Boolean(one(".errors", options));
      options.dataset.kind = String(agree);
    }
  }

  function liveQuestion() {
    const panel = one("[data-pulls]");
    if (!panel || !one("textarea#id_text, input#id_text")) return;
    const rule = JSON.parse(panel.dataset.pulls);
    const show = () => {
      showKind();
      const options = value("kind") === "agree" ? agreeOptions(rule) : readOptions();
      showVisitor(one("[data-visitor]"), options);
      showPulls(panel, pullRows(options, rule));
    };
    const typed = (event) => {
      if (event?.target.name === "tried") return;
      for (const label of all("[data-as-saved]")) label.hidden = true;
      for (const label of all("[data-as-typed]")) label.hidden = false;
      show();
    };
    const form = panel.closest("form");
    for (const kind of ["input", "change", "study:moved"]) form.addEventListener(kind, typed);
    show();
    if (one(".errornote, .meanwhile")) typed();
  }

  // Adding rows

  function addRow(kind) {
    const total = one(`#id_${kind}-TOTAL_FORMS`);
    const row = one(`template[data-new=${kind}]`).content.firstElementChild.cloneNode(true);
    for (const part of [row, ...row.querySelectorAll("*")]) {
      for (const attribute of part.attributes) {
        attribute.value = attribute.value.replaceAll("__prefix__", total.value);
      }
    }
    one(`[data-rows=${kind}]`).append(row);
    total.value = String(Number(total.value) + 1);
    row.dispatchEvent(new CustomEvent("formset:added", { bubbles: true }));
    return row;
  }

  function liveAdding(movers) {
    for (const button of all("[data-add]")) {
      const kind = button.dataset.add;
      const most = Number(one(`#id_${kind}-MAX_NUM_FORMS`).value);
      button.hidden = false;
      button.addEventListener("click", () => {
        const row = addRow(kind);
        movers[kind]?.(row);
        one("textarea, select, input:not([type=hidden])", row).focus();
        if (kind === "options") one("textarea", row).focus();
        button.disabled = Number(one(`#id_${kind}-TOTAL_FORMS`).value) >= most;
      });
    }
  }

  // Django's searchable lists do not say what they are a list of
  function nameSearchLists() {
    for (const select of all("select.admin-autocomplete")) {
      const shown = select.nextElementSibling;
      if (!shown?.matches(".select2")) continue;
      for (const part of all(".select2-selection, .select2-selection__rendered", shown)) {
        part.setAttribute("aria-label", select.getAttribute("aria-label"));
      }
    }
  }

  // Moving rows: by a handle, by two arrows, by Alt and an arrow key, by typing a place

  function movable(body, { input, name, rows, places, said }) {
    const place = (row) => one(input, row);

    function settle(order) {
      const first = rows(order[0])[0];
      if (first !== order[0]) first.before(order[0]);
      const numbers = places(order);
      order.forEach((each, index) => {
        place(each).value = numbers[index];
        if (index && order[index - 1].nextElementSibling !== each) order[index - 1].after(each);
      });
    }

    function move(row, to, focus) {
      const order = rows(row).filter((each) => each !== row);
      order.splice(Math.max(0, Math.min(to, order.length)), 0, row);
      settle(order);
      said.textContent = `${name(row)} is now at place ${place(row).value}.`;
      row.dispatchEvent(new CustomEvent("study:moved", { bubbles: true }));
      focus?.focus();
    }

    const at = (row) => rows(row).indexOf(row);

    function grip(row) {
      const handle = make("span", { class: "study-grip", "aria-hidden": "true", title: "Drag" }, "⠿");
      handle.addEventListener("pointerdown", (event) => {
        event.preventDefault();
        handle.setPointerCapture(event.pointerId);
        row.classList.add("dragged");
      });
      handle.addEventListener("pointermove", (event) => {
        if (!handle.hasPointerCapture(event.pointerId)) return;
        const order = rows(row);
        const over = order.findIndex((each) => event.clientY < each.getBoundingClientRect().bottom);
        const to = over < 0 ? order.length - 1 : over;
        const rect = order[to].getBoundingClientRect();
        const here = order.indexOf(row);
        const passed = to < here ? event.clientY < rect.top + rect.height / 2
          : event.clientY > rect.top + rect.height / 2;
        if (to !== here && passed) {
          move(row, to);
          // Putting a row elsewhere in the page lets go of the pointer.
          handle.setPointerCapture(event.pointerId);
        }
      });
      const stop = () => row.classList.remove("dragged");
      handle.addEventListener("pointerup", stop);
      handle.addEventListener("pointercancel", stop);
      return handle;
    }

    function arrow(row, by) {
      const words = by < 0 ? "up" : "down";
      const button = make("button", {
        type: "button", class: "study-arrow", "aria-label": `Move ${name(row)} ${words}`,
      }, by < 0 ? "▲" : "▼");
      button.addEventListener("click", () => move(row, at(row) + by, button));
      return button;
    }

    function equip(row) {
      const field = place(row);
      if (!field || field.disabled) return;
      const tools = make("span", { class: "study-tools" }, grip(row), arrow(row, -1), arrow(row, 1));
      field.after(tools);
      row.addEventListener("keydown", (event) => {
        const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
        if (!event.altKey || !by) return;
        event.preventDefault();
        move(row, at(row) + by, document.activeElement);
      });
      field.addEventListener("change", () => {
        const wanted = Number.parseInt(field.value, 10);
        if (!(wanted >= 1)) return;
        const numbers = places(rows(row));
        const to = numbers.findIndex((number) => number >= wanted);
        move(row, to < 0 ? numbers.length : to, field);
      });
    }

    for (const row of all(":scope > tr", body)) equip(row);
    return equip;
  }

  function movableOptions() {
    const body = one("[data-rows=options]");
    if (!body) return undefined;
    return movable(body, {
      input: "input[name$='-place']",
      name: (row) => `Option ${one("[name$='-key']", row).value || "new"}`,
      rows: () => all(":scope > tr", body),
      places: (order) => order.map((row, index) => index + 1),
      said: one("[data-options] [data-said]"),
    });
  }

  function movableList() {
    const form = one("form#reorder");
    const body = one("#result_list tbody");
    if (!form || !body) return;
    const field = (row) => one("input.place", row);
    const quiz = (row) => field(row).dataset.quiz;
    const group = (row) => all(":scope > tr", body).filter((each) => quiz(each) === quiz(row));
    const slots = {};
    for (const row of all(":scope > tr", body)) (slots[quiz(row)] ??= []).push(Number(field(row).value));
    for (const numbers of Object.values(slots)) numbers.sort((a, b) => a - b);
    // After a conflict the places are this editor's and the rows stand as stored.
    for (const first of Object.keys(slots)) {
      const rows = all(":scope > tr", body).filter((row) => quiz(row) === first);
      const last = rows.at(-1).nextSibling;
      const sorted = [...rows].sort((a, b) => field(a).value - field(b).value);
      for (const row of sorted) body.insertBefore(row, last);
    }
    movable(body, {
      input: "input.place",
      name: (row) => field(row).dataset.name,
      rows: group,
      places: (order) => slots[quiz(order[0])],
      said: one("[data-said]", form),
    });
    one(".plainly", form).hidden = true;
    one(".by-hand", form).hidden = false;
    body.addEventListener("study:moved", () => { one(".unsaved", form).hidden = false; });
  }

  document.addEventListener("DOMContentLoaded", () => {
    liveAdding({ options: movableOptions() });
    movableList();
    liveQuestion();
    setTimeout(nameSearchLists); // once Django's own script has made them
    document.addEventListener("formset:added", () => setTimeout(nameSearchLists));
    for (const area of all("#id_text, #id_why, .grid textarea, .evidence-row textarea")) {
      area.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
    }
  });
})();
