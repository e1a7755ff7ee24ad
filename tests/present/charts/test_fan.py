"""The fan chart says what was published, what may come, and what the plan asks."""

import numpy as np
import pytest
from matplotlib import pyplot
from matplotlib.collections import FillBetweenPolyCollection
from matplotlib.colors import to_hex

from urbanstats import __version__
from urbanstats.outlook import assess
from urbanstats.present import palette
from urbanstats.present.charts import draw_fan
from urbanstats.present.charts.fan import RECENT


def draw(case, lang="en", title="Resident urbanization rate", **more):
    return draw_fan(case.series, case.projection, table=case.table, title=title, lang=lang, **more)


def texts(ax):
    return [text.get_text().replace("\u00a0", " ") for text in ax.texts]


def line(ax, label):
    return next(line for line in ax.lines if line.get_label() == label)


def bands(ax):
    return [each for each in ax.collections if isinstance(each, FillBetweenPolyCollection)]


def test_published_figures_are_solid_and_dark(partly_decided):
    published = line(draw(partly_decided), "published")
    assert list(published.get_xdata()) == [2016, 2017, 2018]
    assert list(published.get_ydata()) == [63.01, 64.01, 64.74]
    assert published.get_linestyle() == "-"
    assert published.get_markerfacecolor() == palette.INK


def test_figures_on_another_basis_are_hollow_dotted_and_named(partly_decided):
    other = line(draw(partly_decided), "other basis: 2020 census")
    assert list(other.get_ydata()) == [69.93, 70.33]
    assert other.get_linestyle() == ":"
    assert other.get_markerfacecolor() == "white"


def test_two_other_bases_differ_in_their_markers(partly_decided):
    ax = draw(partly_decided)
    names = ("other basis: 2020 census", "_other basis: pre-2010 census")
    assert len({line(ax, name).get_marker() for name in names}) == 2


def test_a_basis_out_of_sight_is_drawn_but_not_named(partly_decided):
    ax = draw(partly_decided)
    assert list(line(ax, "_other basis: pre-2010 census").get_xdata()) == [2005]
    labels = [text.get_text() for text in ax.get_legend().get_texts()]
    assert [label for label in labels if "basis" in label] == ["other basis: 2020 census"]


def test_the_fan_opens_from_the_last_figure_of_its_basis(partly_decided):
    for band in bands(draw(partly_decided)):
        start = band.get_paths()[0].vertices
        np.testing.assert_allclose(start[start[:, 0] == 2018][:, 1], 64.74)


def test_the_bands_end_at_the_quantiles_that_their_names_promise(one_figure):
    ax = draw(one_figure)
    named = {band.get_label(): band for band in bands(ax)}
    for label, low, high in [("8 in 10 futures", 0.1, 0.9), ("5 in 10 futures", 0.25, 0.75)]:
        ends = named[label].get_paths()[0].vertices
        at_2020 = ends[ends[:, 0] == 2020][:, 1]
        expected = [one_figure.projection.quantile(q, 2020) for q in (low, high)]
        np.testing.assert_allclose([at_2020.min(), at_2020.max()], expected)


def test_the_median_runs_from_the_last_figure_through_every_year(one_figure):
    median = line(draw(one_figure), "median")
    np.testing.assert_allclose(median.get_ydata(), [64.01, 64.91, 65.81, 66.71])


def test_a_target_is_a_dashed_level_over_its_year_with_level_and_year_beside(one_figure):
    ax = draw(one_figure)
    dashed = [each for each in ax.lines if to_hex(each.get_color()).upper() == palette.ORANGE]
    assert [set(each.get_ydata()) for each in dashed] == [{66.2}, {67.5}, {68.7}]
    assert [np.mean(each.get_xdata()) for each in dashed] == [2018, 2019, 2020]
    assert all(each.is_dashed() for each in dashed)
    assert {"2018\n66.2", "2019\n67.5", "2020\n68.7"} <= set(texts(ax))


def test_the_likelihood_of_every_target_stands_beside_the_chart(one_figure):
    shown = texts(draw(one_figure))
    for expected in ["Likelihood of reaching", "2020: 68.7 %", "8 %", "unlikely", "5 %", "7 %"]:
        assert expected in shown


def test_a_decided_target_says_met_or_missed_and_the_figure(partly_decided):
    shown = texts(draw(partly_decided))
    assert "missed" in shown
    assert "64.74 % published" in shown


def test_title_finding_and_caption_say_what_whose_and_known_when(one_figure):
    ax = draw(one_figure)
    assert ax.get_title(loc="left") == "Resident urbanization rate, Liuzhou"
    finding = "The plan asks to reach at least 68.7 % in 2020; 8 in 10 futures lie between "
    assert finding + "64.93 % and 68.49 %." in texts(ax)
    caption = next(text for text in texts(ax) if "Forecast origin: 2017" in text)
    assert "known by 2017-12-31" in caption
    assert caption.endswith(f"urbanstats {__version__}")
    assert "Sources: given by hand." in caption


