"""The established measures side by side: what each says of a target, and why they disagree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from urbanstats.present.alt import set_alt
from urbanstats.present.figure import (
    BLUE,
    FAINT,
    GREY,
    INK,
    ORANGE,
    QUIET,
    SMALL,
    add_caption,
    add_head,
    add_text,
    new_axes,
    style,
)
from urbanstats.words.phrases import (
    digits_text,
    likelihood_text,
    likelihood_words,
    name_of,
    number_text,
    say,
    target_text,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Where things stand across the slide, in points from the left of the axes.
FAMILIES, NAMES, LANES, NUMBERS, VERDICTS, WIDTH = 0, 92, (372, 444, 516), 568, 686, 888
SIGNS = {  # place, shape and colour all say the same
    "off_track": (LANES[0], "v", ORANGE),
    "unclear": (LANES[1], "D", QUIET),
    "on_track": (LANES[2], "o", BLUE),
}
GAP = 0.4  # of a row, between measures that compare different things
KINDS = {  # phrase and decimals of a measure's number
    "completion": ("percent", 1),
    "index": ("of_ten", 1),
    "gap": ("of_gap", 1),
    "growth": ("a_year", 3),
}
FEW = ("MSR-ONLY-BASELINE", "MSR-SHORT")  # reasons that more figures would remove


@style()
def draw_measures(
    table: pd.DataFrame, *, title: str, lang: str = "en", ax: Axes | None = None
) -> Axes:
    """Return axes with one row per measure: a sign for what it says, its number, its verdict.

    Signs stand under off track, unclear or on track. A measure that cannot be computed keeps
    its row without a sign, and says why. Below stands why the measures disagree.

    Parameters
    ----------
    table
        Rows of ``compare_measures`` for one target.
    title
        Name of the indicator, for the head of the slide; the area is added.
    lang
        ``"en"`` or ``"zh"``.
    ax
        Axes to draw on, about as wide as a slide.
    """
    ax = ax or new_axes(left=0.55, right=0.45, top=1.5, bottom=1.15)
    heights = _heights(table)
    for height, (_, row) in zip(heights, table.iterrows(), strict=True):
        _draw_row(ax, height, row, lang)
    _write_families(ax, table, heights, lang)
    _set_axes(ax, heights, lang)
    first = table.iloc[0]
    area = name_of("area", first["area"], lang)
    head = say("measures_title", lang, name=title, area=area, year=first["year"])
    counts, why, space = (
        counts_sentence(table, lang),
        why_text(table, lang),
        say("sentence_space", lang),
    )
    add_head(ax, head, counts, rise=64)
    add_caption(ax, why + space + _small_print(table, lang), drop=10)
    set_alt(ax, head, [counts, *_alt(table, lang), why], lang)
    return ax


def _alt(table: pd.DataFrame, lang: str) -> Iterator[str]:
    """Return the verdict of every measure that has one."""
    for _, row in table[table["reason"] == ""].iterrows():
        facts = {"number": measured_text(row, lang), "verdict": verdict_text(row, lang)}
        text = say("alt_measure", lang, says=say(row["says"], lang), **facts)
        yield say("alt_row", lang, name=name_of("measure", row["measure"], lang), text=text)


def _heights(table: pd.DataFrame) -> list[float]:
    """Return the height of each row: one apart, and a gap where another thing is compared."""
    changes = (table["compares"] != table["compares"].shift()).cumsum() - 1
    return [-(place + GAP * change) for place, change in enumerate(changes)]


def _draw_row(ax: Axes, height: float, row: pd.Series, lang: str) -> None:
    color = BLUE if row["measure"] == "attainment" else INK
    line = {"y": height - 0.3, "va": "baseline", "fontsize": SMALL}
    ax.text(NAMES, s=_name(row, lang), color=color, **line)
    if row["reason"]:
        ax.text(NUMBERS, s=verdict_text(row, lang), color=QUIET, **line)
        return
    place, shape, tone = SIGNS[row["says"]]
    ax.plot(place, height, marker=shape, color=tone, ms=10, clip_on=False)
    ax.text(NUMBERS, s=measured_text(row, lang), color=color, **line)
    ax.text(VERDICTS, s=verdict_text(row, lang), color=color, **line)


def _name(row: pd.Series, lang: str) -> str:
    """Return a measure's name, with a star where its details are to be confirmed."""
    return name_of("measure", row["measure"], lang) + ("*" if row["to_confirm"] else "")


def _write_families(ax: Axes, table: pd.DataFrame, heights: list[float], lang: str) -> None:
    """Write on the left what the measures beside it compare."""
    for family in dict.fromkeys(table["compares"]):
        mine = [at for at, each in zip(heights, table["compares"], strict=True) if each == family]
        name = name_of("compares", family, lang)
        middle = (mine[0] + mine[-1]) / 2
        ax.text(FAMILIES, middle, name, va="center", color=QUIET, fontsize=SMALL)
        ax.plot([NAMES - 8] * 2, [mine[0] + 0.4, mine[-1] - 0.4], color=GREY, lw=2)


