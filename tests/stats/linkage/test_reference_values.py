"""The slopes and errors of other programs come out, from a panel that anyone can make by formula.

Birth certificate: Python 3.11, pyfixest 0.60.0, linearmodels 7.1, statsmodels 0.15.0, numpy 2.4.6,
2026-11-22 (`requirements/compare.txt`). pyfixest: `feols("y ~ x | team + rw", vcov={"CRV1": "team"},
weights=None or "n")` with rw = region_wave, and of CRV3 without small-sample factors
(`ssc(k_adj=False, G_adj=False)`), to which the (teams - 1) / teams of MacKinnon, Nielsen & Webb (2023)
is added here; lead: `feols("y ~ x + x1 | team + rw")`. linearmodels: `PanelOLS(entity_effects=True,
other_effects=rw)`. statsmodels: `ols("y ~ x + C(team) + C(rw)")`, and `ols("y ~ x + C(region)")` of team
means with HC3.
"""

import numpy as np
import pytest

from extramile.stats.counts import Floats
from extramile.stats.fixed_effects import slope
from extramile.stats.linkage import Panel, panel_of_tables
from extramile.stats.linkage.views import between, fit_at

TEAMS, WAVES = 24, 6
FACTOR = float(np.sqrt((TEAMS - 1) / TEAMS))


def formula_panel(*, gaps: bool = False) -> Panel:
    team, wave = np.arange(TEAMS)[:, None], np.arange(WAVES)[None, :]
    x = np.round(0.3 * np.sin(1.7 * team + 2.3 * wave + 0.4 * team * wave), 3)
    y = 0.1 * x + 0.2 * np.cos(0.9 * team + 1.1 * wave * wave + 0.5 * team * wave) + 0.05 * np.sin(3 * team)
    y = np.round(y, 3)
    if gaps:
        y = np.where((team * 5 + wave * 3) % 11 != 0, y, np.nan)
    return panel_of_tables(
        x, y, regions=np.arange(TEAMS) // 6, outcome_answers=(7 * team + 11 * wave) % 40 + 5
    )


@pytest.mark.parametrize(
    ("gaps", "weighted", "estimate", "cr1", "cr3"),
    [
        (False, False, 0.15121050059943084, 0.06307281302123058, 0.07188233567804218),
        (False, True, 0.1562216654831635, 0.07718012608430105, 0.09185346576152713),
        (True, False, 0.15370099680237237, 0.0639376427835487, 0.0733387204188526),
        (True, True, 0.1563489219435143, 0.07635205132679729, 0.09094659781029941),
    ],
)
def test_pyfixest(gaps: bool, weighted: bool, estimate: float, cr1: float, cr3: float) -> None:
    panel = formula_panel(gaps=gaps)
    fitted = fit_at(panel, (0,), weights=panel.outcome_answers if weighted else None)
    told = slope(fitted)
    assert told.estimate == pytest.approx(estimate, abs=1e-9)
    assert told.standard_error == pytest.approx(cr3 * FACTOR, rel=1e-6)
    assert float(np.sqrt(fitted.sandwich()[0, 0])) == pytest.approx(cr1, rel=1e-6)


def test_linearmodels_and_statsmodels() -> None:
    told = slope(fit_at(formula_panel(), (0,)))
    assert told.estimate == pytest.approx(0.1512105005994309, abs=1e-9)  # linearmodels
    assert told.estimate == pytest.approx(0.15121050059943103, abs=1e-9)  # statsmodels


def test_statsmodels_between() -> None:
    told = between(formula_panel(), lag=0, level=0.95)
    assert told is not None
    assert told.estimate == pytest.approx(0.45729076763153365, abs=1e-9)
    assert told.standard_error == pytest.approx(0.20870506178113798, rel=1e-6)


def test_pyfixest_with_the_next_wave_beside_this_one() -> None:
    fitted = fit_at(formula_panel(), (0, -1))
    here, lead = slope(fitted), slope(fitted, which=1)
    assert here.estimate == pytest.approx(0.11045132243155774, abs=1e-9)
    assert lead.estimate == pytest.approx(-0.114452239697704, abs=1e-9)
    assert here.standard_error == pytest.approx(0.08530050009945374 * FACTOR, rel=1e-6)
    assert lead.standard_error == pytest.approx(0.08577584293447282 * FACTOR, rel=1e-6)


def test_leaving_teams_out_is_leaving_them_out() -> None:
    """The quick jackknife against taking the team out of the panel."""
    panel = formula_panel(gaps=True)
    weights = panel.outcome_answers
    assert weights is not None
    quick = fit_at(panel, (0,), weights=weights).left_out[:, 0]
    slow: Floats = np.array(
        [
            fit_at(panel.of_teams(kept), (0,), weights=weights[kept]).slopes[0]
            for kept in ~np.eye(TEAMS, dtype=bool)
        ]
    )
    np.testing.assert_allclose(quick, slow, rtol=1e-10)
