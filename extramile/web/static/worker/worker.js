// Keeps two things: the shell (styles, scripts, the offline page) by version, and the last monitor page that its
// own person saw. Nothing else is ever kept: no office, no answer page, nothing that was posted.
// `told` comes before this: version, shell, offline, monitor.
const SHELL = `shell-${told.version}`;
const SEEN = "seen";
const PERSON = "/person-of-this-device";

const keepShell = async () => {
  const cache = await caches.open(SHELL);
  await cache.addAll([...told.shell, told.offline].map((url) => new Request(url, { cache: "reload", credentials: "omit" })));
};
const forget = () => caches.delete(SEEN);
const dropOldShells = async () => {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== SHELL && name !== SEEN).map((name) => caches.delete(name)));
};

// Somebody else than last time: what was kept is not theirs.
const belongTo = async (person) => {
  const cache = await caches.open(SEEN);
  const before = await (await cache.match(PERSON))?.text();
  if (before === person) return;
  await forget();
  if (person) await (await caches.open(SEEN)).put(PERSON, new Response(person));
};

// See components/toasts.html.
const withoutToldOnce = (html) => html.replace(/<!--once-->[^]*?<!--\/once-->/g, "");

const personOf = (html) => html.match(/<html[^>]*\sdata-person="([^"]*)"/)?.[1] ?? "";

const keepSeen = async (response) => {
  const html = await response.text();
  const person = personOf(html);
  await belongTo(person);
  if (!person) return;
  const headers = { "Content-Type": "text/html; charset=utf-8", "X-Seen-At": new Date().toISOString() };
  const policy = response.headers.get("Content-Security-Policy");
  if (policy) headers["Content-Security-Policy"] = policy;
  await (await caches.open(SEEN)).put(told.monitor, new Response(withoutToldOnce(html), { headers }));
};

const greet = async ({ person, keep }) => {
  await belongTo(person);
  if (!keep || !person) return;
  // Whoever sits before the page sees what is told once, "undo" above all: this is nobody's look.
  const response = await fetch(told.monitor, { credentials: "same-origin", headers: { "X-For-Later": "1" } });
  if (response.ok && new URL(response.url).pathname === told.monitor) await keepSeen(response);
};

// The page as it was, with the time it was seen written into the template that the page brought along.
const asSeen = async (kept) => {
  const html = await kept.text();
  const seen = kept.headers.get("X-Seen-At");
  const marked = html.replace('data-seen-at=""', `data-seen-at="${seen}"`);
  return new Response(marked, { headers: kept.headers });
};

const withoutConnection = async (request) => {
  const url = new URL(request.url);
  if (url.pathname === told.monitor || url.pathname === "/") {
    const kept = await (await caches.open(SEEN)).match(told.monitor);
    if (kept) return asSeen(kept);
  }
  return (await caches.match(told.offline)) ?? Response.error();
};

const openPage = async (event) => {
  try {
    const response = await fetch(event.request);
    const url = new URL(response.url);
    if (response.ok && url.pathname === told.monitor && !url.search) {
      event.waitUntil(keepSeen(response.clone()));
    }
    return response;
  } catch {
    return withoutConnection(event.request);
  }
};

self.addEventListener("install", (event) => event.waitUntil(keepShell().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(dropOldShells().then(() => self.clients.claim())));
self.addEventListener("message", (event) => {
  if (event.origin && event.origin !== self.location.origin) return;
  if (event.data?.forget) event.waitUntil(forget());
  else if (typeof event.data?.person === "string") event.waitUntil(greet(event.data));
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(openPage(event));
  else if (told.shell.includes(new URL(request.url).pathname)) {
    event.respondWith(caches.match(request, { ignoreSearch: true }).then((kept) => kept ?? fetch(request)));
  }
});
