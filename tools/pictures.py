"""The README's pictures, taken from a running demo.

python -m tools.pictures <sign-in link of a technician>     as `extramile demo` prints it
"""

import sys
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

from tools.chromium import launch

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"


def take(link: str) -> None:
    address = "{0.scheme}://{0.netloc}".format(urlsplit(link))
    with sync_playwright() as playwright:
        browser = launch(playwright)
        for name, dark, figures in (("monitor-phone", False, False), ("monitor-phone-dark", True, True)):
            page = browser.new_page(
                viewport={"width": 390, "height": 760},
                device_scale_factor=2,
                is_mobile=True,
                color_scheme="dark" if dark else "light",
                locale="en",
            )
            page.goto(link)
            button = page.locator("main form button").first
            if "/demo/" in page.url and button.is_visible():
                button.click()
            page.goto(f"{address}/")
            if figures:
                page.locator(".figure-value, .road").first.scroll_into_view_if_needed()
                page.evaluate(
                    "document.querySelector('.figure-value').closest('section, .card').scrollIntoView()"
                )
            page.screenshot(path=PICTURES / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    PICTURES.mkdir(exist_ok=True)
    take(sys.argv[1])
