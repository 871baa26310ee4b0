"""Expected values of lme4 1.1-31 (R 4.2.2); `expected/make.R` made them and the data, and says how."""

import json
from pathlib import Path
from typing import Final

import numpy as np

from extramile.stats.counts import Floats

EXPECTED: Final[dict[str, list[float]]] = json.loads(
    (Path(__file__).parent / "expected" / "lme4.json").read_text(encoding="utf-8")
)


def expected(name: str) -> Floats:
    return np.array(EXPECTED[name])
