"""Rolling-origin backtest: the methods forecast years that have passed, and are held to them.

At each origin a method sees a series up to that year and nothing later, forecasts the years
that followed, and is scored against the figures published for them. No prior may have seen a
figure of a year after the origin. What is asked is told in ``cases``, how it is scored in
``scores``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from urbanstats.errors import DataError, ParameterError
from urbanstats.outlook.backtest.cases import REFUSED_COLUMNS, day_after, examine, pose
from urbanstats.outlook.backtest.scores import BASELINES, pit_histogram, reliability, summarise
from urbanstats.outlook.panel import screen
from urbanstats.trend import METHODS
from urbanstats.trend.pooled import LONGEST
from urbanstats.trend.priors import Priors, load_priors

LENGTHS = (1, 3, 5, 10)
HORIZONS = (1, 2, 3, 4, 5)


@dataclass(frozen=True)
class Backtest:
    """What came of a backtest.

    Parameters
    ----------
    forecasts
        One row per method, series, length, origin and year, ``cases.BACKTEST_COLUMNS``:
        ``crps`` and ``interval_50`` ... are losses in points (percentages) or in hundredths of
        the history's last figure (counts; ``scale``); ``covered_50`` ... whether the interval
        held the figure; ``pit_low`` and ``pit_high`` the probabilities of a smaller and of a
        not larger published figure, ``pit`` their middle; ``prior_through`` the last year the
        prior had seen (0: a method without).
    questions
        One row per method and question, ``cases.QUESTION_COLUMNS``.
    refused
        What was not answered and why, ``cases.REFUSED_COLUMNS``; the method is "" where the
        series itself cannot be forecast.
    """

    forecasts: pd.DataFrame
    questions: pd.DataFrame
    refused: pd.DataFrame

    def summary(self, by: Sequence[str] = ()) -> pd.DataFrame:
        """Return mean scores, skill and standard errors, one row per method and group.

        ``by`` names columns of both tables, such as reference_class, kind, length, horizon or
        origin. The columns are told in ``scores.summarise``.
        """
        return summarise(self.forecasts, self.questions, by)

    def reliability(self, method: str = "pooled", bins: int = 10) -> pd.DataFrame:
        """Return the numbers of a method's reliability diagram (``scores.reliability``).

        Questions about one series at one origin share a draw when the bands are made.
        """
        rows = self.questions[self.questions["method"] == method]
        groups = rows["series_id"] + "\n" + rows["origin"].astype(str)
        return reliability(rows["outcome"], rows["likelihood"], groups, bins)

    def pit_histogram(self, method: str = "pooled", bins: int = 10) -> pd.DataFrame:
        """Return the numbers of a method's PIT histogram (``scores.pit_histogram``)."""
        rows = self.forecasts[self.forecasts["method"] == method]
        return pit_histogram(rows["pit_low"], rows["pit_high"], rows["series_id"], bins)

    def __repr__(self) -> str:
        rows = self.forecasts
        first, last = rows["origin"].min(), rows["origin"].max()
        return (
            f"Backtest({rows['series_id'].nunique()} series, origins {first} to {last}: "
            f"{len(rows)} forecasts, {len(self.questions)} questions; "
            f"{', '.join(rows['method'].unique())})"
        )

    def _repr_html_(self) -> str:
        return self.summary().round(3).to_html(index=False)


