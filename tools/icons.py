"""Draw the PNG icons from the SVG, with Chromium. Run after changing icons/extramile.svg; the PNGs are kept.

python -m tools.icons
"""

from pathlib import Path

from playwright.sync_api import sync_playwright

from tools.chromium import launch

ICONS = Path(__file__).resolve().parent.parent / "extramile" / "web" / "static" / "icons"
MASKABLE_SHARE = 0.8  # what stays visible whatever shape the phone cuts


def page_of(svg: str, *, size: int, maskable: bool) -> str:
    """The icon alone; a maskable one has no round corners of its own and keeps clear of the edge."""
    if not maskable:
        return f'<body style="margin:0"><div style="width:{size}px;height:{size}px">{svg}</div>'
    square = svg.replace('rx="112"', "")
    inner = round(size * MASKABLE_SHARE)
    box = f"width:{size}px;height:{size}px;display:grid;place-items:center"
    return (
        f'<body style="margin:0;background:#17494d;{box}">'
        f'<div style="width:{inner}px;height:{inner}px">{square}</div>'
    )


def draw() -> None:
    svg = (ICONS / "extramile.svg").read_text(encoding="utf-8")
    with sync_playwright() as playwright:
        browser = launch(playwright)
        for name, size, maskable in (("192", 192, False), ("512", 512, False), ("maskable-512", 512, True)):
            page = browser.new_page(viewport={"width": size, "height": size})
            page.set_content(page_of(svg, size=size, maskable=maskable))
            page.screenshot(path=ICONS / f"extramile-{name}.png", omit_background=not maskable)
        browser.close()


if __name__ == "__main__":
    draw()
