"""What-if scenarios as planners read them: sentences, tables and a picture."""

import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot
from matplotlib.colors import to_hex
from scipy import stats

from urbanstats.brief import scenarios as scenario
from urbanstats.errors import ParameterError
from urbanstats.outlook.scenario import SCENARIOS, Scenario, apply_scenario, compare_scenarios
from urbanstats.plan.series import Series
from urbanstats.plan.values import Target
from urbanstats.present import palette
from urbanstats.present.charts import draw_scenarios
from urbanstats.present.charts import scenarios as chart
from urbanstats.trend.changes import COLUMNS, PROBABILITIES, QUANTILES
from urbanstats.trend.projection import Evidence, Located, Projection
from urbanstats.words.catalogue import read_words

URBAN = "resident_urbanization_rate"
MIGRANTS = "migrant_settlement_count"
YEARS = (2018, 2019, 2020)
WANTED = ["trend", "halted", Scenario("yearly_change", 1.5), "best_of_peers",
          Scenario("step", 2, from_year=2019)]  # fmt: skip


def plain(text):
    return text.replace("\u00a0", " ")


def goal(value=68.7, year=2020, direction="at_least", unit="percent", decimals=2):
    facts = {"direction": direction, "unit": unit, "decimals": decimals, "indicator": URBAN}
    return Target(year=year, value=value, **facts)


def make_peers(kind):
    """Past changes over 3 years spread evenly from -5 to 5."""
    cell = [kind, kind, 3, 0.0, 100.0 if kind == "percent" else np.inf, 2016, 1193, 54]
    values = [10 * p - 5 for p in PROBABILITIES]
    return pd.DataFrame([cell + values], columns=[*COLUMNS[:8], *QUANTILES])


def make_case(last=64.01, centre=(65, 66, 67), width=(1, 1.4, 1.7), kind="percent", wanted=WANTED):
    """Series, projections and table of scenarios on a normal projection."""
    indicator = URBAN if kind == "percent" else MIGRANTS
    own = Series.of([2017], [last], kind=kind, indicator=indicator, area="Liuzhou",
                    decimals=2 if kind == "percent" else 0)  # fmt: skip
    law = Located(np.array(centre, float), np.array(width, float), stats.norm())
    seen = Evidence(1, 1, 2017, 2017)
    before = Projection(YEARS, own.unit, kind, own.decimals, "line", 2017, seen, law)
    levels = (66.2, 67.5, 68.7) if kind == "percent" else (14000, 14500, 15000)
    targets = [
        goal(level, year, unit=own.unit, decimals=own.decimals)
        for year, level in zip(YEARS, levels, strict=True)
    ]
    changes = make_peers(kind)
    table = compare_scenarios(own, targets, before, wanted, changes=changes)
    moved = {each: apply_scenario(before, own, each, changes=changes) for each in wanted}
    return own, moved, table


@pytest.fixture(scope="module")
def urban():
    return make_case()


@pytest.fixture(scope="module")
def counts():
    wanted = ["trend", "halted", Scenario("yearly_change", -1000), "best_of_peers",
              Scenario("step", 2000, from_year=2019)]  # fmt: skip
    return make_case(13900, (14000, 14100, 14200), (900, 1400, 1800), "count", wanted)


def final(table, name):
    return table[(table["name"] == name) & (table["year"] == 2020)].iloc[0]


# --- words -----------------------------------------------------------------------------------


def test_every_scenario_has_a_name():
    assert set(read_words("names")["scenario"]) == set(SCENARIOS)


def test_labels_tell_the_amount(urban, counts):
    for (own, _, table), lang, labels in (
        (urban, "en", ["Trend goes on", "Halted", "Rise by 1.5 points a year",
                       "Best of peers: rise by 1.33 points a year",
                       "One-off from 2019: rise by 2 points"]),
        (urban, "zh", ["趋势延续", "停滞", "年均提高1.5个百分点",
                       "同类先进水平：年均提高1.33个百分点", "2019年起一次性提高2个百分点"]),
        (counts, "en", ["Trend goes on", "Halted", "Fall by 1,000 people a year",
                        "Best of peers: grow by 1.3 % a year",
                        "One-off from 2019: rise by 2,000 people"]),
        (counts, "zh", ["趋势延续", "停滞", "年均减少1000人", "同类先进水平：年均增长1.3%",
                        "2019年起一次性增加2000人"]),
    ):  # fmt: skip
        rows = [row for _, row in table[table["year"] == 2020].iterrows()]
        assert [plain(scenario.scenario_label(row, own.unit, lang)) for row in rows] == labels


