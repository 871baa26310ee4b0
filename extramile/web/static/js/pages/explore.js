// A choice in the form shows its answer at once; without this script, the button does. A unit that is typed, and
// anything the server does not understand, goes the long way.
const form = document.querySelector("form[data-asks]");
let asked = 0;

async function ask() {
  const number = ++asked;
  const place = document.querySelector(form.dataset.asks);
  place.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(`${form.action}?${new URLSearchParams(new FormData(form))}`);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.querySelector(form.dataset.asks);
    if (number !== asked) return;
    if (!found) return form.submit();
    place.replaceWith(found);
    document.title = page.title;
    if (answer.ok) history.replaceState(null, "", answer.url);
  } catch {
    if (number === asked) form.submit();
  }
}

form?.addEventListener("change", (event) => {
  if (event.target.name === "add" || event.target.name === "unit") return form.requestSubmit();
  // Days of one's own are asked for when both are there.
  const chosen = new FormData(form);
  if (chosen.get("period") === "own" && !(chosen.get("since") && chosen.get("until"))) return;
  ask();
});
