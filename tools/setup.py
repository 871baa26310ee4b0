"""Make the environment `.venv` from locked, hashed requirements; quick when it is made already.

    python3 tools/setup.py run      what the program runs on
    python3 tools/setup.py dev      that, and what tests and development need

Needs nothing but Python 3.11 with venv. Run again, it does nothing until a lock or the Python changes.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
MARK = VENV / "locked.json"
PROGRAM = """#!{python}
import sys

from extramile.cli import main

sys.exit(main())
"""


def stop(text: str) -> None:
    sys.exit(f"\n{text}\n")


def check_python() -> None:
    if sys.version_info < (3, 11):
        stop(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}. Or: make PYTHON=python3.12")
    try:
        import ensurepip  # noqa: F401 - Debian puts it into a package of its own
        import venv  # noqa: F401
    except ImportError:
        stop("Python's venv is not installed. On Debian or Ubuntu: apt-get install python3-venv")


def wanted(kind: str) -> str:
    lock = (ROOT / "requirements" / f"{kind}.txt").read_bytes()
    return hashlib.sha256(sys.version.encode() + str(VENV).encode() + lock).hexdigest()


def made() -> dict[str, str]:
    try:
        found: dict[str, str] = json.loads(MARK.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if (VENV / "bin" / "python").exists() else {}


def make_venv() -> None:
    """Anew when it is not there, or was moved or made by another Python."""
    tried = None
    if (VENV / "bin" / "python").exists():
        tried = subprocess.run(
            [VENV / "bin" / "python", "-m", "pip", "--version"], capture_output=True, check=False
        )
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    if tried is None or tried.returncode or not (VENV / "lib" / version).exists():
        shutil.rmtree(VENV, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)


def install(kind: str) -> None:
    print(f"installing what is locked in requirements/{kind}.txt", flush=True)
    pip: list[str | Path] = [
        VENV / "bin" / "python",
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
    ]
    lock = ROOT / "requirements" / f"{kind}.txt"
    done = subprocess.run(
        [*pip, "--no-deps", "--only-binary", ":all:", "--require-hashes", "-r", lock], check=False
    )
    if done.returncode:  # a package without a wheel for this machine is built from its source
        done = subprocess.run([*pip, "--no-deps", "--require-hashes", "-r", lock], check=False)
    if done.returncode:
        stop("The packages could not be installed: pip says why above.")


def install_program() -> None:
    """The checkout itself: importable, and `.venv/bin/extramile`."""
    [packages] = (VENV / "lib").glob("python3*/site-packages")
    (packages / "extramile-checkout.pth").write_text(f"{ROOT}\n", encoding="utf-8")
    program = VENV / "bin" / "extramile"
    program.write_text(PROGRAM.format(python=VENV / "bin" / "python"), encoding="utf-8")
    program.chmod(0o755)


def main(kind: str) -> None:
    check_python()
    known = made()
    if known.get(kind) == wanted(kind):
        return
    os.environ.pop("PYTHONPATH", None)
    make_venv()
    install(kind)
    install_program()
    # dev holds all of run, with the same versions.
    marks = {each: wanted(each) for each in ({"dev", "run"} if kind == "dev" else {"run"})}
    MARK.write_text(json.dumps(marks), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "run")
