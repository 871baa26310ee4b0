// The questions of a wave, before ballot.js sends them: which apply, what is left to divide, what is missing, and
// whether the words may tell who wrote them. Runs before ballot.js hears of the button (the capture phase).
const form = document.querySelector("form[data-ballot]");
const NAMELESS = { method: "POST", mode: "same-origin", cache: "no-store", credentials: "omit", referrerPolicy: "no-referrer" };
const TOTAL = 100;

const questions = () => [...form.querySelectorAll("[data-question]")];

// The answer to a question so far: a number, options, or nothing.
const given = (key) => {
  const fields = [...form.elements].filter((field) => field.name === key && !field.disabled);
  return fields.filter((field) => field.checked).map((field) => field.value);
};

const groupOf = (score) => (score >= 9 ? "promoter" : score >= 7 ? "passive" : "detractor");

const holds = ({ question, group, choice, at_least: least, at_most: most, yes }) => {
  const answers = given(question);
  if (!answers.length) return false;
  if (choice.length) return answers.some((one) => choice.includes(one));
  if (yes !== null) return (answers[0] === "yes") === yes;
  const number = Number(answers[0]);
  if (group.length) return group.includes(groupOf(number));
  return number >= (least ?? number) && number <= (most ?? number);
};

// In order: a question that is not asked answers nothing, so what depends on it is not asked either.
const follow = () => {
  for (const place of questions()) {
    if (!place.dataset.when) continue;
    const applies = JSON.parse(place.dataset.when).every(holds);
    place.hidden = !applies;
    for (const field of place.querySelectorAll("input, textarea")) field.disabled = !applies;
  }
  allowReplies();
};

// A reply stands below the words, so there is none to words that are not shown.
const allowReplies = () => {
  for (const reply of form.querySelectorAll("[data-reply-for]")) {
    const show = form.querySelector(`[data-show-for="${CSS.escape(reply.dataset.replyFor)}"]`);
    reply.disabled = show.disabled || !show.checked;
    if (reply.disabled) reply.checked = false;
  }
};

const divided = (place) => [...place.querySelectorAll("input[type=number]")].map((field) => field.value.trim());
const left = (place) => divided(place).reduce((rest, points) => rest - Number(points), TOTAL);

const tally = (place) => {
  const says = place.querySelector(".left");
  const rest = left(place);
  const words = rest ? says.dataset[rest > 0 ? "leftWords" : "overWords"] : says.dataset.doneWords;
  says.textContent = words.replace("{n}", Math.abs(rest));
  says.classList.toggle("done", rest === 0);
  says.classList.toggle("over", rest < 0);
};

const isMissing = (place) => {
  if (place.hidden) return false;
  const { kind, question } = place.dataset;
  const required = "required" in place.dataset;
  if (kind === "points") return divided(place).some(Boolean) ? left(place) !== 0 : required;
  if (kind === "statement" || !required) return false;
  if (kind === "text") return !place.querySelector("textarea").value.trim();
  return !given(question).length;
};

const mark = (place, wrong) => {
  place.classList.toggle("wrong", wrong);
  const error = place.querySelector("[data-missing]");
  if (error) error.hidden = !wrong;
};

const complete = () => {
  const missing = questions().filter((place) => {
    const wrong = isMissing(place);
    mark(place, wrong);
    return wrong;
  });
  const says = form.querySelector("[data-incomplete]");
  says.hidden = !missing.length;
  missing[0]?.querySelector("input, textarea")?.focus();
  return !missing.length;
};

// What may tell who wrote it
const warning = form?.querySelector("[data-warning]");
let looked = ""; // the words that the writer has decided about

const comments = () => [...form.querySelectorAll("[data-comment]")].filter((field) => !field.disabled && field.value.trim());
const said = () => JSON.stringify(comments().map((field) => field.value.trim()));

const look = async () => {
  const body = JSON.stringify({ comments: JSON.parse(said()), language: form.dataset.language });
  try {
    const answer = await fetch(form.dataset.look, { ...NAMELESS, body, headers: { "Content-Type": "application/json" } });
    return answer.ok ? (await answer.json()).signs : [];
  } catch {
    return []; // no connection: ballot.js says so
  }
};

const warn = (signs) => {
  const kinds = document.querySelector("[data-kinds]").dataset;
  const list = warning.querySelector("[data-signs]");
  for (const line of list.querySelectorAll("li")) line.remove();
  for (const { kind, text } of signs.flat()) {
    const line = list.querySelector("template").content.cloneNode(true);
    line.querySelector("[data-text]").textContent = text;
    line.querySelector("[data-kind]").textContent = kinds[kind] ?? "";
    list.append(line);
  }
  warning.hidden = false;
  form.querySelector("[data-send]").hidden = true;
  warning.focus();
};

const settle = () => {
  warning.hidden = true;
  form.querySelector("[data-send]").hidden = false;
};

const hideTelling = () => {
  for (const field of comments()) {
    if (!field.dataset.tells) continue;
    const show = form.querySelector(`[data-show-for="${CSS.escape(field.name)}"]`);
    if (show) show.checked = false;
  }
  allowReplies();
};

const choose = ({ target }) => {
  const choice = target.closest("[data-choose]")?.dataset.choose;
  if (!choice) return;
  settle();
  if (choice === "change") {
    comments().find((field) => field.dataset.tells)?.focus();
    return;
  }
  if (choice === "hide") hideTelling();
  looked = said();
  form.requestSubmit();
};

const lookThenSend = async () => {
  const before = said();
  const signs = await look();
  comments().forEach((field, place) => {
    if (signs[place]?.length) field.dataset.tells = "yes";
    else delete field.dataset.tells;
  });
  if (before !== said()) return; // typed on meanwhile: the next press looks again
  if (signs.flat().length) {
    warn(signs);
    return;
  }
  looked = before;
  form.requestSubmit();
};

const stop = (event) => {
  event.preventDefault();
  event.stopImmediatePropagation();
};

if (form) {
  document.addEventListener("submit", (event) => {
    if (event.target !== form) return;
    settle();
    if (!complete()) {
      stop(event);
    } else if (comments().length && looked !== said()) {
      stop(event);
      lookThenSend();
    }
  }, true);
  form.addEventListener("change", follow);
  form.addEventListener("input", ({ target }) => {
    const place = target.closest("[data-question]");
    if (place?.dataset.kind === "points") tally(place);
    if (place?.classList.contains("wrong")) mark(place, isMissing(place));
  });
  warning.addEventListener("click", choose);
  follow();
}
