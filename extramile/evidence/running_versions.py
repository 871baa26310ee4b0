"""What figures are computed with: each may change a last digit. Pure; bundles ask it too."""

import platform

import extramile
from extramile import stats


def versions() -> dict[str, str]:
    return {"extramile": extramile.__version__, **stats.versions(), "python": platform.python_version()}
