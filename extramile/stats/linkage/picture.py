"""Team-waves in bins, for a picture: many in each, so that no team can be made out."""

import numpy as np

from extramile.stats.errors import ImpossibleEffectError
from extramile.stats.linkage import views
from extramile.stats.linkage.panel import Panel

LEAST_IN_A_BIN = 5
ALIKE = 9  # decimals: beyond them, team-waves of one exposure differ by how a processor adds up


def binned(panel: Panel, *, lag: int = 0, bins: int = 10) -> list[tuple[float, float]]:
    """Exposure and outcome around each team's own norm, averaged over bins of like exposure.

    Parameters
    ----------
    panel : Panel
    lag : int
        Waves between exposure and outcome, as in `link`.
    bins : int
        How many at most; fewer where that would leave fewer than five team-waves in one.

    Returns
    -------
    list of (float, float)
        Means of exposure and outcome after team and region-wave effects are taken out, in the units of the
        panel, by rising exposure. A line through them has the slope within teams of `link`.

    Raises
    ------
    ImpossibleEffectError
        For fewer than one bin.
    ConstantExposureError, SingularDesignError
        As `link` does.
    """
    if bins < 1:
        raise ImpossibleEffectError("bins", bins)
    fitted = views.fit_at(panel, (lag,))
    used = (fitted.blocks.weights > 0) & fitted.carrying[:, None]
    exposure, outcome = fitted.residuals[used][:, 0], fitted.residuals[used][:, -1]
    many = min(bins, max(len(exposure) // LEAST_IN_A_BIN, 1))
    parts = np.array_split(np.argsort(exposure.round(ALIKE), kind="stable"), many)
    return [(float(exposure[part].mean()), float(outcome[part].mean())) for part in parts]