def _set_axes(ax: Axes, heights: list[float], lang: str) -> None:
    """Draw the three lanes with their names above, and hide the frame."""
    ax.set_xlim(0, WIDTH)
    ax.set_ylim(min(heights) - 0.6, 0.6)
    ax.set_xticks([])
    ax.set_yticks([])
    ax.spines[:].set_visible(False)
    for says, (place, _, color) in SIGNS.items():
        ax.plot([place, place], [min(heights) - 0.4, 0.5], color=FAINT, lw=2, zorder=0)
        look = {"ha": "center", "va": "bottom", "fontsize": SMALL, "color": color}
        add_text(ax, say(says, lang), (place / WIDTH, 1), (0, 2), **look)


def measured_text(row: pd.Series, lang: str = "en") -> str:
    """Return the number of a row of ``compare_measures`` with its unit, "–" if it has none.

    A figure that is already decided and a target that is not missed have no number to tell.
    """
    number, kind = row["number"], row["kind"]
    decided = kind == "likelihood" and row["verdict"] in ("met", "missed")
    if pd.isna(number) or decided or (kind == "miss" and number < 0):
        return "–"
    if kind == "likelihood":
        return likelihood_text(number, lang)
    if kind == "level":
        return number_text(number, row["unit"], 2, lang)
    if kind == "years":
        years = digits_text(abs(number), 1, lang)
        return say("years_late" if number > 0 else "years_early", lang, number=years)
    if kind in KINDS:
        phrase, decimals = KINDS[kind]
        return say(phrase, lang, number=digits_text(number, decimals, lang))
    return digits_text(number, 2, lang)


def verdict_text(row: pd.Series, lang: str = "en") -> str:
    """Return the verdict of a row of ``compare_measures`` in words, or why it has none."""
    if row["reason"]:
        reason = name_of("reason", row["reason"], lang)
        return say("measure_undefined", lang, reason=reason)
    if row["kind"] == "likelihood" and row["verdict"] not in ("met", "missed"):
        return likelihood_words(row["number"], lang)
    return name_of("verdict", row["verdict"], lang)


def counts_sentence(table: pd.DataFrame, lang: str = "en") -> str:
    """Return the target, and how many measures say that it is on track, off track or neither."""
    counts, first = table["says"].value_counts(), table.iloc[0]
    return say(
        "measures_counts",
        lang,
        target=target_text(first["direction"], first["target"], first["unit"], lang),
        total=len(table),
        on=counts.get("on_track", 0),
        off=counts.get("off_track", 0),
        unclear=counts.get("unclear", 0),
        undefined=counts.get("undefined", 0),
    )


def why_text(table: pd.DataFrame, lang: str = "en") -> str:
    """Return whether the measures of ``compare_measures`` agree, and if not, why.

    Only what is compared by a measure that can be computed is explained. Where more than half
    lack figures, that is said first.
    """
    few, total = int(table["reason"].isin(FEW).sum()), len(table)
    sides = table[table["says"].isin(["on_track", "off_track"])]
    parts = []
    if 2 * few > total:
        parts.append(say("measures_need", lang, n=few, total=total, as_of=table["as_of"].iloc[0]))
    if sides.empty:
        parts.append(say("measures_silent", lang))
    elif sides["says"].nunique() > 1:
        parts.append(say("measures_differ", lang, reasons=_reasons(table, lang)))
    else:
        only = sides.iloc[0]
        key = "measures_one" if len(sides) == 1 else "measures_agree"
        name = name_of("measure", only["measure"], lang)
        parts.append(say(key, lang, name=name, says=say(only["says"], lang)))
    return say("sentence_space", lang).join(parts)


def _reasons(table: pd.DataFrame, lang: str) -> str:
    """Return a clause for each thing that is compared by a measure that can be computed."""
    clauses = {
        "level": say("why_level", lang),
        "change": say("why_change", lang),
        "growth": say("why_growth", lang, first=table["baseline_year"].iloc[0]),
        "trend": say("why_trend", lang),
        "likelihood": say("why_likelihood", lang),
    }
    able = set(table.loc[table["reason"] == "", "compares"])
    chosen = [clause for compares, clause in clauses.items() if compares in able]
    return say("source_comma", lang).join(chosen)


def _small_print(table: pd.DataFrame, lang: str) -> str:
    first = table.iloc[0]
    years = {"first": first["baseline_year"], "last": first["last_year"]}
    parts = [say("measures_caption", lang, as_of=first["as_of"], **years)]
    if table["to_confirm"].any():
        parts.append(say("measures_confirm", lang))
    return say("sentence_space", lang).join(parts)


def measures_table(table: pd.DataFrame, lang: str = "en") -> pd.DataFrame:
    """Return one row of text per measure of ``compare_measures``, for a notebook."""
    rows = [_table_row(row, lang) for _, row in table.iterrows()]
    return pd.DataFrame(rows).rename(columns=lambda key: say(f"column_{key}", lang))


def _table_row(row: pd.Series, lang: str) -> dict[str, object]:
    return {
        "method": _name(row, lang),
        "compares": name_of("compares", row["compares"], lang),
        "year": row["year"],
        "measured": measured_text(row, lang),
        "words": verdict_text(row, lang),
        "says": say(row["says"], lang),
        "note": say("measures_confirm", lang) if row["to_confirm"] else "",
    }