def test_everything_is_said_in_chinese_too(one_figure):
    ax = draw(one_figure, "zh", "常住人口城镇化率")
    assert ax.get_title(loc="left") == "柳州市常住人口城镇化率"
    labels = [text.get_text() for text in ax.get_legend().get_texts()]
    assert labels == ["每10种可能中的8种", "每10种可能中的5种", "中位预测", "目标", "已公布"]
    assert ax.get_ylabel() == "百分比（%）"


def test_the_unit_stands_on_the_axis_and_years_are_whole(one_figure):
    ax = draw(one_figure)
    ax.figure.canvas.draw()
    assert ax.get_ylabel() == "percent"
    shown = [label.get_text() for label in ax.get_xticklabels()]
    assert {"2017", "2018", "2019", "2020"} <= set(shown)
    assert all(len(label) == 4 for label in shown)


def test_a_percent_axis_ends_at_100_and_a_target_of_100_is_drawn_whole(at_the_top):
    ax = draw(at_the_top)
    assert ax.get_ylim()[1] == 100
    dashed = [each for each in ax.lines if to_hex(each.get_color()).upper() == palette.ORANGE]
    assert not any(each.get_clip_on() for each in dashed)
    assert line(ax, "published").clipbox.y1 > ax.bbox.y1


def test_a_percent_axis_does_not_pass_0(build, law):
    series, projection = build.series(values=(0.3,)), law(2017, 0.3, slope=0)
    case = build.case(series, projection, build.targets({2020: 1}))
    assert draw(case).get_ylim()[0] == 0


def test_the_label_of_a_target_stands_on_the_side_where_the_median_is_not(build, law):
    targets = build.targets({2019: 63.0, 2020: 70.0})
    ax = draw(build.case(build.series(), law(2017, 64.0), targets))
    sides = {text.get_text(): text.get_va() for text in ax.texts}
    assert sides["2019\n63"] == "top"
    assert sides["2020\n70"] == "bottom"


def test_a_long_history_shows_its_last_years_and_says_so(build, law):
    series = build.series(range(2003, 2018), [50.0 + i for i in range(15)])
    ax = draw(build.case(series, law(2017, 64.0), build.targets({2020: 68.7})))
    assert len(line(ax, "published").get_xdata()) == 15
    assert ax.get_xlim()[0] == pytest.approx(2017 - RECENT - 0.45)
    assert any(f"Figures before {2017 - RECENT} not shown." in text for text in texts(ax))


def test_a_year_missing_inside_the_history_gets_bars_and_no_fan(build, law):
    series = build.series((2017, 2020, 2022), (49.52, 50.42, 51.01))
    targets = build.targets({2018: 49.72, 2019: 49.92, 2020: 50.12})
    ax = draw(build.case(series, law(2017, 49.5, slope=0.3, sd=0.1), targets))
    assert bands(ax) == []
    assert {bar.get_x() + bar.get_width() / 2 for bar in ax.patches} == {2018, 2019}
    labels = [text.get_text() for text in ax.get_legend().get_texts()]
    assert sorted(labels) == sorted(set(labels))
    assert "8 in 10 futures" in labels


def test_without_a_table_there_are_no_targets_and_no_likelihoods(one_figure):
    ax = draw_fan(one_figure.series, one_figure.projection)
    assert "Likelihood of reaching" not in texts(ax)
    assert "target" not in [text.get_text() for text in ax.get_legend().get_texts()]
    assert ax.get_title(loc="left") == "Liuzhou"


def test_counts_have_their_unit_and_no_upper_end(build, law):
    series = build.series(values=(13900,), kind="count", decimals=0)
    targets = build.targets({2020: 15000}, unit="persons", decimals=0)
    projection = law(2017, 13900, slope=100, sd=1500, top=1e9)
    ax = draw(build.case(series, projection, targets))
    assert ax.get_ylabel() == "people"
    assert "2020: 15,000 people" in texts(ax)
    assert ax.get_ylim()[1] > 15000


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("number", [1, 3, 5])
def test_every_title_can_be_read(plan, one_figure, number, lang, faults):
    assert faults(draw(one_figure, lang, plan.indicator(number).name(lang))) == []


def test_axes_given_are_the_axes_returned_and_no_figure_is_opened(one_figure):
    _, ax = pyplot.subplots()
    assert draw(one_figure, ax=ax) is ax
    assert len(pyplot.get_fignums()) == 1


@pytest.mark.parametrize("name", ["resident_urbanization_rate", "sewage_treatment_rate"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_finding_of_a_figure_published_on_another_basis_takes_one_line(name, lang, plan):
    found = assess(name, as_of="2018-06-08")
    title = plan.indicator(name).name(lang)
    ax = draw_fan(found.series, found.projection, table=found.table, title=title, lang=lang)
    said = {"en": "as it will be published", "zh": "按届时公布口径"}[lang]
    (finding,) = [text for text in texts(ax) if said in text and "2020" in text[:6]]
    assert "\n" not in finding
