// Votes. When the button of form[data-ballot] is pressed, a ballot is made, signed blindly for whoever is signed in,
// and handed in with the answers without a cookie. README.md here is the contract; what is said stands on the page.
import {
  BlindSignatureProblem, base64url, blind, bytesOf, finalize, fingerprint, hexOf, importKey, prepare,
} from "./blind_signature.js";
import { ballotOf, canKeep } from "./kept.js";
import { newReplyCode, replyAddress } from "./reply_code.js";

const PATIENCE = 30000;
const ENDS = ["insecure", "no-storage", "taken", "closed", "untrusted", "thanks"]; // the form goes away

// What happened, by the name of the state that says so on the page.
class Stop extends Error {
  constructor(state) {
    super(state);
    this.state = state;
  }
}

const canVote = () => Boolean(globalThis.isSecureContext && globalThis.crypto?.subtle);

// The page
const show = (form, state) => {
  const states = [...document.querySelectorAll("[data-ballot-state]")];
  const wanted = states.some((one) => one.dataset.ballotState === state) ? state : "failed";
  for (const one of states) one.hidden = one.dataset.ballotState !== wanted;
  form.hidden = ENDS.includes(state);
  form.inert = state === "sending";
  const shown = states.find((one) => !one.hidden);
  if (shown) shown.tabIndex = -1;
  shown?.focus();
};

const showCodes = (codes) => {
  for (const list of document.querySelectorAll("[data-replies]")) {
    const template = list.querySelector("template");
    for (const [question, code] of Object.entries(codes)) {
      const line = template.content.cloneNode(true);
      line.querySelector("[data-code]").textContent = code;
      const about = line.querySelector("[data-question]");
      if (about) about.textContent = labelOf(question);
      list.append(line);
    }
    list.hidden = !Object.keys(codes).length;
  }
};

const labelOf = (name) => document.getElementsByName(name)[0]?.labels?.[0]?.textContent.trim() ?? "";

const commentFields = (form) => [...form.querySelectorAll("[data-comment]")].filter((field) => field.value.trim());

const ticked = (form, attribute, name) => Boolean(form.querySelector(`[${attribute}="${CSS.escape(name)}"]`)?.checked);

// Every named field: one value as text, several as a list. Words stand apart, and what begins with - stays here.
const answersOf = (form) => {
  const answers = {};
  const words = new Set([...form.querySelectorAll("[data-comment]")].map((field) => field.name));
  for (const [name, value] of new FormData(form)) {
    if (name === "csrfmiddlewaretoken" || name.startsWith("-") || words.has(name)) continue;
    answers[name] = name in answers ? [answers[name], value].flat() : value;
  }
  return answers;
};

const commentsOf = (form, codes) => Promise.all(commentFields(form).map(async (field) => ({
  question: field.name,
  words: field.value.trim(),
  may_be_shown: ticked(form, "data-show-for", field.name),
  reply_address: codes[field.name] ? await replyAddress(codes[field.name]) : "",
})));

// The network
const ask = async (url, options) => {
  const signal = AbortSignal.timeout?.(PATIENCE);
  try {
    return await fetch(url, { mode: "same-origin", cache: "no-store", redirect: "manual", signal, ...options });
  } catch {
    throw new Stop("offline");
  }
};

const post = (url, body, options) => ask(url, {
  method: "POST",
  body: JSON.stringify(body),
  ...options,
  headers: { "Content-Type": "application/json", ...options.headers },
});

// Without a name: no cookie, no referrer, and so a connection of its own.
const NAMELESS = { credentials: "omit", referrerPolicy: "no-referrer" };

const stateOf = (answer, states) => states[answer.status] ?? (answer.type === "opaqueredirect" ? states.away : "failed");

