"""Every chart on real data, in both languages: readable, whole, and told in words too."""

from functools import cache

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from urbanstats.brief.required import share_text
from urbanstats.outlook import assess, compare_measures, compare_methods, tabulate_assessments
from urbanstats.outlook.attribution import PARTS
from urbanstats.outlook.backtest.replay import replay
from urbanstats.outlook.joint import forecast_count
from urbanstats.outlook.required import required
from urbanstats.outlook.scenario import apply_scenario, compare_scenarios, usual_scenarios
from urbanstats.plan.load import load_plan
from urbanstats.present import charts, palette
from urbanstats.present.alt import alt_of
from urbanstats.present.charts import frame as figure
from urbanstats.words.phrases import digits_text, figure_text, likelihood_text, name_of, number_text

pytestmark = pytest.mark.slow
LEAST = 16  # points
ADOPTED, ALL = "2018-06-08", None
DAYS, LANGUAGES = (ADOPTED, ALL), ("en", "zh")
PLAN = load_plan()
NUMBERS = range(1, 16)
SHORT, LONG, REBASED, YEARBOOK = 9, 5, 1, 11
STRAINING = (SHORT, LONG, REBASED, YEARBOOK)  # names and bases, each in its way
REPLAYED = ("2018-06-08", "2019-06-30", "2020-06-30")


@cache
def answer(number, day):
    return assess(number, "Liuzhou", day)


def chances(table, lang):
    """Return how the likelihoods of targets that are not decided yet are told."""
    rows = table[table["status"] != "decided"]
    return [likelihood_text(row["likelihood"], lang) for _, row in rows.iterrows()]


def fan(number, day, lang, ax=None):
    found, indicator = answer(number, day), PLAN.indicator(number)
    ax = charts.draw_fan(
        found.series,
        found.projection,
        table=found.table,
        title=indicator.name(lang),
        lang=lang,
        ax=ax,
    )
    levels = [number_text(level, indicator.unit, lang=lang) for level in found.table["target"]]
    last = figure_text(found.series.last[1], indicator.unit, lang)
    return ax, [*levels, last, *chances(found.table, lang)]


def half_fan(number, day, lang):
    return fan(number, day, lang, charts.half_axes())


def required_change(number, day, lang):
    found = answer(number, day)
    needed = required(found.series, found.targets[-1])
    title = PLAN.indicator(number).name(lang)
    ax = charts.draw_required(needed, found.series, title=title, lang=lang)
    if needed.past is None:
        return ax, [number_text(needed.target.value, needed.target.unit, lang=lang)]
    count = digits_text(needed.past.changes, lang=lang)
    return ax, [share_text(needed.share, needed.past.changes, lang), count]


def scenarios(number, day, lang):
    found, indicator = answer(number, day), PLAN.indicator(number)
    supposed = usual_scenarios(0.5 if indicator.unit == "percent" else 100)
    moved = {each: apply_scenario(found.projection, found.series, each) for each in supposed}
    table = compare_scenarios(found.series, found.targets, found.projection, supposed)
    ax = charts.draw_scenarios(found.series, moved, table, title=indicator.name(lang), lang=lang)
    last = table[(table["year"] == 2020) & (table["status"] != "decided")]
    ahead = found.series.last[0] < 2020
    return ax, [number_text(m, indicator.unit, indicator.decimals, lang) for m in last["median"]
                if ahead] or [str(found.series.last[0])]  # fmt: skip


def methods(number, day, lang):
    found = answer(number, day)
    table, target = compare_methods(found.series, found.targets), found.targets[-1]
    name = name_of("indicator", target.indicator, lang)
    ax = charts.draw_methods(table, found.series, target, title=name, lang=lang)
    mine = table[table["year"] == target.year]
    spoken = [likelihood_text(p, lang) for p in mine.loc[mine["reason"] == "", "likelihood"]]
    return ax, [*spoken, *(name_of("method", method, lang) for method in mine["method"])]


def measures(number, day, lang):
    found = answer(number, day)
    table = compare_measures(found.series, found.targets[-1], found.projection)
    name = name_of("indicator", found.series.indicator, lang)
    ax = charts.draw_measures(table, title=name, lang=lang)
    says = table["says"].value_counts()
    return ax, [str(len(table)), *(str(says[key]) for key in says.index)]


@cache
def scorecard(day):
    return tabulate_assessments([answer(number, day) for number in NUMBERS])


def likelihoods(day, lang):
    return charts.draw_likelihoods(scorecard(day), PLAN, lang=lang), chances(scorecard(day), lang)


def count(day, lang):
    table = forecast_count(scorecard(day), 2020)
    ax = charts.draw_count(table, title=name_of("area", "Liuzhou", lang), lang=lang)
    alone = table[table["dependence"] == table["dependence"].iloc[0]]
    expected = f"{(alone['met'] * alone['probability']).sum():.1f}"
    return ax, [expected, likelihood_text(alone["probability"].max(), lang)]


def measures_matrix(day, lang):
    found = [answer(number, day) for number in NUMBERS]
    parts = [compare_measures(each.series, each.targets[-1], each.projection) for each in found]
    table = pd.concat(parts)
    first = table[table["indicator"] == PLAN.indicators[0].id]["says"].value_counts()
    told = {"en": "off track {}", "zh": "难以达标{}种"}[lang].format(first["off_track"])
    return charts.draw_measures_matrix(table, PLAN, lang=lang), [told]


def paths(day, lang):
    ax = charts.draw_paths([answer(number, day) for number in NUMBERS], PLAN, lang=lang)
    table = scorecard(day)
    return ax, chances(table[table["year"] == 2020], lang)


