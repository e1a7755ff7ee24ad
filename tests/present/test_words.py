"""Every word exists in both languages, and every number is told as planners read it."""

import ast
import re
import string
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from urbanstats.errors import ParameterError
from urbanstats.plan import load_observations
from urbanstats.plan.values import DIRECTIONS
from urbanstats.present import words
from urbanstats.present.catalogue import NAMES, WORDS
from urbanstats.present.figure import FONT_FILE
from urbanstats.trend import METHODS

PRESENT = Path(words.__file__).parent
FLOORS = [PRESENT.parent / floor for floor in ("nightly", "desk", "cli")]
SOURCES = sorted(path for path in PRESENT.rglob("*.py") if path.parent.name != "catalogue")
SPEAKERS = [*SOURCES, *(path for floor in FLOORS for path in sorted(floor.rglob("*.py")))]
NBSP = "\u00a0"


def said_keys():
    """Return the keys given to ``say`` as text, and the patterns of those put together."""
    exact, patterns = set(), set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say"):
                continue
            key = node.args[0]
            for choice in [key.body, key.orelse] if isinstance(key, ast.IfExp) else [key]:
                if isinstance(choice, ast.Constant):
                    exact.add(choice.value)
                elif isinstance(choice, ast.JoinedStr):
                    parts = [getattr(part, "value", None) for part in choice.values]
                    patterns.add("".join(p if isinstance(p, str) else ".+" for p in parts))
    return exact, patterns


# Names that are typed, files and columns as they are called, and terms without a Chinese form.
NO_CHINESE = (
    "ARIMA Brier CRPS SDSN CSV Excel HTML MB JupyterLab LANG LC_ALL LC_MESSAGES Parquet "
    "English PowerPoint XML all briefing_ dry-run pptx published root site/ tables.xlsx xls xlsx "
    "URBANSTATS_LANGUAGE UTF- a at_least at_most b changes.csv count csv direction en figures/ "
    "help horizon kernel.log kind language learn Liuzhou maintain observations out parameters "
    "parquet percent pooled reason runs/ runs/failed series_id through timeout urbanstats value "
    "year zh"
)
GLYPHS = set(TTFont(FONT_FILE).getBestCmap())


def english_words(text):
    """Return the words in Latin letters that stand outside the blanks."""
    return set(re.findall(r"[A-Za-z][A-Za-z_./-]*", re.sub(r"\{.*?\}", "", text)))


def signs_without_glyph(text):
    return {sign for sign in text if sign != "\n" and ord(sign) not in GLYPHS}


def blanks(phrase):
    return {name for _, name, _, _ in string.Formatter().parse(phrase) if name}


def test_the_search_for_said_keys_finds_some_of_each_sort():
    exact, patterns = said_keys()
    assert {"met", "missed", "title"} <= exact
    assert patterns == {"reach_.+", "column_.+", "overview_.+"}


@pytest.mark.parametrize("key", sorted(said_keys()[0]))
def test_every_phrase_that_is_said_is_in_the_catalogue(key):
    assert key in WORDS


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_every_direction_of_a_target_can_be_said(direction):
    assert {direction, f"reach_{direction}"} <= set(WORDS)


@pytest.mark.parametrize("key", sorted(WORDS))
def test_every_phrase_of_the_catalogue_is_said_somewhere(key):
    files = [*SPEAKERS, *sorted(PRESENT.rglob("*.html"))]
    code = "".join(path.read_text(encoding="utf-8") for path in files).replace("'", '"')
    quoted = f'"{key}"' in code
    named = {*DIRECTIONS, "percent", "persons"}
    put_together = re.fullmatch("(reach|column|overview)_(.+)", key)
    assert quoted or key in named or put_together


def test_no_phrase_stands_in_two_catalogues():
    one_language = ("__init__", "errors", "refusals")  # their English stands where it is raised
    files = [path for path in (PRESENT / "catalogue").glob("*.py") if path.stem not in one_language]
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in files]
    entries = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Dict)]
    keys = [key.value for entry in entries for key in entry.keys]
    assert len(keys) == len(set(keys)) == len(WORDS | NAMES)


@pytest.mark.parametrize("key", sorted(WORDS | NAMES))
def test_every_entry_has_both_languages_with_the_same_blanks(key):
    english, chinese = (WORDS | NAMES)[key]
    assert english.strip() or key == "sentence_space"
    assert chinese.strip() or key == "sentence_space"
    assert blanks(english) == blanks(chinese)