@pytest.mark.parametrize(
    ("name", "english", "chinese"),
    [
        (
            "trend",
            "If the trend goes on: middle course 67.00 % in 2020; the target to reach at least "
            "68.7 % is unlikely (16 %).",
            "若趋势延续，则2020年中位预测为67.00%，目标为不低于68.7%，达标可能性小（16%）。",
        ),
        (
            "halted",
            "If it halts at 64.01 %, the figure of 2017: middle course 64.01 % in 2020; the target "
            "to reach at least 68.7 % is very unlikely (<1 %).",
            "若停滞在2017年的64.01%，则2020年中位预测为64.01%，目标为不低于68.7%，达标可能性极小（<1%）。",
        ),
        (
            "yearly_change",
            "If it were to rise by 1.5 points each year from 64.01 % in 2017: middle course "
            "68.51 % in 2020; the target to reach at least 68.7 % is about even (46 %).",
            "若自2017年的64.01%起每年提高1.5个百分点，则2020年中位预测为68.51%，目标为不低于68.7%，"
            "达标机会各半（46%）。",
        ),
        (
            "best_of_peers",
            "If it were to rise by 1.33 points each year from 64.01 % in 2017, a pace that only 1 "
            "in 10 of 1,193 changes over 3 years in 54 like series (percentages of every kind, to "
            "2016) surpassed: middle course 68.01 % in 2020; the target to reach at least 68.7 % "
            "is rather unlikely (34 %).",
            "若达到同类先进水平，即自2017年的64.01%起每年提高1.33个百分点——54个同类序列（各类百分比指标，"
            "截至2016年）的1193次3年期变化中，仅有一成快于此，则2020年中位预测为68.01%，目标为不低于68.7%，"
            "达标可能性偏小（34%）。",
        ),
        (
            "step",
            "If it were to rise by 2 points once from 2019 on, on top of the trend: middle course "
            "69.00 % in 2020; the target to reach at least 68.7 % is rather likely (57 %).",
            "若自2019年起在趋势之上一次性提高2个百分点，则2020年中位预测为69.00%，目标为不低于68.7%，"
            "达标可能性偏大（57%）。",
        ),
    ],
)
def test_what_would_have_to_be_true_is_told(urban, name, english, chinese):
    own, _, table = urban
    row = final(table, name)
    assert plain(scenario.scenario_sentence(row, own)) == english
    assert scenario.scenario_sentence(row, own, "zh") == chinese


def test_a_known_figure_is_told_as_decided_whatever_is_supposed(urban):
    own, _, table = urban
    known = {"status": "decided", "published_value": 69.1, "likelihood": 1.0}
    row = pd.Series(final(table, "halted").to_dict() | known)
    assert plain(scenario.scenario_sentence(row, own)) == (
        "If it halts at 64.01 %, the figure of 2017: the target to reach at least 68.7 % in 2020 "
        "is decided, 69.1 % was published: met."
    )
    assert scenario.scenario_sentence(row, own, "zh") == (
        "若停滞在2017年的64.01%：2020年不低于68.7%的目标已有结果，公布值69.1%，已达标。"
    )


def test_a_likelihood_that_is_only_known_between_two_is_told_so(urban):
    own, _, table = urban
    row = pd.Series(final(table, "halted").to_dict() | {"likelihood": 0.0, "up_to": 0.376})
    assert plain(scenario.scenario_sentence(row, own)).endswith(
        "is very unlikely to rather unlikely (<1 % to 38 %). The range is wide because futures "
        "that the trend holds at 100 % are moved with the rest, and how many of them would have "
        "stayed is not known."
    )
    assert "（<1%至38%）。可能性给出的是范围：趋势预测中已到100%的部分" in (
        scenario.scenario_sentence(row, own, "zh")
    )


def test_that_the_trend_is_as_fast_as_the_best_is_told(urban):
    own, _, table = urban
    assert "as fast" not in "".join(scenario.scenario_sentences(table, own))
    fast = table.assign(median=table["median"].mask(table["name"] == "trend", 75))
    lines = scenario.scenario_sentences(fast[fast["year"] == 2020], own)
    assert ["as fast" in line for line in lines] == [*[False] * 3, True, False]
    assert "现有趋势已不慢于这一水平。" in "".join(scenario.scenario_sentences(fast, own, "zh"))
    falling = table.assign(direction="at_most")
    assert "as fast" in "".join(scenario.scenario_sentences(falling, own))


