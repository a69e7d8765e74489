// Copies what stands in a field. The page works without: the field can be selected.
for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copy);
    field.select();
    await navigator.clipboard.writeText(field.value);
    const said = document.getElementById(button.dataset.copy + "-copied");
    said.textContent = "✓ Copied";
  });
}
