"""Every word exists in both languages, is said somewhere, and can be drawn."""

import ast
import re
import string
from pathlib import Path

from fontTools.ttLib import TTFont

import urbanstats
from urbanstats.cli import build_parser
from urbanstats.plan.load import load_observations, load_plan
from urbanstats.plan.values import DIRECTIONS
from urbanstats.present.palette import FONT_FILE
from urbanstats.trend import METHODS
from urbanstats.words.catalogue import HERE, LANGUAGES, SUBJECTS, find_phrase, read_words

PACKAGE = Path(urbanstats.__file__).parent
SOURCES = sorted(PACKAGE.rglob("*.py"))
PHRASES = {key: phrase for name in SUBJECTS for key, phrase in read_words(name).items()}
NAMES = {
    f"{thing}.{name}": entry
    for thing, entries in read_words("names").items()
    for name, entry in entries.items()
}
FINDINGS = {
    code: entry for entries in read_words("findings").values() for code, entry in entries.items()
}
ENTRIES = PHRASES | NAMES | FINDINGS


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
    "English PowerPoint XML all briefing_ dry-run keep pptx published root site/ tables.xlsx xls "
    "xlsx URBANSTATS_LANGUAGE UTF- a at_least at_most b changes.csv count csv direction en "
    "figures/ help horizon kernel.log kind language learn Liuzhou maintain observations out "
    "parameters parquet percent pooled reason runs/ runs/failed series_id through timeout "
    "urbanstats value year zh"
)
GLYPHS = set(TTFont(FONT_FILE).getBestCmap())


def english_words(text):
    """Return the words in Latin letters outside the blanks that could be told in Chinese."""
    words = re.findall(r"[A-Za-z][A-Za-z_./-]*", re.sub(r"\{.*?\}", "", text))
    return set(words) - set(NO_CHINESE.split())


def signs_without_glyph(text):
    return {sign for sign in text if sign != "\n" and ord(sign) not in GLYPHS}


def blanks(phrase):
    return {name for _, name, _, _ in string.Formatter().parse(phrase) if name}


def test_the_search_for_said_keys_finds_some_of_each_sort():
    exact, patterns = said_keys()
    assert {"met", "missed", "title"} <= exact
    assert {"reach_.+", "column_.+", "overview_.+", "notes_.+"} <= patterns


def test_every_phrase_that_is_said_is_in_the_catalogue():
    assert said_keys()[0] - set(PHRASES) == set()
    directions = {key for one in DIRECTIONS for key in (one, f"reach_{one}")}
    assert directions - set(PHRASES) == set()


def help_keys(parser):
    """Return the phrases that tell of a command, its options and those of its commands."""
    keys = {parser.description}
    for action in parser._actions:
        keys.add(action.help)
        for command in (action.choices or {}).values() if action.dest == "command" else ():
            keys |= help_keys(command)
    return keys


def test_every_phrase_of_the_catalogue_is_said_somewhere():
    files = [*SOURCES, *sorted(PACKAGE.rglob("*.html"))]
    code = "".join(path.read_text(encoding="utf-8") for path in files).replace("'", '"')
    quoted = set(re.findall('"([a-z0-9_]+)"', code)) | help_keys(build_parser())
    put_together = "(reach|direction|column|notes|overview|replay_known|list|audit|severity)_.+"
    unsaid = {key for key in PHRASES if not re.fullmatch(put_together, key)} - quoted
    assert unsaid == set()


def test_no_phrase_stands_in_two_files_and_no_file_is_left_out():
    written = [key for name in SUBJECTS for key in read_words(name)]
    assert sorted(key for key in PHRASES if written.count(key) > 1) == []
    assert sorted(path.stem for path in HERE.glob("*.toml")) == sorted(
        [*SUBJECTS, "names", "errors", "findings"]
    )


def test_a_phrase_is_found_in_whichever_file_it_stands():
    assert [key for key, phrase in PHRASES.items() if find_phrase(key) != phrase] == []
    assert find_phrase("no such phrase") is None


def test_every_entry_has_both_languages_with_the_same_blanks():
    assert len(ENTRIES) > 800
    assert [key for key, entry in ENTRIES.items() if tuple(entry) != LANGUAGES] == []
    uneven = [key for key, entry in ENTRIES.items() if blanks(entry["en"]) != blanks(entry["zh"])]
    assert uneven == []
    empty = [key for key, entry in ENTRIES.items() if not all(map(str.strip, entry.values()))]
    assert empty == ["sentence_space"]


def test_a_chinese_entry_holds_no_english_but_what_has_no_chinese():
    found = {key: english_words(entry["zh"]) for key, entry in ENTRIES.items()}
    assert {key: words for key, words in found.items() if words} == {}


def test_english_in_a_chinese_entry_is_seen():
    assert english_words("按pooled方法，{likely}，about even") == {"about", "even"}


def test_every_sign_of_an_entry_is_in_the_font_of_the_figures():
    found = {key: signs_without_glyph("".join(entry.values())) for key, entry in ENTRIES.items()}
    assert {key: signs for key, signs in found.items() if signs} == {}


def test_a_sign_that_the_font_lacks_is_seen():
    assert signs_without_glyph("龘与口径\n") == {"龘"}


def test_the_chinese_name_of_a_thing_is_chinese():
    foreign = [key for key in NAMES if not re.search("[\u4e00-\u9fff]", NAMES[key]["zh"])]
    assert foreign == []


def test_everything_that_charts_name_has_a_name():
    plan = load_plan()
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


def test_an_indicator_has_a_name_short_enough_for_a_row_of_the_scorecard():
    most = {"en": 27, "zh": 13}
    names = read_words("names")["indicator"]
    long = [id for id, name in names.items() if any(len(name[lang]) > most[lang] for lang in most)]
    assert long == []