def backtest(  # noqa: PLR0913 - each is a choice of its own
    panel: pd.DataFrame,
    *,
    origins: Sequence[int] | None = None,
    lengths: Sequence[int] = LENGTHS,
    horizons: Sequence[int] = HORIZONS,
    priors: Priors | None = None,
    methods: Sequence[str] = ("pooled",),
    progress: Callable[[Iterable], Iterable] = iter,
) -> Backtest:
    """Return how well methods would have forecast a panel of series, origin by origin.

    Parameters
    ----------
    panel
        One row per figure, as ``forecast_panel`` takes them: series_id, year, value, kind, and
        optionally reference_class and decimals.
    origins
        Last years that may be seen. Default: every year from the last one a prior has seen
        (real time: nothing the prior knows is later than what the series knows) to the last
        but one of the panel.
    lengths
        Figures that may be seen, 1 to 30; a series is asked at each length that it fills by a
        figure in the year of the origin and those before it.
    horizons
        Years after the origin, 1 or more; a year without a figure is not asked.
    priors
        What was learned; default: for each origin the newest shipped ones that have seen
        nothing after it.
    methods
        Keys of ``METHODS``. The baselines "no_change" and "drift" always stand beside them.
    progress
        Wraps the origins, to show how far it is, such as ``tqdm``.

    Raises
    ------
    DataError
        If the panel lacks a column, an origin lies before the last year that every prior has
        seen, or no series has a figure both at an origin and after it.
    ParameterError
        If a method, a length or a horizon is not possible.

    Examples
    --------
    >>> years = range(2008, 2021)
    >>> water = pd.DataFrame({"series_id": "water", "year": years, "kind": "percent",
    ...                       "value": [90 + 0.5 * (year - 2008) for year in years]})
    >>> backtest(water, origins=[2017, 2018], lengths=[5], horizons=[1, 2])
    Backtest(1 series, origins 2017 to 2018: 12 forecasts, 36 questions; pooled, no_change, drift)
    """
    for method in methods:
        if method not in (*METHODS, *BASELINES):
            raise ParameterError("PAR-METHOD.several", method=method, methods=list(METHODS))
    methods = list(dict.fromkeys([*methods, *BASELINES]))
    lengths = _checked_numbers("lengths", lengths, LONGEST)
    horizons = _checked_numbers("horizons", horizons, 100)
    _, unfit = screen(panel)
    figures = _figures(panel)
    origins = _origins(origins, figures, horizons, priors)
    parts = []
    for origin in progress(origins):
        members = [m for m in screen(panel, day_after(origin))[0] if m.years[-1] == origin]
        cases = pose(members, lengths, horizons, figures)
        parts += [examine(method, cases, priors) for method in methods if cases]
    return _assembled(parts, unfit, origins)


def _checked_numbers(name, numbers, most):
    numbers = sorted({int(number) for number in numbers})
    if not numbers or numbers[0] < 1 or numbers[-1] > most:
        code = f"PAR-{name.upper()}"
        raise ParameterError(code, name=name, numbers=numbers or None, most=most)
    return numbers


def _figures(panel):
    """Return the figure of every (series, year)."""
    years = pd.to_numeric(panel["year"], errors="coerce")
    values = pd.to_numeric(panel["value"], errors="coerce")
    good = years.notna() & values.notna()
    keys = zip(panel["series_id"].astype(str)[good], years[good].astype(int), strict=True)
    return dict(zip(keys, values[good].astype(float), strict=True))


def _origins(origins, figures, horizons, priors):
    """Return the origins: those asked for, or all at which a prior has seen nothing later."""
    if origins is not None:
        return sorted({int(origin) for origin in origins})
    years = sorted({year for _, year in figures})
    with_future = [year for year in years if year + horizons[0] <= years[-1]]
    allowed = [year for year in with_future if _has_prior(year, priors)]
    if not allowed:
        raise DataError("BACKTEST-ORIGIN", last=years[-1] if years else None)
    return allowed


def _has_prior(origin, priors):
    if priors:
        return priors.through <= origin
    try:
        load_priors(day_after(origin))
    except DataError:
        return False
    return True


def _assembled(parts, unfit, origins):
    """Return the backtest of all origins and methods together."""
    if not parts:
        raise DataError("BACKTEST-EMPTY", origins=origins)
    forecasts, questions, refused = (
        pd.concat(tables, ignore_index=True) for tables in zip(*parts, strict=True)
    )
    rows = [("", name, pd.NA, pd.NA, why.part("wrong")) for name, why in unfit.items()]
    never = pd.DataFrame(rows, columns=REFUSED_COLUMNS).astype(refused.dtypes)
    return Backtest(forecasts, questions, pd.concat([never, refused], ignore_index=True))
