"""Joint outcomes for people: how many targets of a year are met, and all years of one target."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.ticker import FuncFormatter

from urbanstats.outlook.joint import COMMON, INDEPENDENT, count_ranges
from urbanstats.present.alt import set_alt
from urbanstats.present.figure import (
    BAND_INNER,
    BAND_OUTER,
    INK,
    LINE_WIDTH,
    ORANGE,
    SMALL,
    TEXT_SIZE,
    add_caption,
    add_head,
    new_axes,
    style,
    wrap_text,
)
from urbanstats.words.phrases import likelihood_text, name_of, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from urbanstats.outlook.joint import JointOutcome

INDENT = 74  # points from the margin of the slide to the axes
SHOWN = 0.005  # probability from which a bar has its number
ROOM = 1.42  # of the tallest bar: the axis' height, with space for the legend


@style()
def draw_count(
    table: pd.DataFrame, *, title: str, lang: str = "en", ax: Axes | None = None
) -> Axes:
    """Return axes with the distribution of the number of targets met in a year.

    A bar per number, for indicators that go each its own way, darker within 8 in 10 futures;
    a stepped line for indicators that share their luck; the expected number as a dashed line.

    Parameters
    ----------
    table
        Rows of ``forecast_count``.
    title
        What the targets belong to, such as the area's name.
    lang
        ``"en"`` or ``"zh"``.
    ax
        Axes to draw on, about as wide as a slide.
    """
    ax = ax or new_axes(left=1.3, right=0.7, top=1.95, bottom=2.0)
    alone, shared = (table[table["dependence"] == name] for name in (INDEPENDENT, COMMON))
    alone_range = count_ranges(table).iloc[0]
    _draw_bars(ax, alone, alone_range, lang)
    edges = np.append(shared["met"] - 0.5, shared["met"].iloc[-1] + 0.5)
    correlation = f"{shared['correlation'].iloc[0]:.2f}"
    label = say("count_common", lang, correlation=correlation)
    ax.stairs(shared["probability"], edges, color=ORANGE, lw=2.5, label=label, zorder=3)
    _mark_expected(ax, alone_range["expected"], lang)
    _set_axes(ax, table, alone_range["expected"], lang)
    facts = table.iloc[0]
    head = say("count_title", lang, title=title, year=facts["year"], n=facts["targets"])
    told = count_sentence(table, lang)
    add_head(ax, head, wrap_text(told, LINE_WIDTH / TEXT_SIZE), indent=INDENT, rise=82)
    add_caption(ax, _key(shared.iloc[0], lang), indent=INDENT, drop=62)
    set_alt(ax, head, [told, _alt(alone, lang)], lang)
    return ax


def _alt(alone: pd.DataFrame, lang: str) -> str:
    """Return the likelihood of every number that is not negligible."""
    parts = [
        say("alt_count", lang, n=row["met"], likelihood=likelihood_text(row["probability"], lang))
        for _, row in alone[alone["probability"] >= SHOWN].iterrows()
    ]
    return say("alt_counts", lang, list=say("source_comma", lang).join(parts))


def _draw_bars(ax: Axes, alone: pd.DataFrame, span: pd.Series, lang: str) -> None:
    """Draw a bar per number, with its likelihood at the foot where it is not negligible."""
    inside = alone["met"].between(span["low"], span["high"])
    for part, color, key in (
        (inside, BAND_INNER, "count_in_range"),
        (~inside, BAND_OUTER, "count_outside"),
    ):
        bars = alone[part]
        label = say(key, lang)
        ax.bar(bars["met"], bars["probability"], 0.86, color=color, label=label, zorder=2)
    for _, row in alone[alone["probability"] >= SHOWN].iterrows():
        text = likelihood_text(row["probability"], lang)
        add = {"ha": "center", "va": "bottom", "fontsize": SMALL, "zorder": 4}
        ax.annotate(text, (row["met"], 0), (0, 4), textcoords="offset points", **add)


def _mark_expected(ax: Axes, expected: float, lang: str) -> None:
    ax.axvline(expected, color=INK, ls=(0, (4, 2)), lw=1.5, zorder=1)  # behind the bars
    text = say("count_mark", lang, expected=f"{expected:.1f}")
    ax.annotate(
        text, (expected, 1), (6, 0), xycoords=("data", "axes fraction"),
        textcoords="offset points", va="top", linespacing=1.2,
    )  # fmt: skip


def _set_axes(ax: Axes, table: pd.DataFrame, expected: float, lang: str) -> None:
    most, n = table["probability"].max(), int(table["targets"].iloc[0])
    ax.set(xlim=(-0.6, n + 0.6), ylim=(0, ROOM * most))
    ax.set_xticks(range(0, n + 1, max(1, n // 15)))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: _share(value, lang)))
    ax.tick_params(axis="x", length=0)
    ax.set_xlabel(say("count_x", lang))
    ax.set_ylabel(say("count_y", lang))
    ax.set_yticks([tick for tick in ax.get_yticks() if tick <= most])
    line, *bars = ax.get_legend_handles_labels()[0]
    ax.legend(handles=[*bars, line], loc=f"upper {'right' if expected < n / 2 else 'left'}")


def _share(value: float, lang: str) -> str:
    return say("percent", lang, number=f"{100 * value:.0f}")


def _key(row: pd.Series, lang: str) -> str:
    """Return the small print: what bars and line are, and where the correlation is from."""
    learned = say("count_learned", lang, through=row["through"])
    origin = learned if row["through"] else say("count_given", lang)
    return say("count_key", lang, origin=origin, as_of=row["as_of"])


def count_sentence(table: pd.DataFrame, lang: str = "en") -> str:
    """Return how many targets of a year are expected to be met, and the range of 8 in 10 futures.

    Parameters
    ----------
    table
        Rows of ``forecast_count``.
    lang
        ``"en"`` or ``"zh"``.
    """
    facts, (alone, shared) = table.iloc[0], count_ranges(table).to_dict("records")
    n, decided, year = facts["targets"], facts["decided"], facts["year"]
    if decided == n:
        return say("count_all_decided", lang, n=n, year=year, met=f"{alone['expected']:.0f}")
    own, other = (_range(span, lang) for span in (alone, shared))
    more = say("count_same", lang) if own == other else say("count_other", lang, range=other)
    words = {"n": n, "year": year, "expected": f"{alone['expected']:.1f}"}
    parts = [say("count_expected", lang, range=own, other=more, **words)]
    if decided:
        parts.append(say("count_decided", lang, decided=decided))
    return say("sentence_space", lang).join(parts)


def _range(span: dict, lang: str) -> str:
    ends = {"low": span["low"], "high": span["high"]}
    if span["low"] == span["high"]:
        return say("count_exactly", lang, **ends)
    return say("count_range", lang, **ends)


def count_table(table: pd.DataFrame, lang: str = "en") -> pd.DataFrame:
    """Return one row of text per number of targets met: its likelihood, and that of as many.

    Parameters
    ----------
    table
        Rows of ``forecast_count``.
    lang
        ``"en"`` or ``"zh"``.
    """
    columns = {"met": table["met"].unique()}
    for name, law in table.groupby("dependence", sort=False):
        for suffix, key in (("", "probability"), ("_at_least", "at_least")):
            columns[name + suffix] = [likelihood_text(p, lang) for p in law[key]]
    return pd.DataFrame(columns).rename(columns=lambda key: say(f"column_{key}", lang))


def joint_sentence(outcome: JointOutcome, lang: str = "en", *, plan_basis: bool = False) -> str:
    """Return how likely all yearly targets of an indicator are met, and when first.

    Of a level to be maintained only the first is told.

    Parameters
    ----------
    outcome
        Result of ``forecast_joint``.
    lang
        ``"en"`` or ``"zh"``.
    plan_basis
        Whether to say that the outcome is of figures on the plan's own basis.
    """
    if plan_basis:
        return say("joint_plan_basis", lang, text=joint_sentence(outcome, lang))
    name = name_of("indicator", outcome.targets[0].indicator, lang)
    words = {"n": len(outcome.targets), "name": name}
    if set(outcome.likelihoods) <= {0.0, 1.0}:
        return say("joint_decided", lang, met=f"{sum(outcome.likelihoods):.0f}", **words)
    if 0.0 in outcome.likelihoods:
        parts = [say("joint_lost", lang, **words)]
    else:
        likelihood = likelihood_text(outcome.all_met, lang)
        parts = [say("joint_all", lang, likelihood=likelihood, **words)]
    if outcome.targets[0].direction != "maintain":
        parts.append(_first(outcome, lang))
    return say("sentence_space", lang).join(parts)


def _first(outcome: JointOutcome, lang: str) -> str:
    """Return in which year a target is first met; a year that is already missed is left out."""
    years = [
        (target.year, p)
        for target, p, single in zip(
            outcome.targets, outcome.first, outcome.likelihoods, strict=True
        )
        if single > 0
    ]
    if years[0][1] == 1:
        return say("joint_first_known", lang, year=years[0][0])
    firsts = [
        say("joint_first_year", lang, year=year, likelihood=likelihood_text(p, lang))
        for year, p in years
    ]
    none = likelihood_text(outcome.none, lang)
    return say("joint_first", lang, list=say("joint_comma", lang).join(firsts), none=none)


def joint_table(outcomes: Sequence[JointOutcome], lang: str = "en") -> pd.DataFrame:
    """Return one row of text per indicator: all years met, first met in each year, in no year.

    Parameters
    ----------
    outcomes
        Results of ``forecast_joint``, one per indicator.
    lang
        ``"en"`` or ``"zh"``.
    """
    return pd.DataFrame([_joint_row(outcome, lang) for outcome in outcomes])


def _joint_row(outcome: JointOutcome, lang: str) -> dict[str, str]:
    indicator = name_of("indicator", outcome.targets[0].indicator, lang)
    row = {say("column_indicator", lang): indicator}
    row[say("column_all_met", lang)] = likelihood_text(outcome.all_met, lang)
    for target, p in zip(outcome.targets, outcome.first, strict=True):
        row[say("column_first", lang, year=target.year)] = likelihood_text(p, lang)
    row[say("column_none", lang)] = likelihood_text(outcome.none, lang)
    return row
