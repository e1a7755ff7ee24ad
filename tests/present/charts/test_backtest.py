"""The pictures of a backtest show its numbers where they belong, in both languages."""

import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot
from matplotlib.text import Text

from urbanstats.brief.past import backtest_caption
from urbanstats.present.charts import draw_pit, draw_reliability

DRAWERS = [draw_reliability, draw_pit]


@pytest.fixture
def bins():
    rows = [(0.05, 0.02, 0.01, 0.09, 40), (0.45, 0.6, 0.35, 0.55, 160), (0.97, 1.0, 0.9, 1.0, 10)]
    columns = ["likelihood", "frequency", "low", "high", "questions"]
    return pd.DataFrame(rows, columns=columns)


@pytest.fixture
def histogram():
    edges = np.linspace(0, 1, 6)
    shares = [0.1, 0.2, 0.4, 0.2, 0.1]
    return pd.DataFrame({"left": edges[:-1], "right": edges[1:], "share": shares, "error": 0.02})


@pytest.fixture
def charts(bins, histogram):
    return {draw_reliability: bins, draw_pit: histogram}


def texts(ax):
    return [text.get_text().replace("\u00a0", " ") for text in ax.figure.findobj(Text)]


def test_a_dot_stands_where_its_likelihood_and_frequency_meet(bins):
    (dots,) = draw_reliability(bins).collections
    assert dots.get_offsets().tolist() == bins[["likelihood", "frequency"]].to_numpy().tolist()


def test_the_area_of_a_dot_tells_how_many_questions_it_holds(bins):
    (dots,) = draw_reliability(bins).collections
    assert dots.get_sizes().tolist() == [900 / 4, 900, 60]  # the least can still be seen


def test_a_bar_spans_the_band_of_each_bin_and_a_dashed_line_the_diagonal(bins):
    ax = draw_reliability(bins)
    dashed = [line for line in ax.lines if line.is_dashed()]
    assert [line.get_xydata().tolist() for line in dashed] == [[[0, 0], [1, 1]]]
    bars = [list(line.get_ydata()) for line in ax.lines if not line.is_dashed()]
    assert bars == bins[["low", "high"]].to_numpy().tolist()


def test_the_bars_of_the_pit_are_the_shares(histogram):
    bars = draw_pit(histogram).patches
    assert [bar.get_height() for bar in bars] == histogram["share"].tolist()
    assert [bar.get_x() for bar in bars] == pytest.approx(histogram["left"].tolist())


def test_the_band_is_the_even_height_give_or_take_chance(histogram):
    band = draw_pit(histogram).collections[0].get_paths()[0].vertices[:, 1]
    assert (band.min(), band.max()) == pytest.approx((0.2 - 1.96 * 0.02, 0.2 + 1.96 * 0.02))


def test_all_bars_and_bands_are_in_sight(histogram):
    assert draw_pit(histogram).get_ylim()[1] > 0.4
    tall = histogram.assign(error=0.3)
    assert draw_pit(tall).get_ylim()[1] > 0.2 + 1.96 * 0.3


def test_titles_axes_and_captions_are_told_in_both_languages(charts):
    told = {
        (draw_reliability, "en"): "Did what was called 70 % likely come 70 % of the time?",
        (draw_reliability, "zh"): "说有70%可能的事，是否确有70%发生？",
        (draw_pit, "en"): "Were the intervals as wide as they should be?",
        (draw_pit, "zh"): "预测区间的宽度是否恰当？",
    }
    for (draw, lang), title in told.items():
        ax = draw(charts[draw], caption="small print", lang=lang)
        assert ax.get_title(loc="left").replace("\u00a0", " ") == title
        assert ax.get_xlabel() != "" != ax.get_ylabel()
        assert any(text.startswith("small print") for text in texts(ax))


def test_the_caption_counts_what_was_tested():
    rows = pd.DataFrame(
        {
            "method": ["pooled"] * 1200 + ["drift"],
            "series_id": ["a", "b"] * 600 + ["c"],
            "origin": [2016, 2018] * 600 + [2020],
        }
    )
    assert backtest_caption(rows, "forecasts", "pooled") == (
        "Backtest: 2 series, forecast origins 2016 to 2018, 1,200 forecasts; no forecast saw a "
        "later figure. Method: Learned from like series."
    )
    assert backtest_caption(rows, "questions", "pooled", "zh") == (
        "回测：2个序列，预测起点2016—2018年，共1200个问题；预测均未使用其后的数据。方法：借鉴同类序列（本软件）。"
    )


@pytest.mark.parametrize("draw", DRAWERS)
def test_axes_given_are_the_axes_returned(draw, charts):
    _, ax = pyplot.subplots()
    assert draw(charts[draw], ax=ax) is ax


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("draw", DRAWERS)
def test_a_long_caption_can_be_read(draw, charts, lang, faults):
    caption = "Backtest: 12,345 series, origins 2001 to 2023, 1,234,567 questions. " * 2
    assert faults(draw(charts[draw], caption=caption, lang=lang)) == []
