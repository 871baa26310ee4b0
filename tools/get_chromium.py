"""See that Chromium is there for the browser tests; install it where we may, else say what to do."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools.chromium import chromium_path  # noqa: E402 - run as a program, from wherever

WORD = (
    "The browser tests need Chromium, and it is not installed. As root: apt-get install chromium\n"
    "Or name another Chromium in EXTRAMILE_CHROMIUM."
)


def main() -> int:
    if chromium_path():
        return 0
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        print(WORD, file=sys.stderr)
        return 1
    print("installing Chromium with apt-get", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "chromium"]):
        subprocess.run(["apt-get", *command], env=quiet, stdout=subprocess.DEVNULL, check=False)
    if chromium_path():
        return 0
    print(WORD, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
