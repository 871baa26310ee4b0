// A toast goes away by itself, slowly when it can be undone, and never while somebody is at it.
const box = document.getElementById("toasts");
const leave = (toast) => toast.remove();
const wait = (toast) => {
  const seconds = toast.querySelector("form, a") ? 20 : 8;
  toast.timer = setTimeout(leave, seconds * 1000, toast);
};
const start = (toast) => {
  if (toast.started) return;
  toast.started = true;
  const close = toast.querySelector("[data-close]");
  close?.removeAttribute("hidden");
  close?.addEventListener("click", () => leave(toast));
  for (const name of ["pointerenter", "focusin"]) toast.addEventListener(name, () => clearTimeout(toast.timer));
  for (const name of ["pointerleave", "focusout"]) toast.addEventListener(name, () => wait(toast));
  if (!toast.hasAttribute("data-stays")) wait(toast);
};
const startAll = () => box.querySelectorAll(".toast").forEach(start);
if (box) {
  startAll();
  new MutationObserver(startAll).observe(box, { childList: true });
}
// A request that failed says so, in the words that the page brought along.
const failed = () => {
  const template = document.getElementById("toast-failed");
  if (!box || !template || box.querySelector(".toast.bad")) return;
  box.append(template.content.cloneNode(true));
};
const quiet = (event) => event.detail.ctx.sourceElement.matches?.("[data-polls]");
document.addEventListener("htmx:response:error", (event) => quiet(event) || failed());
document.addEventListener("htmx:error", (event) => event.detail?.ctx && !quiet(event) && failed());
