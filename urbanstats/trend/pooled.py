"""The pooled trend: a series' own figures choose among behaviours learned from its peers.

This is the method urbanstats stands on (``docs/method.md``). It answers from one figure on:
then the forecast is what the reference class taught, and says so. With more figures the
series speaks for itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from urbanstats.plan.series import Series
from urbanstats.trend.adjust import Forecast, History, adjusted
from urbanstats.trend.mixture import Pattern, mixture
from urbanstats.trend.priors import Priors, load_priors
from urbanstats.trend.projection import Evidence, Projection

LONGEST = 30  # newest figures used; older ones say little about the next years


def fit_pooled(series: Series, years: Sequence[int], *, priors: Priors | None = None) -> Projection:
    """Return the pooled projection of a series for the years asked for.

    Each statistical basis has an unknown level of its own; all show how the series moves. The years
    are ascending, after the first figure; they may lie inside the history, where the figures before
    and after both inform the answer. `DataError` if no prior may be used as of ``series.as_of``.
    """
    return fit_alike([series], years, priors=priors)[0]


def fit_alike(
    many: Sequence[Series], years: Sequence[int], *, priors: Priors | None = None
) -> list[Projection]:
    """Return what `fit_pooled` does of each of some series that differ in their figures only."""
    series = many[0]
    priors = priors or load_priors(series.as_of)
    prior = priors.of(series.reference_class, series.kind)
    kept = _kept(series, years[0])
    own_years = [series.years[i] for i in kept]
    bases = [series.bases[i] for i in kept]
    values = np.array([[one.values[i] for i in kept] for one in many])
    pattern = _pattern(own_years, bases, series.basis, years)
    on_basis = [i for i, basis in enumerate(bases) if basis == series.basis]
    forecast = adjusted(
        mixture(values, series.kind, pattern, prior.log_weights),
        History.of(
            np.array(own_years)[on_basis],
            values[:, on_basis],
            np.full(len(many), series.decimals),
            np.full(len(many), prior.name == series.kind),
        ),
        np.array(years) - own_years[on_basis[-1]],
        priors.adjustment(series.kind, len(kept)),
        [priors.effect(prior, len(kept))] * len(many),
    )
    evidence = _evidence(series, own_years, bases, prior)
    alone = (forecast.row(number) for number in range(len(many)))
    return [_projection(series, years, evidence, each) for each in alone]


def _projection(series, years, evidence, forecast):
    return Projection(
        years=tuple(years),
        unit=series.unit,
        kind=series.kind,
        decimals=series.decimals,
        method="pooled",
        origin=series.last[0],
        evidence=evidence,
        distribution=_Pooled(forecast),
    )


def _kept(series, first_asked):
    """Return which figures are used: the ``LONGEST`` newest, those on the basis forecast first.

    All are used if a year is asked for that lies before the newest.
    """
    order = sorted(range(len(series)), key=lambda i: (series.bases[i] == series.basis, i))
    kept = sorted(order[-LONGEST:])
    return kept if series.years[kept[0]] < first_asked else range(len(series))


def _pattern(years, bases, basis, ahead):
    """Return the pattern of a series; level 0 is the basis that is forecast."""
    order = [basis, *sorted(set(bases) - {basis})]
    known, asked = (tuple(year - years[0] for year in each) for each in (years, ahead))
    return Pattern(known, tuple(map(order.index, bases)), asked)


def _evidence(series, years, bases, prior):
    return Evidence(
        n_observations=len(years),
        n_on_basis=bases.count(series.basis),
        first_year=years[0],
        last_year=years[-1],
        reference_class=series.reference_class,
        prior=prior.name,
        prior_through=prior.through,
        prior_series=prior.series,
    )


@dataclass(frozen=True)
class _Pooled:
    """The adjusted forecast of one series, read year by year."""

    forecast: Forecast

    def cdf(self, values, column):
        years = self.forecast.nodes.shape[1]
        return self.forecast.cdf(np.broadcast_to(values, (1, years, len(values))))[0, column]

    def quantile(self, levels, column):
        return self.forecast.quantile(levels)[0, column]

    def draws(self, n, rng):
        """Return joint draws: the ranks of the mixture's draws, the adjusted distributions.

        Draws that are equal, such as those on a bound, keep their order in every year: they share
        their luck, and no machine's way of sorting decides.
        """
        raw = self.forecast.mixture.draws(n, rng)
        ranks = raw.argsort(axis=0, kind="stable").argsort(axis=0)
        ranks = (ranks + rng.random(raw.shape)) / n
        columns = [self.quantile(np.sort(ranks[:, j]), j) for j in range(raw.shape[1])]
        order = ranks.argsort(axis=0).argsort(axis=0)
        return np.take_along_axis(np.column_stack(columns), order, axis=0)
