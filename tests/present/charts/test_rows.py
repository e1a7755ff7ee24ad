"""Rows of a slide lie, and their tracks measure, where they should."""

import pytest
from matplotlib.colors import to_hex

from urbanstats.present import palette
from urbanstats.present.charts import frame


@pytest.fixture
def ax():
    with frame.style():
        return frame.Layout().axes()


def test_rows_lie_one_apart_and_a_gap_further_where_a_group_begins():
    assert frame.row_heights("aabbb", 0.4) == pytest.approx([-1, -2, -3.4, -4.4, -5.4])
    assert frame.row_heights("ab") == [-1, -2]
    assert frame.row_heights("") == []


def test_tracks_share_the_room_and_are_no_longer_than_allowed():
    tracks = frame.spread_tracks([2018, 2019], (100, 500), 0.5)
    assert [(track.left, track.length) for track in tracks.values()] == [(100, 100), (300, 100)]
    assert tracks[2019].at(0.25) == 325
    assert frame.spread_tracks([2018], (100, 500), 0.5, longest=80)[2018].length == 80
    assert frame.spread_tracks([], (0, 1), 0.5) == {}


@pytest.mark.parametrize(
    ("likelihood", "color"), [(0.2, palette.ORANGE), (0.5, palette.GREY), (0.9, palette.BLUE)]
)
def test_a_likelihood_is_a_bar_in_the_colour_of_its_side_and_a_number_behind(ax, likelihood, color):
    text = frame.draw_likelihood(ax, -2, frame.Track(100, 50, beside=7), likelihood, "en")
    behind, bar = ax.patches
    assert (behind.get_x(), behind.get_width(), bar.get_x()) == (100, 50, 100)
    assert bar.get_width() == pytest.approx(50 * likelihood)
    assert to_hex(bar.get_facecolor()).upper() == color
    assert text.get_text() == f"{100 * likelihood:.0f}\u00a0%"
    assert text.get_position() == (157, -2)


def test_each_group_is_named_once_in_the_middle_of_its_rows(ax):
    frame.write_groups(ax, [-1, -2, -3.4], ["a", "a", "b"])
    assert {text.get_text(): text.get_position() for text in ax.texts} == {
        "a": (0, -1.5),
        "b": (0, -3.4),
    }
    assert [list(line.get_ydata()) for line in ax.lines] == [[-0.6, -2.4], [-3.0, -3.8]]


def test_the_scale_runs_down_from_the_first_row_to_the_lowest(ax):
    frame.set_rows(ax, -4)
    assert ax.get_xlim() == (0, frame.WIDTH)
    assert ax.get_ylim() == (-4.6, -0.4)
    frame.mark_tracks(ax, [frame.Track(10, 20)], (0, 0.5, 1))
    assert [text.get_text() for text in ax.get_xticklabels()] == ["0", "50", "100\u00a0%"]
    assert list(ax.get_xticks()) == [10, 20, 30]
