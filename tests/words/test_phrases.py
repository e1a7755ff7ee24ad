"""Every number and likelihood is told as planners read it."""

import pytest

from urbanstats.errors import ParameterError
from urbanstats.words import phrases

NBSP = "\u00a0"


def test_a_thing_without_an_entry_keeps_its_own_name():
    assert phrases.name_of("area", "Atlantis", "zh") == "Atlantis"


def test_a_phrase_that_does_not_exist_cannot_be_said():
    with pytest.raises(KeyError, match="no_such_phrase"):
        phrases.say("no_such_phrase")


def test_another_language_is_refused_by_name():
    with pytest.raises(ParameterError) as caught:
        phrases.say("met", "fr")
    assert str(caught.value) == (
        "language: 'fr' is not a language of this package. 'en' or 'zh' is expected: "
        "write one of the two.  [PAR-LANGUAGE]"
    )


@pytest.mark.parametrize(
    ("likelihood", "english", "chinese"),
    [
        (0.0, "<1", "<1"),
        (0.0099, "<1", "<1"),
        (0.01, "1", "1"),
        (0.034, "3", "3"),
        (0.5, "50", "50"),
        (0.97, "97", "97"),
        (0.99, "99", "99"),
        (0.9901, ">99", ">99"),
        (1.0, ">99", ">99"),
    ],
)
def test_a_likelihood_is_whole_percent_and_never_0_or_100(likelihood, english, chinese):
    assert phrases.likelihood_text(likelihood) == f"{english}{NBSP}%"
    assert phrases.likelihood_text(likelihood, "zh") == f"{chinese}%"


@pytest.mark.parametrize(
    ("likelihood", "english"),
    [
        (0.0499, "very unlikely"),
        (0.05, "unlikely"),
        (0.1999, "unlikely"),
        (0.2, "rather unlikely"),
        (0.4499, "rather unlikely"),
        (0.45, "about even"),
        (0.55, "about even"),
        (0.5501, "rather likely"),
        (0.8, "rather likely"),
        (0.8001, "likely"),
        (0.95, "likely"),
        (0.9501, "very likely"),
    ],
)
def test_the_scale_of_words_changes_at_its_edges(likelihood, english):
    assert phrases.likelihood_words(likelihood) == english


@pytest.mark.parametrize("likelihood", [0.0, 0.03, 0.05, 0.1, 0.2, 0.3, 0.45, 0.5])
def test_the_scale_of_words_mirrors_itself(likelihood):
    low, high = phrases.likelihood_words(likelihood), phrases.likelihood_words(1 - likelihood)
    assert high == low.replace("unlikely", "likely")


def test_numbers_carry_their_unit_and_only_english_sets_off_thousands():
    assert phrases.number_text(66.2, "percent") == f"66.2{NBSP}%"
    assert phrases.number_text(98.0, "percent", 1, "zh") == "98.0%"
    assert phrases.number_text(14000, "persons") == "14,000 people"
    assert phrases.number_text(14000, "persons", lang="zh") == "14000人"
    assert phrases.number_text(3.5, "km") == "3.5 km"


def test_a_published_figure_is_told_to_two_decimals():
    assert phrases.figure_text(97.9954, "percent", "zh") == "98%"
    assert phrases.figure_text(64.74, "percent", "zh") == "64.74%"


def test_a_range_whose_ends_would_look_alike_gets_more_decimals():
    assert phrases.range_texts({"q0.1": 99.96, "q0.9": 100.0}, "percent", 0, "zh") == (
        "99.96%",
        "100.00%",
    )
    assert phrases.range_texts({"q0.1": 100.0, "q0.9": 100.0}, "percent", 0, "zh") == (
        "100%",
        "100%",
    )
    assert phrases.range_texts({"q0.1": 96.2, "q0.9": 99.8}, "percent", 0, "zh") == ("96%", "100%")


def test_one_figure_is_singular():
    assert [phrases.figures_text(n) for n in (1, 15)] == ["1 figure", "15 figures"]


@pytest.mark.parametrize(("p", "word"), [(0.449, "unlikely"), (0.45, "even"), (0.551, "likely")])
def test_about_even_leans_to_neither_side(p, word):
    assert phrases.leaning(p) == word


def test_about_even_is_what_the_scale_of_words_leaves():
    edge = phrases.SCALE[-1][0]
    assert (edge, 1 - edge) == phrases.EVEN
    assert [phrases.likelihood_words(p) for p in phrases.EVEN] == ["about even"] * 2


def test_a_decided_target_is_met_or_missed():
    assert [phrases.outcome(p) for p in (0.0, 1.0)] == ["missed", "met"]