@pytest.mark.parametrize(
    ("pace", "target", "english", "chinese"),
    [
        (
            1.691,
            goal(),
            "For a likelihood of 80 % to reach at least 68.7 % in 2020, it would have to rise by "
            "1.69 points each year from 64.01 % in 2017.",
            "要使2020年不低于68.7%的达标可能性达到80%，须自2017年的64.01%起每年提高1.69个百分点。",
        ),
        (
            -0.4,
            goal(60.0),
            "Even if it were to fall by 0.4 points each year from 64.01 % in 2017, the likelihood "
            "to reach at least 60 % in 2020 would still be 80 %.",
            "即使自2017年的64.01%起每年下降0.4个百分点，2020年不低于60%的达标可能性仍有80%。",
        ),
        (
            20.0,
            goal(100.0),
            "For a likelihood of 80 % to reach at least 100 % in 2020, it would have to rise by 20 "
            "points each year from 64.01 % in 2017. At that pace 100 % is there by 2019, and is "
            "then to be held.",
            "要使2020年不低于100%的达标可能性达到80%，须自2017年的64.01%起每年提高20个百分点。"
            "按此速度，2019年即到100%，此后须保持。",
        ),
        (
            -1.0,
            goal(61.0, direction="at_most"),
            "For a likelihood of 80 % to stay at or below 61 % in 2020, it would have to fall by 1 "
            "point each year from 64.01 % in 2017.",
            "要使2020年不高于61%的达标可能性达到80%，须自2017年的64.01%起每年下降1个百分点。",
        ),
        (
            None,
            goal(0.0),
            "No yearly change decides whether to reach at least 0 % in 2020.",
            "2020年不低于0%与年均变化无关，无从测算。",
        ),
    ],
)
def test_the_pace_that_is_enough_is_told(urban, pace, target, english, chinese):
    own = urban[0]
    assert plain(scenario.break_even_sentence(pace, own, target)) == english
    assert scenario.break_even_sentence(pace, own, target, lang="zh") == chinese


# --- tables ----------------------------------------------------------------------------------


def test_a_notebooks_table_has_a_row_of_text_per_scenario_and_target(urban):
    own, _, table = urban
    shown = scenario.scenario_table(table, own)
    assert list(shown) == [
        "Scenario", "Year", "Target", "Likelihood", "In words", "Median", "8 in 10 futures"
    ]  # fmt: skip
    assert len(shown) == 15
    assert [plain(str(cell)) for cell in shown.iloc[8]] == [
        "Rise by 1.5 points a year", "2020", "at least 68.7 %", "46 %", "about even", "68.51 %",
        "66.33 % to 70.69 %",
    ]  # fmt: skip
    assert scenario.scenario_table(table, own, "zh").iloc[0].tolist() == [
        "趋势延续", 2018, "不低于66.2%", "12%", "可能性小", "65.00%", "63.72%至66.28%"
    ]  # fmt: skip


def test_a_decided_row_of_the_table_has_no_median(urban):
    own, _, table = urban
    known = table.assign(status="decided", published_value=65.0, likelihood=0.0)
    assert scenario.scenario_table(known, own, "zh").iloc[0].tolist()[3:] == [
        "未达标", "公布值65%", "–", "–"
    ]  # fmt: skip


def test_a_supposed_rebasing_is_a_table_of_means_and_spreads():
    grid = pd.DataFrame(
        [(-1, 0, 0.07), (-1, 0.5, 0.08), (2, 0, 0.89), (2, 0.5, 0.995)],
        columns=["mean", "sd", "likelihood"],
    )
    shown = scenario.sensitivity_table(grid, "percent")
    assert list(shown) == ["Re-basing moves the figure by", "exact", "± 0.5 points"]
    assert [[plain(cell) for cell in row] for row in shown.to_numpy()] == [
        ["−1 points", "7 %", "8 %"],
        ["+2 points", "89 %", ">99 %"],
    ]
    assert list(scenario.sensitivity_table(grid, "percent", "zh")) == [
        "口径调整幅度", "确定值", "±0.5个百分点"
    ]  # fmt: skip


# --- chart -----------------------------------------------------------------------------------


def texts(ax):
    return [plain(text.get_text()) for text in ax.texts]


def bars(ax):
    """Return place and ends of each bar."""
    wide = [line for line in ax.lines if line.get_linewidth() == 8]
    return [(line.get_xdata()[0], *line.get_ydata()) for line in wide]


def test_each_scenario_has_a_course_from_the_last_figure_and_a_bar_at_its_end(urban):
    own, moved, table = urban
    ax = draw_scenarios(own, moved, table)
    paths = [line for line in ax.lines if line.get_markevery() == [-1]]
    assert [line.get_ydata()[0] for line in paths] == [64.01] * 5
    assert [line.get_ydata()[-1] for line in paths] == pytest.approx(
        [67.0, 64.01, 68.51, 68.01, 69.0]
    )
    assert len({place for place, _, _ in bars(ax)}) == 5
    for (_, low, high), projection in zip(bars(ax), moved.values(), strict=True):
        assert (low, high) == tuple(projection.quantile([0.1, 0.9], 2020))


