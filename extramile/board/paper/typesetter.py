"""The typesetter in a process of its own: reads what to set, writes a PDF, and is gone with all it held.

Run as a script, not imported: it knows nothing of us. What is to be set comes in as JSON: `template`, `fonts`
(a folder), `report` (which the template reads), `is_accessible`. Exit 0: the PDF. Exit 3: what the typesetter
had to say, as JSON. Its time and memory are bounded; a server it would fill with hundreds of megabytes.
"""

import json
import resource
import sys
from typing import Final

import typst

MEMORY: Final = 3 * 1024**3
SECONDS: Final = 240
REFUSED: Final = 3


def bound(what: int, most: int) -> None:
    """Never more than this process may have anyway."""
    _soft, hard = resource.getrlimit(what)
    allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (allowed, allowed))


def typeset(*, template: str, report: str, fonts: str, is_accessible: bool) -> bytes:
    setter = typst.Compiler(
        template.encode(),
        root=fonts,
        # Those within the typesetter stand in for letters that ours lack. A machine's own decide nothing.
        font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[fonts]),
        ignore_system_fonts=True,
        sys_inputs={"report": report},
        package_path=f"{fonts}/none",
        package_cache_path=f"{fonts}/none",
    )
    # PDF/UA: a title, a language, tags, an alternative for every picture, no letter without a glyph.
    made = setter.compile(format="pdf", pdf_standards=["ua-1"] if is_accessible else [], timestamp=0)
    if not isinstance(made, bytes):
        raise TypeError("a PDF is one file")
    return made


def main() -> int:
    bound(resource.RLIMIT_AS, MEMORY)
    bound(resource.RLIMIT_CPU, SECONDS)
    try:
        made = typeset(**json.load(sys.stdin))
    except typst.TypstError as error:
        sys.stdout.write(json.dumps({"message": error.message, "diagnostic": error.diagnostic}))
        return REFUSED
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
