// Copying, and the device's own share sheet. Without this script links can be selected.
(() => {
  const status = document.querySelector("[data-status]");
  const sheet = document.querySelector("[data-sheet]");

  for (const button of document.querySelectorAll("[data-copy]")) {
    const field = button.parentElement.querySelector("input");
    button.hidden = false;
    button.addEventListener("click", async () => {
      status.textContent = "";
      status.textContent = (await copy(field)) ? "Copied. Paste it where you like." : "Copying did not work here. The link is selected: copy it with your keyboard or by a long press.";
    });
  }

  if (sheet && navigator.share) {
    sheet.hidden = false;
    sheet.addEventListener("click", async () => {
      status.textContent = "";
      try {
        await navigator.share({ text: sheet.dataset.text, url: sheet.dataset.url });
      } catch (error) {
        if (error.name !== "AbortError") status.textContent = "The apps of this device could not be opened. Copy the link instead.";
      }
    });
  }

  async function copy(field) {
    try {
      await navigator.clipboard.writeText(field.value);
      return true;
    } catch {
      // No secure connection, an older browser, or not allowed.
      field.focus();
      field.select();
      try { return document.execCommand("copy"); } catch { return false; }
    }
  }
})();
