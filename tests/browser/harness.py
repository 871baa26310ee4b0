"""A person at a real Chromium: on a phone or at a desk, light or dark, in their own language."""

import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.middleware.csrf import CSRF_SECRET_LENGTH
from django.test import Client
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, ViewportSize

from extramile.people.models import User

SIZES: Final[dict[str, ViewportSize]] = {
    "phone": {"width": 390, "height": 844},
    "small": {"width": 320, "height": 640},
    "desk": {"width": 1280, "height": 800},
}
AXE: Final = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
# Text of many lines with hardly a word on each, as in a column that other columns leave no room.
SQUEEZED: Final = """
() => {
  const cut = (one) => one && (getComputedStyle(one).clipPath !== "none" || cut(one.parentElement));
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  while (walker.nextNode()) {
    const node = walker.currentNode, text = node.textContent.trim().replace(/\\s+/g, " ");
    const around = node.parentElement;
    if (text.length < 12 || around.closest("svg") || !around.checkVisibility() || cut(around)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const lines = new Set(Array.from(range.getClientRects(), (box) => Math.round(box.top)));
    if (lines.size < 4 || text.length / lines.size >= 7) continue;
    found.push(`${text.slice(0, 60)} (${lines.size} lines)`);
  }
  return found;
}
"""
# Choices that a closed list has no room for, and so would show in part.
CUT_OFF: Final = """
() => Array.from(document.querySelectorAll("select:not([multiple])")).flatMap((list) => {
  const room = list.offsetWidth;
  return room === 0 ? [] : Array.from(list.options).flatMap((option) => {
    const alone = list.cloneNode(false);
    alone.removeAttribute("id");
    alone.append(option.cloneNode(true));
    Object.assign(alone.style, { position: "absolute", inlineSize: "auto", maxInlineSize: "none" });
    list.after(alone);
    const needed = alone.offsetWidth;
    alone.remove();
    return needed > room ? [`${list.name}: ${option.text} (${needed} in ${room})`] : [];
  });
})
"""


@dataclass
class Visitor:
    """One person with one browser. Everything that goes wrong in the page is kept in `problems`."""

    context: BrowserContext
    page: Page
    address: str
    shots: Path
    problems: list[str] = field(default_factory=list)

    def listen(self) -> None:
        self.page.on("pageerror", lambda error: self.problems.append(f"script: {error}"))
        self.page.on("console", self._hear)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.problems.append(f"console: {message.text} {message.location['url']}")

    def sign_in(self, user: User) -> None:
        """As somebody who did it before: what the sign-in pages leave, without going through them.

        That is a session, and the token of forms: a browser without one would get two at once, from a page
        and from the worker that keeps pages, and the form would have the other one.
        """
        client = Client()
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        left = {
            settings.SESSION_COOKIE_NAME: cookie.value,
            settings.CSRF_COOKIE_NAME: secrets.token_hex(CSRF_SECRET_LENGTH // 2),
        }
        self.context.add_cookies(
            [{"name": name, "value": value, "url": self.address} for name, value in left.items()]
        )

    def open(self, path: str) -> Page:
        self.page.goto(f"{self.address}{path}")
        return self.page

    def close_page(self) -> None:
        """And begin with a new one, in the same browser."""
        self.page.close()
        self.page = self.context.new_page()
        self.listen()

    def shot(self, name: str) -> Path:
        """A picture of the whole page, for people to look at."""
        file = self.shots / f"{name}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        self.page.wait_for_load_state()
        self.page.screenshot(path=file, full_page=True)
        return file

    def scrolls_sideways(self) -> bool:
        self.page.wait_for_load_state()  # a page that is only just arriving has no root yet
        return bool(
            self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        )

    def squeezed(self) -> list[str]:
        """Texts that have hardly a word on a line."""
        return list(self.page.evaluate(SQUEEZED))

    def cut_off(self) -> list[str]:
        """Choices that could not be read whole once they are chosen."""
        return list(self.page.evaluate(CUT_OFF))

    def axe(self) -> list[str]:
        """What axe finds wrong: rule, and the element it is about."""
        results: dict[str, Any] = Axe().run(self.page, options=AXE).response
        return [
            f"{violation['id']}: {node['html'][:160]} ({'; '.join(c['message'] for c in node['any'][:2])})"
            for violation in results["violations"]
            for node in violation["nodes"]
        ]

    def check(self) -> None:
        """No script or policy error, nothing wider than the screen or squeezed, and axe finds nothing."""
        assert self.problems == []
        assert not self.scrolls_sideways(), "the page is wider than the screen"
        assert not (squeezed := self.squeezed()), squeezed
        assert self.axe() == []
