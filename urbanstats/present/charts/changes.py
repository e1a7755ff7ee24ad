"""What changed since the last run, on one slide: before, now, and what moved it."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from urbanstats.brief import past
from urbanstats.plan.values import Plan
from urbanstats.present.charts import frame
from urbanstats.present.palette import BLUE, FAINT, GREY, INK, ORANGE, QUIET, SMALL
from urbanstats.words.phrases import SIGNS, name_of, outcome, say

LAYOUT = frame.Layout(top=2.1, rise=104, drop=30)
TRACK = frame.Track(324, 128, thick=0.16, beside=10)
PARTS, WIDEST = 538, 110  # points to the columns of the causes, and across one at most
MOST = 10  # changes shown


@frame.style()
def draw_changes(
    table: pd.DataFrame, plan: Plan, *, lang: str = "en", ax: Axes | None = None
) -> Axes:
    """Return axes with one row per changed target: before, now, and the parts of the change.

    An open circle is the last run's likelihood, a dot tonight's, the line between them blue for
    a rise and orange for a fall; a decided target says met or missed. On the right stands, in
    percentage points, what each cause added. The ten largest changes are shown.

    Parameters
    ----------
    table
        Changes as by ``compare_forecasts``, with the columns area, old_as_of and new_as_of.
    """
    ax = ax or LAYOUT.axes()
    changes = past.list_changes(table, lang)
    shown = changes.head(MOST)
    causes = [cause for cause in past.CAUSES if (abs(shown[cause]) >= 0.005).any()]
    most = max((abs(shown[cause]).max() for cause in causes), default=1.0)
    frame.set_rows(ax, -MOST)
    for height, (_, row) in zip(
        frame.row_heights([""] * len(shown)), shown.iterrows(), strict=True
    ):
        ax.text(0, height, past.target_name(row, plan, lang), va="center")
        _draw_move(ax, height, row, lang)
        _draw_parts(ax, height, row, causes, most)
    if shown.empty:
        ax.text(
            frame.WIDTH / 2, -(MOST + 1) / 2, say("changes_none", lang), ha="center", color=QUIET
        )
    else:
        _write_columns(ax, len(shown), causes, lang)
    head = say("changes_title", lang, area=name_of("area", table["area"].iloc[0], lang))
    count = past.count_text(table, lang)
    hidden, first = len(changes) - len(shown), table.iloc[0]
    small = [
        say("changes_more", lang, n=hidden) if hidden else "",
        say("changes_key", lang) if causes else "",
        say("changes_days", lang, old=first["old_as_of"], new=first["new_as_of"]),
    ]
    told = [count, *(past.change_sentence(row, table, plan, lang) for _, row in shown.iterrows())]
    return LAYOUT.write(ax, head, above=[count], small=small, told=told, lang=lang)


def _draw_move(ax: Axes, height: float, row: pd.Series, lang: str) -> None:
    """Draw the way from the old likelihood to the new one, with both told beside their signs."""
    old, new = TRACK.at(row["old"]), TRACK.at(row["new"])
    color = _color(row["new"] - row["old"])
    ax.barh(height, TRACK.length, TRACK.thick, TRACK.left, color=FAINT)
    ax.plot([old, new], [height, height], color=color, lw=3, solid_capstyle="butt")
    ax.plot(old, height, "o", ms=9, mfc="white", mec=color, mew=1.8)
    ax.plot(new, height, "o", ms=9, color=color)
    outwards = 1 if row["new"] >= row["old"] else -1
    for run, x, way in (("old", old, -outwards), ("new", new, outwards)):
        text = past.standing(row[run], row[f"{run}_status"], lang)
        if row[f"{run}_status"] == "decided":
            text = f"{SIGNS[outcome(row[run])]} {text}"
        look = {"va": "center", "ha": "left" if way > 0 else "right"}
        look["bbox"] = {"fc": "white", "ec": "none", "pad": 1}
        ax.text(x + TRACK.beside * way, height, text, color=QUIET if run == "old" else INK, **look)


def _color(change: float) -> str:
    return BLUE if change > 0 else ORANGE if change < 0 else GREY


def _draw_parts(ax: Axes, height: float, row: pd.Series, causes: list[str], most: float) -> None:
    """Write what each cause added, and draw it below as a bar from the middle of its column."""
    for cause, (middle, width) in _columns(causes).items():
        part = row[cause]
        if abs(part) >= 0.005:
            number = f"{100 * part:+.0f}".replace("-", "−")
            ax.text(middle, height + 0.06, number, ha="center", va="center")
            bar, low = part / most * 0.45 * width, height - 0.36
            ax.barh(low, bar, 0.1, middle, color=_color(part))
            ax.plot([middle, middle], [low - 0.1, low + 0.1], color=GREY, lw=1)


def _columns(causes: list[str]) -> dict[str, tuple[float, float]]:
    """Return middle and width of the column of each cause."""
    width = min((frame.WIDTH - PARTS) / max(len(causes), 1), WIDEST)
    return {cause: (PARTS + (at + 0.5) * width, width) for at, cause in enumerate(causes)}


def _write_columns(ax: Axes, rows: int, causes: list[str], lang: str) -> None:
    """Write what the columns hold, and the marks of the axis from 0 to 100 %."""
    frame.write_head(ax, say("changes_likelihood", lang), TRACK.left, 6, color=QUIET)
    for part in (0, 0.5, 1):
        look = {"ha": "center", "va": "top", "color": QUIET}
        ax.text(TRACK.at(part), -rows - 0.65, frame.mark_text(part), **look)
    if causes:
        frame.write_head(ax, say("changes_parts", lang), PARTS, 50, color=QUIET)
    for cause, (middle, width) in _columns(causes).items():
        name = name_of("cause", cause, lang)
        fits = width / SMALL
        name = frame.wrap_text(name, 2 if lang == "zh" and len(name) > fits - 0.4 else fits)
        frame.write_head(ax, name, middle, 6, ha="center", color=QUIET)
