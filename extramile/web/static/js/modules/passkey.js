// A form with data-passkey signs in with a passkey ("get") or makes one ("create"): the browser is asked when the
// button is pressed, and what it answers is posted with the form. Without passkeys the form stays away.
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