def replayed(day, lang):
    played = replay(REPLAYED)
    return charts.draw_replay(played, PLAN, lang=lang), ["64.74", "73", "2019-06-30", "45"]


def changed(day, lang):
    rows = [
        {
            "indicator": indicator.id, "year": 2020, "reading": "as_published",
            "old": 0.2, "new": 0.65, "old_status": "forecast", "new_status": "forecast",
            **dict(zip(PARTS, (0.2, 0.1, -0.05, 0.1, 0.05, 0.05), strict=True)),
            "new_years": (2018,), "revised_years": (), "area": "Liuzhou",
            "old_as_of": "2018-06-08", "new_as_of": "2019-06-30",
        }
        for indicator in PLAN.indicators
    ]  # fmt: skip
    return charts.draw_changes(pd.DataFrame(rows), PLAN, lang=lang), ["20", "65", "15"]


def reliability(day, lang):
    rows = [(0.05, 0.02, 0.01, 0.09, 40), (0.45, 0.6, 0.35, 0.55, 160)]
    columns = ["likelihood", "frequency", "low", "high", "questions"]
    table = pd.DataFrame(rows, columns=columns)
    return charts.draw_reliability(table, caption="x", lang=lang), ["160", "60", "45"]


def pit(day, lang):
    edges = np.linspace(0, 1, 6)
    shares = [0.1, 0.2, 0.35, 0.2, 0.15]
    table = {"left": edges[:-1], "right": edges[1:], "share": shares, "error": 0.02}
    return charts.draw_pit(pd.DataFrame(table), caption="x", lang=lang), ["35", "15", "20"]


OF_AN_INDICATOR = (half_fan, required_change, scenarios, methods, measures)
OF_THE_PLAN = (likelihoods, count, measures_matrix, paths)
ONCE = (replayed, changed, reliability, pit)


def everything():
    """Yield every case: what it is called, and what draws it.

    Every indicator has its fan in Chinese, the first language of its readers, and those that
    strain a slide have all their charts in both.
    """
    for lang in LANGUAGES:
        for day in DAYS:
            for number in NUMBERS if lang == "zh" else STRAINING:
                yield f"fan-{number}-{day}-{lang}", (fan, number, day, lang)
            for draw in OF_AN_INDICATOR:
                for number in STRAINING:
                    yield f"{draw.__name__}-{number}-{day}-{lang}", (draw, number, day, lang)
            for draw in OF_THE_PLAN:
                yield f"{draw.__name__}-{day}-{lang}", (draw, day, lang)
        for draw in ONCE:
            yield f"{draw.__name__}-{lang}", (draw, ALL, lang)


CASES = dict(everything())


@pytest.mark.parametrize("case", CASES)
def test_a_chart_is_readable_from_the_back_of_a_room_whole_and_told_in_words(case, faults):
    draw, *how = CASES[case]
    ax, numbers = draw(*how)
    assert faults(ax, touching=12) == []
    told = alt_of(ax.figure)
    assert [number for number in numbers if number not in told] == []
    assert set(told) - {"\n"} <= glyphs()


@cache
def glyphs():
    figure._prepare()
    return {chr(code) for code in figure.font_manager.get_font(palette.FONT_FILE).get_charmap()}


def test_no_chart_of_the_package_is_left_out():
    drawers = {name for name in charts.__all__ if name.startswith("draw_")}
    code = "".join(draw.__code__.co_names.__repr__() for draw, *_ in CASES.values())
    assert {name for name in drawers if f"'{name}'" in code} == drawers


@pytest.mark.parametrize("lang", LANGUAGES)
def test_half_a_slide_has_the_fan_and_leaves_the_likelihoods_to_the_text_beside_it(
    lang, visible_texts
):
    ax, _ = half_fan(REBASED, ADOPTED, lang)
    assert tuple(ax.figure.get_size_inches()) == pytest.approx(palette.HALF)
    assert ax.get_title(loc="left") == ""
    shown = " ".join(text.get_text() for text in visible_texts(ax))
    assert likelihood_text(0.73, lang) not in shown
    assert ADOPTED in shown
    assert {"66.2", "67.5", "68.7"} <= set(shown.split())


def test_a_panel_of_the_paths_has_figures_median_band_and_a_step_for_every_target():
    ax, _ = paths(ADOPTED, "en")
    panel = ax.child_axes[0]
    steps = [each for each in panel.lines if to_hex(each.get_color()).upper() == palette.ORANGE]
    assert [set(step.get_ydata()) for step in steps] == [{66.2}, {67.5}, {68.7}]
    median = next(each for each in panel.lines if to_hex(each.get_color()).upper() == palette.BLUE)
    projection = answer(REBASED, ADOPTED).projection
    years = [2018, 2019, 2020]
    np.testing.assert_allclose(median.get_ydata()[1:], [projection.quantile(0.5, y) for y in years])
    ends = panel.collections[0].get_paths()[0].vertices
    at_2020 = ends[ends[:, 0] == 2020][:, 1]
    expected = [projection.quantile(q, 2020) for q in (0.1, 0.9)]
    np.testing.assert_allclose([at_2020.min(), at_2020.max()], expected)
    names = [each.texts[0].get_text().split()[0] for each in ax.child_axes]
    assert names == [str(number) for number in NUMBERS]


def test_a_decided_target_of_the_paths_has_a_sign_and_a_word_and_not_only_a_colour():
    ax, _ = paths(ALL, "en")
    assert ax.child_axes[1].texts[1].get_text() == "50.12: ✓ met"
    assert ax.child_axes[10].texts[1].get_text().startswith("100: × missed")
