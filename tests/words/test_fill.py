"""Blanks are filled in with facts, each told as the sentence asks and the reader speaks."""

import pytest

from urbanstats.words.catalogue import MOST, fill

MANY = list("abcdefgh")


@pytest.mark.parametrize(
    ("sentence", "fact", "english", "chinese"),
    [
        ("{it}", 1.5, "1.5", "1.5"),
        ("{it!r}", "a", "'a'", "'a'"),
        ("{it:,}", 14000, "14,000", "14,000"),
        ("{it:all}", ["a", "b", "c"], "a, b, c", "a、b、c"),
        ("{it:or}", ["a", "b", "c"], "a or b or c", "a或b或c"),
        ("{it:every}", MANY[:3], "a, b and c", "a、b和c"),
        ("{it:every}", MANY, "a, b, c, d, e, f, g and h", "a、b、c、d、e、f、g和h"),
        ("{it:list}", [], "", ""),
        ("{it:list}", ["a"], "a", "a"),
        ("{it:list}", ["a", "b"], "a and b", "a和b"),
        ("{it:list}", MANY, "a, b, c, d, e and 3 more", "a、b、c、d、e和其余3个"),
        ("{it:list “%s”}", ["a", ""], "“a” and “”", "“a”和“”"),
        ("{it:list %.15g}", [0.1 + 0.2, 100], "0.3 and 100", "0.3和100"),
        ("{it:list %(n)s in %(y)s}", [{"n": 1, "y": 2017}], "1 in 2017", "1 in 2017"),
        ("{it:rows}", [7], "row 7", "第7行"),
        ("{it:rows}", [15, 16], "rows 15 and 16", "第15和16行"),
        ("{it:rows}", range(2, 10), "rows 2, 3, 4, 5, 6 and 3 more", "第2、3、4、5、6和其余3行"),
        ("{it:both}", [2, 3], "both", "两者都"),
        ("{it:both}", [2, 3, 4], "all", "各行都"),
        ("{it:figures}", 1, "1 figure", "1个数据"),
        ("{it:figures}", 2, "2 figures", "2个数据"),
        ("{it:area}", "Liuzhou", "Liuzhou", "柳州市"),
        ("{it:area}", "Atlantis", "Atlantis", "Atlantis"),
        ("{it}", {"en": "yes", "zh": "是"}, "yes", "是"),
    ],
)
def test_a_fact_is_told_as_its_blank_asks(sentence, fact, english, chinese):
    assert fill(sentence, {"it": fact}) == english
    assert fill(sentence, {"it": fact}, "zh") == chinese


def test_of_alternatives_the_first_counts_whose_facts_are_known():
    sentences = ["{a} and {b}", "{a}", "nothing"]
    assert fill(sentences, {"a": 1, "b": 2}) == "1 and 2"
    assert fill(sentences, {"a": 0, "b": None}) == "0"
    assert fill(sentences, {}) == "nothing"


def test_a_fact_that_no_sentence_can_do_without_must_be_known():
    with pytest.raises(KeyError, match="b"):
        fill(["{a}", "{b}"], {"c": 1})


def test_a_list_shows_five_things():
    assert MOST == 5
