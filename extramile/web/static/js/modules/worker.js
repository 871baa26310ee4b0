// The monitor can be read offline: the service worker keeps the last one seen, for the person signed in.
const root = document.documentElement;
const workers = navigator.serviceWorker;
if (workers && root.dataset.worker) {
  // This very first page came before the worker: ask it to keep the monitor too.
  workers.register(root.dataset.worker, { scope: "/" });
  workers.ready.then((registration) => {
    registration.active.postMessage({ person: root.dataset.person, keep: !workers.controller });
  });
}
// A page for somebody who is not signed in: whoever was, is gone.
if (workers?.controller && !root.dataset.worker) workers.controller.postMessage({ person: "" });
// Signing out, or anybody else signing in, leaves nothing of the person before.
document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-sign-out]")) workers?.controller?.postMessage({ forget: true });
});
