// Light, dark or as the system has it: at once, and remembered by the form's own address.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-theme-choice]") || !event.submitter) return;
  event.preventDefault();
  const chosen = event.submitter.value;
  document.documentElement.dataset.theme = chosen;
  for (const button of form.querySelectorAll("button")) button.setAttribute("aria-pressed", button.value === chosen);
  fetch(form.action, { method: "POST", body: new FormData(form, event.submitter), redirect: "manual" });
});
