"""Where lines may break, how wide they are, and which words are alike."""

import pytest

from urbanstats.words.text import aligned, nearest, screen_width, wrap


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("one two three", 7, ["one two", "three"]),
        ("常住人口城镇化率", 8, ["常住人口", "城镇化率"]),
        ("合计（按口径）", 6, ["合计", "（按口", "径）"]),
        ("已达标，未公布。", 6, ["已达", "标，未", "公布。"]),
        ("能否达标？可以", 8, ["能否达", "标？可以"]),
        ("64.74\u00a0% now", 6, ["64.74\u00a0%", "now"]),
        ("unbreakable word", 5, ["unbreakable", "word"]),
        ("", 5, [""]),
    ],
)
def test_a_line_breaks_between_words_and_signs_but_keeps_marks_with_what_they_mark(
    text, width, lines
):
    assert wrap(text, width) == lines


def test_what_is_too_wide_alone_is_cut_only_if_asked():
    assert wrap("an unbreakable", 5, cut=True) == ["an un", "break", "able"]


def test_a_width_can_be_measured_in_another_unit():
    assert wrap("one two three", 3.5, lambda text: len(text) / 2) == ["one two", "three"]


def test_a_chinese_sign_takes_two_columns_of_a_table():
    assert screen_width("达标 80 %") == 9
    assert {screen_width(line) for line in aligned([["口径", "n"], ["a", "12"]])} == {8}


def test_the_nearest_word_is_found_if_one_is_near_enough():
    assert nearest("arma", ["pooled", "line", "arima"]) == "arima"
    assert nearest("§", ["pooled", "line"]) is None
    assert nearest("公安", ["统计局", "公安局"], 0.9) is None
