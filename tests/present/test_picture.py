"""A figure is painted once, in few colours, and drawn as an SVG that says no more than it needs."""

import re
from io import BytesIO
from unittest import mock

import numpy as np
import pytest
from matplotlib import pyplot
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from PIL import Image

from urbanstats.present import palette, picture
from urbanstats.present.charts import frame

NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


@pytest.fixture
def ax():
    """Give axes of a slide with text, a line, and areas of two colours that lie close together."""
    with frame.style():
        layout = frame.Layout(left=1, right=1, top=1.5)
        ax = layout.axes()
        ax.fill_between([0, 1], 0, 1, color=palette.BAND_OUTER)
        ax.fill_between([0, 1], 0.4, 0.5, color=palette.BAND_INNER)
        ax.plot([0, 1], [0.123456, 0.789012], color=palette.BLUE)
        layout.write_head(ax, "Urbanization rate 0.123456", ("How likely is it?",), "en")
    yield ax
    pyplot.close(ax.figure)


def pixels(png: bytes) -> np.ndarray:
    with Image.open(BytesIO(png)) as image:
        return np.asarray(image.convert("RGB")).astype(int)


def test_a_figure_shown_and_then_written_is_painted_once(ax, tmp_path):
    with mock.patch.object(FigureCanvasAgg, "draw", autospec=True, side_effect=_draw) as draw:
        picture.page_png(ax.figure)
        png, _ = picture.write_figure(ax.figure, tmp_path / "shown")
        assert draw.call_count == 1
    alone, _ = picture.write_figure(ax.figure, tmp_path / "alone")
    assert alone.read_bytes() == png.read_bytes()


_draw = FigureCanvasAgg.draw


def test_a_figure_that_was_changed_meanwhile_is_painted_anew(ax, tmp_path):
    picture.page_png(ax.figure)
    ax.set_facecolor(palette.ORANGE)
    png, _ = picture.write_figure(ax.figure, tmp_path / "changed")
    with Image.open(png) as image:
        colours = {colour for _, colour in image.convert("RGB").getcolors()}
    assert tuple(round(255 * part) for part in to_rgb(palette.ORANGE)) in colours


def test_a_figure_is_as_it_was_after_it_was_painted(ax):
    before = ax.figure.dpi, ax.figure.canvas
    picture.page_png(ax.figure)
    assert (ax.figure.dpi, ax.figure.canvas) == before


def test_a_page_shows_a_figure_in_half_the_resolution_of_its_file(ax):
    assert pixels(picture.page_png(ax.figure)).shape == (540, 960, 3)


def test_few_colours_are_hardly_told_from_all_and_plain_areas_not_at_all(ax, tmp_path):
    png, _ = picture.write_figure(ax.figure, tmp_path / "few")
    true = BytesIO()
    with frame.style():
        ax.figure.savefig(true, format="png")
    few, all_ = pixels(png.read_bytes()), pixels(true.getvalue())
    away = np.abs(few - all_).max(axis=2)
    assert away.max() <= 16
    assert (away > 0).mean() < 0.03
    plain = [palette.BAND_OUTER, palette.BAND_INNER, "#FFFFFF"]
    for colour in (np.round(255 * np.array(to_rgb(each))) for each in plain):
        area = (all_ == colour).all(axis=2)
        assert area.sum() > 50_000
        assert (few[area] == colour).all()


def test_a_short_svg_draws_the_same_to_two_decimals(ax):
    long = BytesIO()
    with frame.style():
        ax.figure.savefig(long, format="svg", metadata={"Date": None, "Creator": None})
        short = picture._svg(ax.figure)
    drawn = [_drawing(text) for text in (long.getvalue().decode(), short)]
    assert [len(one) for one in drawn] == [len(drawn[0])] * 2
    assert max(abs(a - b) for a, b in zip(*drawn, strict=True)) < 0.01
    assert len(short) < 0.65 * len(long.getvalue())
    assert "Urbanization rate 0.123456" in short


def _drawing(svg: str) -> list[float]:
    """Return every number that says where something is, in the order of the file."""
    svg = re.sub(r'<path id="\S+" d="[^"]*" transform', "", svg.partition("</metadata>")[2])
    places = re.findall(r'(?: d=| x=| y=|translate\()"?([^")]*)', svg.replace(" 0)", ")"))
    return [number for place in places for number in _numbers(place)]


OUTLINE = "M 100 0 L 300 0 L 300 55 C 310 60 320 70 249 81 L 100 0 z M 140 -20 L 140 33 L 199 -7 z"


def test_an_outline_is_told_in_steps_from_point_to_point():
    assert picture._outline(OUTLINE.replace(" z", "z")) == (
        "m10 0h20v6c1 0 2 1-5 2l-15-8zm4-2v5l6-4z"
    )


def test_an_outline_in_steps_is_the_outline_within_half_a_step():
    x, y, begin, traced = 0, 0, (0, 0), []
    for sort, numbers in re.findall("([mlhvcz])([^mlhvcz]*)", picture._outline(OUTLINE)):
        away = [int(number) for number in NUMBER.findall(numbers)]
        away = {"h": [*away, 0], "v": [0, *away]}.get(sort, away)
        points = [(x + dx, y + dy) for dx, dy in zip(away[::2], away[1::2], strict=True)]
        begin = points[0] if sort == "m" else begin
        x, y = points[-1] if points else begin
        traced += [10 * part for point in points for part in point]
    assert max(abs(a - b) for a, b in zip(traced, _numbers(OUTLINE), strict=True)) <= 5


def _numbers(text: str) -> list[float]:
    return [float(number) for number in NUMBER.findall(text)]
