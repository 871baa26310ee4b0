// A monitor read without a connection says so, with the time it was seen.
const bar = document.querySelector("[data-seen-at]");
const seen = bar?.dataset.seenAt;
if (seen) {
  const moment = new Date(seen);
  const today = moment.toDateString() === new Date().toDateString();
  const how = today ? { timeStyle: "short" } : { dateStyle: "medium", timeStyle: "short" };
  bar.querySelector("time").textContent = moment.toLocaleString(document.documentElement.lang, how);
  bar.querySelector("time").dateTime = seen;
  bar.hidden = false;
  window.addEventListener("online", () => location.reload());
}
