"""The scorecard shows every target of the plan, and nothing by colour alone."""

import pytest
from matplotlib import pyplot
from matplotlib.colors import to_hex

from urbanstats.present import palette
from urbanstats.present.charts import draw_likelihoods
from urbanstats.present.charts.likelihoods import COLUMNS, EVIDENCE, TRACK


def texts(ax):
    return [text.get_text().replace("\u00a0", " ") for text in ax.texts]


def bars(ax):
    """Return the likelihood bars, without the grey tracks behind them."""
    return [bar for bar in ax.patches if to_hex(bar.get_facecolor()).upper() != palette.FAINT]


def tracks(ax):
    return [bar for bar in ax.patches if to_hex(bar.get_facecolor()).upper() == palette.FAINT]


def test_every_indicator_has_a_row_and_every_target_a_bar(full_scorecard, plan):
    ax = draw_likelihoods(full_scorecard, plan)
    assert len(bars(ax)) == 45
    assert {str(number) for number in range(1, 16)} <= set(texts(ax))
    assert len({bar.get_y() for bar in bars(ax)}) == 15


def test_a_bar_is_as_long_as_its_likelihood_on_an_axis_from_0_to_100(full_scorecard, plan):
    ax = draw_likelihoods(full_scorecard, plan)
    track = TRACK * (EVIDENCE - COLUMNS) / 3
    assert [bar.get_width() for bar in tracks(ax)] == pytest.approx([track] * 45)
    lengths = sorted(bar.get_width() / track for bar in bars(ax))
    assert lengths == pytest.approx(sorted(full_scorecard["likelihood"]))
    ends = [label.get_text().replace("\u00a0", " ") for label in ax.get_xticklabels()]
    assert ends == ["0", "100 %"] * 3


def test_years_stand_side_by_side_in_order(full_scorecard, plan):
    ax = draw_likelihoods(full_scorecard, plan)
    heads = [text for text in ax.texts if text.get_text() in ("2018", "2019", "2020")]
    places = {text.get_text(): text.xy[0] for text in heads}
    assert sorted(places, key=places.get) == ["2018", "2019", "2020"]


def test_the_number_beside_a_bar_says_what_its_colour_says(full_scorecard, plan):
    table = full_scorecard[full_scorecard["indicator"] == "green_coverage"].assign(
        likelihood=[0.03, 0.5, 0.97]
    )
    ax = draw_likelihoods(table, plan)
    assert [to_hex(bar.get_facecolor()).upper() for bar in bars(ax)] == [
        palette.ORANGE,
        palette.GREY,
        palette.BLUE,
    ]
    assert {"3 %", "50 %", "97 %"} <= set(texts(ax))


def test_a_decided_target_has_a_sign_and_a_word_and_no_bar(full_scorecard, plan):
    table = full_scorecard[full_scorecard["indicator"] == "green_coverage"].assign(
        status=["decided", "decided", "forecast"], likelihood=[1.0, 0.0, 0.4]
    )
    ax = draw_likelihoods(table, plan)
    assert {"✓ met", "× missed", "40 %"} <= set(texts(ax))
    assert len(bars(ax)) == 1


def test_the_number_expected_to_be_met_stands_above_each_year(full_scorecard, plan):
    ax = draw_likelihoods(full_scorecard.assign(likelihood=0.3), plan)
    assert texts(ax).count("expect 4.5 of 15") == 3


def test_the_figures_that_a_row_rests_on_stand_at_its_end(full_scorecard, plan):
    table = full_scorecard.assign(n_observations=1, n_on_basis=1)
    table.loc[table["indicator"] == "green_coverage", ["n_observations", "n_on_basis"]] = 15
    table.loc[table["indicator"] == "sewage_treatment_rate", "n_observations"] = 15
    shown = texts(draw_likelihoods(table, plan))
    assert (shown.count("1 figure"), shown.count("15 figures")) == (13, 1)
    assert shown.count("1 of 15") == 1


def test_the_groups_of_the_plan_are_named(full_scorecard, plan):
    shown = [
        text.replace("\n", "") for text in texts(draw_likelihoods(full_scorecard, plan, lang="zh"))
    ]
    assert {"城镇化水平", "基本公共服务", "基础设施", "资源环境"} <= set(shown)


def test_one_indicator_alone_makes_a_scorecard_of_one_row(full_scorecard, plan):
    table = full_scorecard[full_scorecard["indicator"] == "green_coverage"]
    ax = draw_likelihoods(table, plan)
    assert len(bars(ax)) == 3
    assert "Resources and\nenvironment" in texts(ax)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_longest_texts_can_be_read(full_scorecard, plan, lang, faults):
    facts = {"likelihood": 0.999, "n_observations": 15, "n_on_basis": 15}
    twice = full_scorecard["indicator"].isin(["sewage_treatment_rate", "hukou_urbanization_rate"])
    own = {"likelihood_plan_basis": twice.map({True: 0.12, False: 0.999}), "basis": "yearbook"}
    assert faults(draw_likelihoods(full_scorecard.assign(**facts, **own), plan, lang=lang)) == []


def test_axes_given_are_the_axes_returned(full_scorecard, plan):
    _, ax = pyplot.subplots()
    assert draw_likelihoods(full_scorecard, plan, ax=ax) is ax


def test_the_day_of_knowledge_stands_below(full_scorecard, plan):
    shown = texts(draw_likelihoods(full_scorecard.assign(as_of="2018-06-08"), plan))
    assert any("known by 2018-06-08." in text.replace("\n", " ") for text in shown)
