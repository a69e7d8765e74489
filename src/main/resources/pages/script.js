// Copies what stands in a field. The page works without: the field can be selected.
for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copy);
    field.select();
    const said = document.getElementById(button.dataset.copy + "-copied");
    try {
      await navigator.clipboard.writeText(field.value);
      said.textContent = "✓ Copied";
    } catch (refused) {
      said.textContent = "Press Ctrl+C (on a Mac, ⌘C): it is selected.";
    }
  });
}
