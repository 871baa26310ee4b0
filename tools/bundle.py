"""Put the style layers in one file and the script modules in another, so that a phone asks once for each.

    python tools/bundle.py           write them
    python tools/bundle.py --check   fail when they are out of date

No minifier: comments and indentation go, names stay. What the server sends is compressed anyway.
"""

import re
import sys
from pathlib import Path

STATIC = Path(__file__).resolve().parent.parent / "extramile" / "web" / "static"


def styles() -> str:
    text = "\n".join(
        path.read_text(encoding="utf-8") for path in sorted((STATIC / "css" / "layers").glob("*.css"))
    )
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return "\n".join(line.strip() for line in text.splitlines() if line.strip()) + "\n"


def scripts() -> str:
    """Each module in a block of its own: what it declares stays its own."""
    parts = []
    for path in sorted((STATIC / "js" / "modules").glob("*.js")):
        lines = path.read_text(encoding="utf-8").splitlines()
        kept = [line.strip() for line in lines if line.strip() and not line.strip().startswith("//")]
        parts.append("\n".join(["{", *kept, "}"]))
    return "\n".join(parts) + "\n"


def bundles() -> dict[Path, str]:
    return {STATIC / "css" / "extramile.css": styles(), STATIC / "js" / "extramile.js": scripts()}


def stale() -> list[Path]:
    return [
        path
        for path, text in bundles().items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]


def main(arguments: list[str]) -> int:
    late = stale()
    if "--check" in arguments:
        for path in late:
            print(f"{path.name} is out of date. Run: python tools/bundle.py")
        return 1 if late else 0
    made = bundles()
    for path in late:
        path.write_text(made[path], encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
