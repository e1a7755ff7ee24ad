"""One look for every figure, and equal files for equal figures."""

import struct
import warnings

import matplotlib
import pytest
from matplotlib import pyplot

from urbanstats.plan.load import load_observations
from urbanstats.present import palette, picture
from urbanstats.present.charts import frame as figure
from urbanstats.words.catalogue import SUBJECTS, read_words


def glyphs():
    figure._prepare()
    return {chr(code) for code in matplotlib.font_manager.get_font(palette.FONT_FILE).get_charmap()}


def draw(text="常住人口城镇化率 ≥66.2 %"):
    with figure.style():
        ax = figure.Layout(left=1, right=1, top=1).axes()
        ax.plot([2017, 2018], [64.0, 64.7], label=text)
        ax.legend()
    return ax.figure


def test_the_font_has_every_character_of_every_word_and_name(plan):
    things = [read_words(name) for name in SUBJECTS] + list(read_words("names").values())
    phrases = [text for part in things for entry in part.values() for text in entry.values()]
    names = [text for each in plan.indicators for text in (each.name_zh, each.name_en)]
    shown = set("".join(phrases + names)) - {"\n"}
    assert shown - glyphs() == set()


def test_the_font_has_every_character_of_every_title_of_a_source():
    titles = [source.split(", ")[0] for source in load_observations()["source"].unique()]
    assert set("".join(titles)) - glyphs() == set()


def test_the_font_has_all_of_everyday_chinese_and_the_signs_of_print():
    assert set("啊齄〔〕《》“”…—–·≥≤×✓−€é") <= glyphs()


def test_the_font_has_a_name_that_no_other_font_on_the_machine_has():
    figure._prepare()
    found = matplotlib.font_manager.findfont("Urbanstats Sans", fallback_to_default=False)
    assert found == str(palette.FONT_FILE)


def test_the_style_leaves_the_settings_as_they_were():
    before = dict(matplotlib.rcParams)
    with figure.style():
        assert matplotlib.rcParams["font.family"] == ["Urbanstats Sans"]
    assert dict(matplotlib.rcParams) == before


def test_settings_of_the_machine_do_not_reach_a_figure(tmp_path):
    first = picture.write_figure(draw(), tmp_path / "plain")
    with matplotlib.rc_context({"axes.facecolor": "red", "lines.linewidth": 9, "font.size": 40}):
        second = picture.write_figure(draw(), tmp_path / "other")
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_text_is_not_read_as_mathematics():
    with figure.style():
        ax = figure.Layout(left=1, right=1, top=1).axes()
        ax.set_title("$5 and $6")
    assert not ax.title.get_parse_math()


def test_a_slide_is_16_to_9_and_has_every_pixel_of_a_full_screen(tmp_path):
    png, svg = picture.write_figure(draw(), tmp_path / "01_slide")
    assert (png.name, svg.name) == ("01_slide.png", "01_slide.svg")
    assert struct.unpack(">II", png.read_bytes()[16:24]) == (1920, 1080)


def test_a_name_with_a_point_keeps_it(tmp_path):
    png, _ = picture.write_figure(draw(), tmp_path / "v1.2")
    assert png.name == "v1.2.png"


def test_equal_figures_give_equal_files_without_date_or_maker(tmp_path):
    first = picture.write_figure(draw(), tmp_path / "first")
    second = picture.write_figure(draw(), tmp_path / "second")
    for one, other in zip(first, second, strict=True):
        content = one.read_bytes()
        assert content == other.read_bytes()
        assert b"dc:date" not in content
        assert b"Matplotlib v" not in content


def test_text_in_svg_is_drawn_as_paths_so_that_no_font_is_needed(tmp_path):
    _, svg = picture.write_figure(draw(), tmp_path / "slide")
    assert "<text" not in svg.read_text(encoding="utf-8")


def test_missing_glyphs_are_named_once_each():
    assert figure.missing_glyphs(draw("堃和堃 é")) == "堃"
    assert figure.missing_glyphs(draw()) == ""


def test_a_character_without_a_glyph_gives_one_warning_that_names_it(tmp_path):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        picture.write_figure(draw("张堃"), tmp_path / "slide")
    assert [str(one.message) for one in caught] == ["slide: the font has no sign for 堃"]


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("one two three", 4, ["one two", "three"]),
        ("城镇化率，每年", 4, ["城镇化", "率，每年"]),
        ("（2018年）目标", 5.5, ["（2018年）", "目标"]),
        ("64.93\u00a0% and 68.49\u00a0%", 4, ["64.93\u00a0%", "and", "68.49\u00a0%"]),
        ("unbreakable", 2, ["unbreakable"]),
        ("", 5, [""]),
    ],
)
def test_lines_break_between_words_and_chinese_signs_and_keep_marks_with_them(text, width, lines):
    assert figure.wrap_text(text, width).split("\n") == lines


def test_a_long_title_is_set_smaller_so_that_it_stays_on_the_slide():
    with figure.style():
        layout = figure.Layout(left=1, right=1, top=2)
        ax = layout.axes()
        layout.write_head(ax, "A title of a hundred letters, " * 3, ["below it"], "en")
    ax.figure.canvas.draw()
    assert ax._left_title.get_window_extent().x1 <= ax.figure.bbox.x1
    assert ax._left_title.get_fontsize() < palette.TITLE_SIZE


def test_drawing_opens_one_figure_only():
    draw()
    assert len(pyplot.get_fignums()) == 1
