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

const open = () => {
  const named = location.hash && document.getElementById(location.hash.slice(1));
  const folded = named?.closest?.("details");
  if (folded) folded.open = true;
  if (named instanceof HTMLDetailsElement) {
    named.scrollIntoView({ block: "start" });
    named.querySelector("summary").focus({ preventScroll: true });
  } else if (named?.matches?.("input, textarea, select")) {
    named.scrollIntoView({ block: "center" });
    named.focus({ preventScroll: true });
  }
};
window.addEventListener("hashchange", open);
open();
document.querySelector("[data-focus]")?.focus();
