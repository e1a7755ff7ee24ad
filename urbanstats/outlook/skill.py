"""The tables of a backtest made short: mean scores, skill, and how sure one can be of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from urbanstats.outlook import scores
from urbanstats.outlook.baselines import BASELINES

COIN = {"brier": 0.25, "log_score": float(np.log(2))}
KEYS = ["series_id", "length", "origin", "year"]
POINT_SCORES = ["crps", "interval_80", "covered_50", "covered_80", "covered_95"]


def summarise(
    forecasts: pd.DataFrame, questions: pd.DataFrame, by: Sequence[str] = ()
) -> pd.DataFrame:
    """Return one row per method and group of a backtest.

    Parameters
    ----------
    forecasts, questions
        Tables of a ``Backtest``.
    by
        Columns of both tables that make the groups; none: one row per method.

    Returns
    -------
    DataFrame
        method, the columns of ``by``, and

        * ``series``, ``forecasts``, ``questions``: how many of each;
        * ``crps``, ``interval_80``: mean losses in points (counts: in hundredths of the last
          figure); ``covered_50`` ... ``covered_95``: shares of figures inside (0-1);
        * ``skill_no_change``, ``skill_drift``: 1 - CRPS / CRPS of the baseline, on what both
          answered; 1 is perfect, 0 no better;
        * ``brier``, ``log_score``, ``calibration_error``: of the questions;
        * ``brier_skill_coin``, ``brier_skill_no_change``, ``brier_skill_drift``: 1 - Brier score
          / that of a coin or baseline.

        Each is followed by its standard error ``..._error``, clustered over series (none for
        the calibration error). NaN where nothing was asked, or the reference is never wrong.
    """
    by = list(by)
    own = dict(list(questions.groupby(["method", *by], sort=False)))
    out = []
    for key, rows in forecasts.groupby(["method", *by], sort=False):
        group = dict(zip(by, key[1:], strict=True))
        asked = own.get(key, questions.iloc[:0])
        out.append(
            {"method": key[0], **group, "series": rows["series_id"].nunique()}
            | {"forecasts": len(rows), "questions": len(asked)}
            | _of_points(rows, forecasts)
            | _of_questions(asked, questions)
        )
    return pd.DataFrame(out)


def _of_points(rows, forecasts):
    found = {}
    for name in POINT_SCORES:
        pair = scores.mean_and_error(rows[name], rows["series_id"])
        found |= dict(zip((name, f"{name}_error"), pair, strict=True))
    for baseline in BASELINES:
        found |= _skill(f"skill_{baseline}", rows, forecasts, baseline, "crps")
    return found


def _of_questions(rows, questions):
    found = {}
    for name in COIN:
        pair = (np.nan, np.nan)
        if len(rows):
            pair = scores.mean_and_error(rows[name], rows["series_id"])
        found |= dict(zip((name, f"{name}_error"), pair, strict=True))
    found["calibration_error"] = np.nan
    pair = (np.nan, np.nan)
    if len(rows):
        found["calibration_error"] = scores.calibration_error(rows["outcome"], rows["likelihood"])
        coin = np.full(len(rows), COIN["brier"])
        pair = scores.skill_and_error(rows["brier"], coin, rows["series_id"])
    found |= dict(zip(("brier_skill_coin", "brier_skill_coin_error"), pair, strict=True))
    for baseline in BASELINES:
        found |= _skill(f"brier_skill_{baseline}", rows, questions, baseline, "brier")
    return found


def _skill(name, rows, table, baseline, score):
    """Return a skill against a baseline and its error, on the rows that both answered."""
    keys = [*KEYS, *(key for key in ("direction", "level", "k") if key in table)]
    base = table.loc[table["method"] == baseline, [*keys, score]]
    both = rows[[*keys, score]].merge(base, on=keys, suffixes=("", "_base"))
    pair = (np.nan, np.nan)
    if len(both):
        pair = scores.skill_and_error(both[score], both[f"{score}_base"], both["series_id"])
    return dict(zip((name, f"{name}_error"), pair, strict=True))
