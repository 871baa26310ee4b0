// Of choices that do not fit beside each other, the chosen one is in sight.
for (const row of document.querySelectorAll(".segments")) {
  const chosen = row.querySelector("[aria-current], [aria-pressed=true]");
  if (chosen && row.scrollWidth > row.clientWidth) row.scrollLeft = chosen.offsetLeft - row.offsetLeft - 24;
}