@pytest.mark.parametrize("key", sorted(WORDS | NAMES))
def test_a_chinese_entry_holds_no_english_but_what_has_no_chinese(key):
    assert english_words((WORDS | NAMES)[key][1]) - set(NO_CHINESE.split()) == set()


def test_english_in_a_chinese_entry_is_seen():
    assert english_words("按pooled方法，{likely}，about even") - set(NO_CHINESE.split()) == {
        "about",
        "even",
    }


@pytest.mark.parametrize("key", sorted(WORDS | NAMES))
def test_every_sign_of_an_entry_is_in_the_font_of_the_figures(key):
    assert signs_without_glyph("".join((WORDS | NAMES)[key])) == set()


def test_a_sign_that_the_font_lacks_is_seen():
    assert signs_without_glyph("龘与口径\n") == {"龘"}


@pytest.mark.parametrize("key", sorted(key for key in NAMES if not key.startswith("method.arima")))
def test_the_chinese_name_of_a_thing_is_chinese(key):
    assert re.search("[\u4e00-\u9fff]", NAMES[key][1])


def test_everything_that_charts_name_has_a_name(plan):
    table = load_observations()
    mine = table[table["indicator"].isin([indicator.id for indicator in plan.indicators])]
    things = {
        "indicator": {indicator.id for indicator in plan.indicators},
        "group": {indicator.group for indicator in plan.indicators},
        "class": {indicator.reference_class for indicator in plan.indicators} | {"count"},
        "axis": {indicator.unit for indicator in plan.indicators},
        "area": set(table["area"]),
        "basis": set(mine["basis"]) | {"given"},
        "method": set(METHODS),
    }
    wanted = {f"{thing}.{name}" for thing, names in things.items() for name in names}
    assert wanted - set(NAMES) == set()


def test_every_reason_of_a_method_not_to_answer_has_a_name():
    import urbanstats.trend.comparators as comparators

    codes = set(re.findall(r'"(FIT-[A-Z]+)"', Path(comparators.__file__).read_text("utf-8")))
    assert codes
    assert {f"reason.{code}" for code in codes} - set(NAMES) == set()


@pytest.mark.parametrize("key", sorted(key for key in NAMES if key.startswith("indicator.")))
def test_an_indicator_has_a_name_short_enough_for_a_row_of_the_scorecard(key):
    assert len(NAMES[key][0]) <= 27
    assert len(NAMES[key][1]) <= 13


def test_a_thing_without_an_entry_keeps_its_own_name():
    assert words.name_of("area", "Atlantis", "zh") == "Atlantis"


def test_another_language_is_refused_by_name():
    with pytest.raises(ParameterError) as caught:
        words.say("met", "fr")
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
    assert words.likelihood_text(likelihood) == f"{english}{NBSP}%"
    assert words.likelihood_text(likelihood, "zh") == f"{chinese}%"


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
    assert words.likelihood_words(likelihood) == english


@pytest.mark.parametrize("likelihood", [0.0, 0.03, 0.05, 0.1, 0.2, 0.3, 0.45, 0.5])
def test_the_scale_of_words_mirrors_itself(likelihood):
    low, high = words.likelihood_words(likelihood), words.likelihood_words(1 - likelihood)
    assert high == low.replace("unlikely", "likely")


def test_numbers_carry_their_unit_and_only_english_sets_off_thousands():
    assert words.number_text(66.2, "percent") == f"66.2{NBSP}%"
    assert words.number_text(98.0, "percent", 1, "zh") == "98.0%"
    assert words.number_text(14000, "persons") == "14,000 people"
    assert words.number_text(14000, "persons", lang="zh") == "14000人"
    assert words.number_text(3.5, "km") == "3.5 km"


def test_a_published_figure_is_told_to_two_decimals():
    assert words.figure_text(97.9954, "percent", "zh") == "98%"
    assert words.figure_text(64.74, "percent", "zh") == "64.74%"


def test_a_range_whose_ends_would_look_alike_gets_more_decimals():
    assert words.range_texts({"q0.1": 99.96, "q0.9": 100.0}, "percent", 0, "zh") == (
        "99.96%",
        "100.00%",
    )
    assert words.range_texts({"q0.1": 100.0, "q0.9": 100.0}, "percent", 0, "zh") == ("100%", "100%")
    assert words.range_texts({"q0.1": 96.2, "q0.9": 99.8}, "percent", 0, "zh") == ("96%", "100%")


def test_one_figure_is_singular():
    assert [words.figures_text(n) for n in (1, 15)] == ["1 figure", "15 figures"]
