// What asks the server regularly (data-polls) rests while nobody looks, and asks at once when somebody does.
document.addEventListener("htmx:config:request", (event) => {
  if (document.hidden && event.target.matches?.("[data-polls]")) event.preventDefault();
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) document.body.dispatchEvent(new Event("seen"));
});