// The key: one for everybody in the cell. The list is asked for without a name, and is the one that all see.
const listed = async ({ keys, digest, wave }) => {
  const answer = await ask(keys, NAMELESS);
  if (!answer.ok) throw new Stop("failed");
  const bytes = new Uint8Array(await answer.arrayBuffer());
  const found = hexOf(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
  if (!digest || found !== digest) throw new Stop("untrusted");
  const list = JSON.parse(new TextDecoder().decode(bytes));
  if (list.wave !== wave) throw new Stop("untrusted");
  return list.keys;
};

// A cell of one would give its only voter away: how many share each key stands in the list that all see.
const LEAST_IN_CELL = 5;
const trusted = new Map(); // looked up once a page: neither the key nor the digest changes on it

const trustedKey = async (data) => {
  if (trusted.has(data)) return trusted.get(data);
  const key = await importKey(bytesOf(data.key));
  const here = (await listed(data)).filter((one) => String(one.cell) === data.cell);
  if (here.length !== 1 || here[0].key !== (await fingerprint(key))) throw new Stop("untrusted");
  if (!(here[0].invited >= LEAST_IN_CELL)) throw new Stop("untrusted");
  trusted.set(data, key);
  return key;
};

// The ballot: kept before anybody is asked, so that a lost connection asks for the very same one again
const newBallot = async (key, { cell, key: name }) => {
  const prepared = prepare(crypto.getRandomValues(new Uint8Array(32)));
  const { message, secret } = await blind(key, prepared);
  const [ballot, blinded, hidden] = [prepared, message, secret].map(base64url);
  return { cell, key: name, ballot, blinded, secret: hidden, codes: {} };
};

const knownBallot = async (kept, key, data) => {
  const ballot = (await kept.read()) ?? (await kept.keepFirst(await newBallot(key, data)));
  if (!ballot.handedIn && (ballot.key !== data.key || ballot.cell !== data.cell)) throw new Stop("untrusted");
  return ballot;
};

const sign = async (form, key, ballot) => {
  const token = form.elements.csrfmiddlewaretoken?.value ?? "";
  const options = { credentials: "same-origin", headers: { "X-CSRFToken": token } };
  const answer = await post(form.dataset.sign, { blinded: ballot.blinded }, options);
  if (!answer.ok) {
    throw new Stop(stateOf(answer, { 401: "signed-out", 403: "signed-out", away: "signed-out", 409: "taken", 410: "closed" }));
  }
  const { signature } = await answer.json();
  return base64url(await finalize(key, bytesOf(ballot.ballot), bytesOf(signature), bytesOf(ballot.secret)));
};

// One code a comment that may be answered, the same however often the button is pressed.
const withCodes = (form, ballot) => {
  const wanted = commentFields(form).filter((field) => ticked(form, "data-reply-for", field.name));
  const codes = Object.fromEntries(wanted.map(({ name }) => [name, ballot.codes[name] ?? newReplyCode()]));
  return { ...ballot, codes };
};

const handIn = async (form, { cell, ballot, signature, codes }) => {
  const body = {
    wave: form.dataset.wave,
    cell: Number(cell),
    ballot,
    signature,
    answers: answersOf(form),
    comments: await commentsOf(form, codes),
  };
  const answer = await post(form.dataset.handIn, body, NAMELESS);
  if (!answer.ok) throw new Stop(stateOf(answer, { 410: "closed", 422: "answers" }));
};

const vote = async (form, kept) => {
  const key = await trustedKey(form.dataset);
  const known = await knownBallot(kept, key, form.dataset);
  if (known.handedIn) return {}; // in another tab, meanwhile
  const signature = known.signature ?? await sign(form, key, known);
  const ballot = withCodes(form, { ...known, signature });
  await kept.keep(ballot);
  await handIn(form, ballot);
  await kept.handedIn(ballot.codes);
  return ballot.codes;
};

const stateAfter = (error) => {
  if (error instanceof Stop) return error.state;
  return error instanceof BlindSignatureProblem ? "untrusted" : "failed";
};

// Two tabs take turns.
const inTurn = (name, work) => (navigator.locks ? navigator.locks.request(name, work) : work());

const submit = async (form, kept) => {
  show(form, "sending");
  try {
    const codes = await inTurn(`ballot:${form.dataset.wave}`, () => vote(form, kept));
    showCodes(codes);
    form.reset();
    show(form, "thanks");
  } catch (error) {
    const state = stateAfter(error);
    if (state === "closed") await kept.forget();
    show(form, state);
  }
};

// Says at once what would only turn out at the end. Without a connection it is looked at again when voting.
const lookAhead = async (form, kept) => {
  if (!canVote()) return show(form, "insecure");
  if (!(await canKeep())) return show(form, "no-storage");
  const known = await kept.read();
  if (known?.handedIn) return show(form, "thanks");
  if (!known && "taken" in form.dataset) return show(form, "taken");
  form.hidden = false;
  try {
    await trustedKey(form.dataset);
  } catch (error) {
    if (stateAfter(error) === "untrusted") show(form, "untrusted");
  }
  return undefined;
};

for (const form of document.querySelectorAll("form[data-ballot]")) {
  const kept = ballotOf(form.dataset.wave, form.dataset.voter);
  let sending = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (sending) return;
    sending = true;
    await submit(form, kept);
    sending = false;
  });
  lookAhead(form, kept);
}
