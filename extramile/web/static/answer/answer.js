// Keeps what the customer already said when they leave before pressing the button. Nothing is ever sent
// without an act of a person: a page that is opened, or clicked by a mail scanner's script, sends nothing.
const form = document.querySelector("form[data-keep]");

if (form) {
  const current = () => new URLSearchParams(new FormData(form)).toString();
  const partial = (said) => new URLSearchParams(`${said}&-partial=1`);
  // A score that came along from the mail is not kept yet: the first press keeps it.
  let kept = "fresh" in form.dataset ? "" : current();
  let acted = false;
  let sending = false;
  let submitted = false;
  let timer = 0;

  const act = (event) => {
    acted ||= event.isTrusted;
  };

  async function keep() {
    const said = current();
    if (!acted || sending || submitted || said === kept) return;
    sending = true;
    try {
      // Only small bodies may outlive the page.
      const answer = await fetch(form.action, {
        method: "POST",
        body: partial(said),
        credentials: "omit",
        keepalive: said.length < 60000,
      });
      if (answer.ok) kept = said;
    } catch {
      return; // no network: the button will do it
    } finally {
      sending = false;
    }
    if (current() !== said) keep();
  }

  const leave = () => {
    const said = current();
    if (!acted || submitted || said === kept) return;
    if (navigator.sendBeacon(form.action, partial(said))) kept = said;
  };

  // Points to divide: says what is left.
  function tally({ target }) {
    const says = target.type === "number" && target.closest("fieldset")?.querySelector("[data-left]");
    if (!says) return;
    let left = 100;
    for (const field of says.parentNode.querySelectorAll("input")) left -= field.value;
    const words = left ? says.dataset[left > 0 ? "left" : "over"] : says.dataset.done;
    says.textContent = words.replace("{n}", Math.abs(left));
  }

  form.addEventListener("input", tally);
  for (const kind of ["pointerdown", "keydown", "click"]) addEventListener(kind, act, true);
  form.addEventListener("change", keep);
  form.addEventListener("click", (event) => event.isTrusted && !event.target.closest("button, a") && keep());
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, 1500);
  });
  form.addEventListener("submit", () => {
    submitted = true;
  });
  addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && leave());
  // Back from the thank-you: show what is kept now, not what was typed before.
  addEventListener("pageshow", (event) => event.persisted && location.reload());
}
