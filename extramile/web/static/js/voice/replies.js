// The codes that this browser keeps for replies, for the person who is signed in, each as a button that reads it.
import { replies } from "./kept.js";

const place = document.querySelector("[data-my-replies]");

const show = async () => {
  const mine = new Map(place.dataset.voters.split(" ").map((pair) => pair.split("=")));
  const template = place.querySelector("template");
  for (const { voter, code } of await replies()) {
    if (!mine.has(voter)) continue;
    const line = template.content.cloneNode(true);
    line.querySelector("input[name='-code']").value = code;
    line.querySelector("[data-wave]").textContent = decodeURIComponent(mine.get(voter));
    line.querySelector("[data-code]").textContent = code;
    place.querySelector("ul").append(line);
    place.hidden = false;
  }
};

if (place) show().catch(() => {}); // a browser that keeps nothing has nothing to show
