// The preview follows what is typed, without saving it; a question named in the address is opened.
const form = document.getElementById("editor");
let waiting;
let language = form?.querySelector("input[name=show]")?.value ?? "";

const show = () => {
  const { action, target } = form;
  const chosen = document.createElement("input");
  Object.assign(chosen, { type: "hidden", name: "language", value: language });
  form.append(chosen);
  form.action = form.dataset.preview;
  form.target = "preview";
  form.submit(); // no submit event: what was typed is still unsaved
  form.action = action;
  form.target = target;
  chosen.remove();
};

form?.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(show, 500);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[formtarget=preview]");
  if (!button) return;
  event.preventDefault();
  language = button.value || language;
  show();
});

// The button that was pressed keeps the focus on its question's new place: press it again to go further.
form?.addEventListener("submit", (event) => {
  const moved = event.submitter?.value.match(/^(up|down):/)?.[1];
  if (moved) sessionStorage.setItem("moved", moved);
});

const target = (card) => {
  const moved = sessionStorage.getItem("moved");
  sessionStorage.removeItem("moved");
  return (moved && card.querySelector(`button[value^="${moved}:"]`)) || card.querySelector("summary");
};

const open = () => {
  const named = location.hash && document.getElementById(location.hash.slice(1));
  const folded = named?.closest?.("details");
  if (folded) folded.open = true;
  if (named instanceof HTMLDetailsElement) {
    named.scrollIntoView({ block: "start" });
    target(named).focus({ preventScroll: true });
  } else if (named?.matches?.("input, textarea, select")) {
    named.scrollIntoView({ block: "center" });
    named.focus({ preventScroll: true });
  }
};
window.addEventListener("hashchange", open);
window.addEventListener("load", () => setTimeout(open)); // after the browser's own jump, which takes the focus
document.querySelector("[data-focus]")?.focus();