def test_sign_line_and_colour_all_tell_the_scenario(urban):
    ax = draw_scenarios(*urban)
    paths = [line for line in ax.lines if line.get_markevery() == [-1]]
    for look in ("get_marker", "get_color"):
        assert len({getattr(line, look)() for line in paths}) == 5
    assert len({str(line._unscaled_dash_pattern) for line in paths}) == 5


def test_labels_stand_in_the_order_of_the_medians_with_the_likelihood(urban):
    ax = draw_scenarios(*urban)
    labels = [text for text in ax.texts if text.xy[0] == 1.1]
    shown = [plain(each.get_text()) for each in sorted(labels, key=lambda each: -each.xy[1])]
    assert shown[:4] == [
        "One-off from 2019: rise by 2 points",
        "2020: 69.00 %; target 57 % likely",
        "Rise by 1.5 points a year",
        "2020: 68.51 %; target 46 % likely",
    ]
    assert shown[-2] == "Halted"


def test_labels_are_kept_apart_and_inside():
    placed = chart._spread([0.5, 0.5, 0.5, 0.51, 0.99])
    assert np.diff(placed).min() >= chart.ROOM - 1e-9
    assert placed[0] >= chart.ROOM / 2 - 1e-9
    assert placed[-1] <= 1 - chart.ROOM / 2 + 1e-9
    assert chart._spread([0.2, 0.7]) == [0.2, 0.7]


def test_targets_are_dashed_and_marked_and_the_last_runs_through_the_bars(urban):
    ax = draw_scenarios(*urban)
    assert {"2018\n66.2", "2019\n67.5", "2020\n68.7"} <= set(texts(ax))
    orange = [line for line in ax.lines if to_hex(line.get_color()) == palette.ORANGE.lower()]
    assert [line.get_linestyle() for line in orange] == ["--"] * 4
    (through,) = (line for line in orange if line.get_linewidth() == 1.2)
    assert set(through.get_ydata()) == {68.7}
    assert through.get_xdata()[1] > max(place for place, _, _ in bars(ax))


@pytest.mark.parametrize(
    ("gaps", "below"),
    [((0.2, -1.0), True), ((1.0, -0.2), False), ((1.0, 2.0), True), ((-1.0, -2.0), False)],
)
def test_a_target_is_marked_on_the_side_that_lines_leave_free(urban, gaps, below):
    table = urban[2]
    two = table[table["name"].isin(["trend", "halted"]) & (table["year"] == 2020)]
    (mark,) = chart._goals(two.assign(median=two["target"] + np.array(gaps)))
    assert (mark["median"] > mark["target"]) == below


def test_title_key_and_small_print_are_there(urban):
    ax = draw_scenarios(*urban)
    assert ax.get_title(loc="left") == "Resident urbanization rate, Liuzhou: what if?"
    assert any("8 in 10 futures in 2020" in text for text in texts(ax))
    assert texts(ax)[-1].startswith("Scenarios move the middle and keep the uncertainty")
    zh = draw_scenarios(*urban, lang="zh", title="城镇化率")
    assert zh.get_title(loc="left") == "柳州市城镇化率：情景比较"


def test_a_decided_target_is_told_as_met_or_missed(urban):
    own, moved, table = urban
    ax = draw_scenarios(own, moved, table.assign(status="decided", likelihood=0.0))
    assert texts(ax).count("2020: target missed") == 5


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("case", ["urban", "counts", "doubt"])
def test_labels_of_every_kind_can_be_read(case, lang, request, faults):
    own, moved, table = request.getfixturevalue("urban" if case == "doubt" else case)
    if case == "doubt":
        table = table.assign(up_to=table["likelihood"] + 0.3)
    assert faults(draw_scenarios(own, moved, table, lang=lang)) == []


def test_more_scenarios_than_can_be_told_apart_or_unknown_ones_are_refused(urban):
    own, moved, table = urban
    extra = {Scenario("yearly_change", amount): moved["trend"] for amount in range(6)}
    with pytest.raises(ParameterError) as caught:
        draw_scenarios(own, extra, table)
    assert str(caught.value) == (
        "chart of scenarios: 'yearly_change +0' is not in the table. 1 to 5 scenarios, each in the "
        "table, are expected: compare the same scenarios as are drawn, and leave some out if there "
        "are many.  [PAR-SCENARIO]"
    )
    with pytest.raises(ParameterError, match="0 were given"):
        draw_scenarios(own, {}, table)


def test_axes_given_are_the_axes_returned(urban):
    _, ax = pyplot.subplots()
    assert draw_scenarios(*urban, ax=ax) is ax
