// "None of these" takes away the other ticks of its checklist, and they take it away.
// Without this script both can be ticked, and the server asks which is meant.
document.addEventListener("change", ({ target }) => {
  const list = target.type === "checkbox" && target.closest(".ticks");
  if (!list || !target.checked) return;
  for (const box of list.querySelectorAll("input:checked")) {
    if (box !== target && box.hasAttribute("data-none") !== target.hasAttribute("data-none")) box.checked = false;
  }
}, true);
