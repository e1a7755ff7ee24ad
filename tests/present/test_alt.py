"""What a figure shows, in words, stays with it wherever it goes."""

import xml.etree.ElementTree as ET

import pytest
from matplotlib.figure import Figure
from PIL import Image

from urbanstats.present import picture
from urbanstats.present.alt import alt_listing, alt_of, read_alt, set_alt
from urbanstats.present.charts import frame

CHINESE = "柳州市常住人口城镇化率。目标≥68.7%：可能性73%。"


def told(*sentences, title="柳州市常住人口城镇化率", lang="zh"):
    with frame.style():
        ax = Figure().add_subplot()
        ax.set_title(title, loc="left")
        set_alt(ax, title, sentences or ["目标≥68.7%：可能性73%。"], lang)
    return ax


def test_the_title_becomes_a_sentence_and_empty_sentences_are_left_out():
    ax = told("It is 5.", "", "It was\n4.", title="How much", lang="en")
    assert alt_of(ax.figure) == "How much. It is 5. It was 4."
    assert alt_of(told("5.", title="How much?", lang="en").figure) == "How much? 5."
    assert alt_of(told().figure) == CHINESE


def test_two_charts_of_one_figure_are_told_in_a_line_each():
    one, two = Figure().subplots(1, 2)
    set_alt(one, "One", ["1."])
    set_alt(two, "Two", ["2."])
    assert alt_of(one.figure) == "One. 1.\nTwo. 2."


def test_a_figure_of_which_nothing_was_told_has_no_text(tmp_path):
    png, svg = picture.write_figure(Figure(), tmp_path / "mute")
    assert alt_of(Figure()) == read_alt(png) == ""
    assert "description" not in svg.read_text(encoding="utf-8")


def test_chinese_survives_in_the_png_as_utf_8(tmp_path):
    png, _ = picture.write_figure(told().figure, tmp_path / "slide")
    assert read_alt(png) == CHINESE
    assert b"iTXtDescription" in png.read_bytes()
    with Image.open(png) as image:
        image.load()
        assert set(image.info) <= {"Description", "dpi"}


def test_title_and_text_stand_in_the_svg(tmp_path):
    _, svg = picture.write_figure(told().figure, tmp_path / "slide")
    words = [node.text for node in ET.parse(svg).iter() if node.text]
    assert CHINESE in words
    assert "柳州市常住人口城镇化率" in words


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_figure_of_the_same_words_is_the_same_file(tmp_path, lang):
    files = [picture.write_figure(told(lang=lang).figure, tmp_path / name) for name in "ab"]
    first, second = ([path.read_bytes() for path in pair] for pair in files)
    assert first == second


def test_a_listing_has_name_and_text_of_every_figure_that_tells(tmp_path):
    picture.write_figure(told().figure, tmp_path / "b")
    picture.write_figure(told("5.", title="A", lang="en").figure, tmp_path / "a")
    picture.write_figure(Figure(), tmp_path / "c")
    assert alt_listing(tmp_path.glob("*.png")) == f"a\nA. 5.\n\nb\n{CHINESE}\n"
