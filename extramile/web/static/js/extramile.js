{
document.addEventListener("click", async (event) => {
const button = event.target.closest("[data-copy]");
if (!button) return;
await navigator.clipboard.writeText(button.dataset.copy);
const before = button.textContent;
button.textContent = button.dataset.copied ?? before;
setTimeout(() => { button.textContent = before; }, 2500);
});
}
{
document.addEventListener("htmx:config:request", (event) => {
const token = document.querySelector("input[name=csrfmiddlewaretoken]")?.value
?? document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
if (token) event.detail.ctx.request.headers["X-CSRFToken"] = token;
});
}
{
const close = (menu) => { menu.open = false; };
const open = () => document.querySelectorAll("details[data-menu][open]");
document.addEventListener("click", (event) => {
for (const menu of open()) if (!menu.contains(event.target)) close(menu);
});
document.addEventListener("keydown", (event) => {
if (event.key !== "Escape") return;
for (const menu of open()) {
close(menu);
menu.querySelector("summary").focus();
}
});
}
{
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
}
{
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const listed = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));
const readable = (options) => {
const key = { ...options.publicKey, challenge: bytes(options.publicKey.challenge) };
if (key.user) key.user = { ...key.user, id: bytes(key.user.id) };
if (key.excludeCredentials) key.excludeCredentials = listed(key.excludeCredentials);
if (key.allowCredentials) key.allowCredentials = listed(key.allowCredentials);
return { publicKey: key };
};
const sendable = (credential) => {
const response = {};
for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
if (credential.response[name]) response[name] = text(credential.response[name]);
}
return {
id: credential.id,
rawId: text(credential.rawId),
type: credential.type,
response,
clientExtensionResults: credential.getClientExtensionResults(),
};
};
const ask = async (form) => {
const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
const answer = await fetch(form.dataset.options, {
method: form.dataset.passkey === "create" ? "POST" : "GET",
headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest", "X-CSRFToken": token },
});
const data = await answer.json();
if (data.again) return location.assign(data.again);
const options = readable(data.request_options ?? data);
const credential = await navigator.credentials[form.dataset.passkey](options);
form.querySelector("[name=credential]").value = JSON.stringify(sendable(credential));
return form.submit();
};
for (const form of document.querySelectorAll("form[data-passkey]")) {
const wrong = form.querySelector("[data-passkey-failed]");
form.closest("[data-passkey-box]").hidden = !window.PublicKeyCredential;
form.addEventListener("submit", (event) => {
event.preventDefault();
wrong.hidden = true;
ask(form).catch(() => { wrong.hidden = false; });
});
}
}
{
document.addEventListener("click", (event) => {
if (event.target.closest("[data-print]")) window.print();
});
}
{
const seconds = Number(document.body.dataset.reload);
if (seconds) {
setInterval(async () => {
const there = await fetch(location.href, { method: "HEAD" }).then((answer) => answer.ok, () => false);
if (there) location.reload();
}, seconds * 1000);
}
}
{
for (const row of document.querySelectorAll(".segments")) {
const chosen = row.querySelector("[aria-current], [aria-pressed=true]");
if (chosen && row.scrollWidth > row.clientWidth) row.scrollLeft = chosen.offsetLeft - row.offsetLeft - 24;
}
}
{
document.addEventListener("submit", (event) => {
const form = event.target;
if (!form.matches("[data-theme-choice]") || !event.submitter) return;
event.preventDefault();
const chosen = event.submitter.value;
document.documentElement.dataset.theme = chosen;
for (const button of form.querySelectorAll("button")) button.setAttribute("aria-pressed", button.value === chosen);
fetch(form.action, { method: "POST", body: new FormData(form, event.submitter), redirect: "manual" });
});
}
{
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
const failed = () => {
const template = document.getElementById("toast-failed");
if (!box || !template || box.querySelector(".toast.bad")) return;
box.append(template.content.cloneNode(true));
};
const quiet = (event) => event.detail.ctx.sourceElement.matches?.("[data-polls]");
document.addEventListener("htmx:response:error", (event) => quiet(event) || failed());
document.addEventListener("htmx:error", (event) => event.detail?.ctx && !quiet(event) && failed());
}
{
let changed = false;
document.addEventListener("input", (event) => {
if (event.target.closest("form[data-unsaved]")) changed = true;
});
document.addEventListener("submit", () => { changed = false; });
window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
}
{
document.addEventListener("htmx:config:request", (event) => {
if (document.hidden && event.target.matches?.("[data-polls]")) event.preventDefault();
});
document.addEventListener("visibilitychange", () => {
if (!document.hidden) document.body.dispatchEvent(new Event("seen"));
});
}
{
const root = document.documentElement;
const workers = navigator.serviceWorker;
if (workers && root.dataset.worker) {
workers.register(root.dataset.worker, { scope: "/" });
workers.ready.then((registration) => {
registration.active.postMessage({ person: root.dataset.person, keep: !workers.controller });
});
}
if (workers?.controller && !root.dataset.worker) workers.controller.postMessage({ person: "" });
document.addEventListener("submit", (event) => {
if (event.target.matches("[data-sign-out]")) workers?.controller?.postMessage({ forget: true });
});
}
