// A screen nobody touches (data-reload="20") shows the next thing by itself; without a connection it stays.
const seconds = Number(document.body.dataset.reload);
if (seconds) {
  setInterval(async () => {
    const there = await fetch(location.href, { method: "HEAD" }).then((answer) => answer.ok, () => false);
    if (there) location.reload();
  }, seconds * 1000);
}
