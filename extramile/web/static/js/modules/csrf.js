// Django asks for its token on every POST: htmx requests carry it in a header.
document.addEventListener("htmx:config:request", (event) => {
  const token = document.querySelector("input[name=csrfmiddlewaretoken]")?.value
    ?? document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
  if (token) event.detail.ctx.request.headers["X-CSRFToken"] = token;
});
