"""Briefs: what a run says, as plain data that survives JSON and equals the results."""

import json
import math

import pandas as pd
import pytest

from urbanstats.brief.indicator import FAN, Brief, Light, TextTable, light
from urbanstats.brief.likelihood import count_sentence, meaning_sentences, verdict
from urbanstats.brief.run import Overview, brief_indicator
from urbanstats.brief.tables import expected_table, likelihood_table
from urbanstats.outlook.required import past_bars
from urbanstats.words.catalogue import LANGUAGES
from urbanstats.words.phrases import likelihood_text, likelihood_words, range_texts

NAMES = {
    "year", "direction", "value", "likelihood", "status", "published_value", "basis",
    "rebased_to", "likelihood_plan_basis", "median", "q0.1", "q0.9", "light",
}  # fmt: skip
WORDS = {
    "name", "short", "area", "finding", "meaning", "required", "prospect", "joint", "scenarios",
    "rebasing", "evidence", "lights", "tables",
}  # fmt: skip


@pytest.fixture(scope="module")
def pairs(found, plan):
    return [(each, brief_indicator(each, plan)) for each in found]


def test_a_brief_survives_json_and_equal_findings_give_equal_briefs(pairs, plan):
    for found, brief in pairs:
        text = json.dumps(brief.to_data(), ensure_ascii=False, allow_nan=False)
        assert Brief.from_data(json.loads(text)) == brief
        assert brief_indicator(found, plan) == brief
        assert json.loads(text)["format"] == 1


def test_briefs_follow_the_plan(pairs, plan):
    for (_, brief), one in zip(pairs, plan.indicators, strict=True):
        facts = (brief.number, brief.id, brief.group, brief.departments, brief.unit)
        assert facts == (one.number, one.id, one.group, one.departments, one.unit)
        assert (brief.kind, brief.decimals) == (one.kind, one.decimals)
        assert (brief.area, brief.as_of, brief.method) == ("Liuzhou", "2018-06-08", "pooled")


def test_the_targets_numbers_are_those_of_the_forecast_table(pairs):
    for found, brief in pairs:
        for target, (_, row) in zip(brief.targets, found.answer.table.iterrows(), strict=True):
            assert set(target.to_data()) == NAMES
            assert target.value == row["target"]
            assert target.light == light(row)
            for name in NAMES - {"value", "light", "published_value"}:
                assert target.to_data()[name] == row[name]
            assert target.published_value is None
            assert math.isnan(row["published_value"])


def test_figures_are_the_series_with_their_sources(pairs):
    for found, brief in pairs:
        series = found.answer.series
        assert [figure.year for figure in brief.figures] == list(series.years)
        assert [figure.value for figure in brief.figures] == list(series.values)
        assert [figure.source for figure in brief.figures] == list(series.sources)
        days = [day.isoformat() for day in series.published]
        assert [figure.published for figure in brief.figures] == days
        assert all(day <= brief.as_of for day in days)


def test_the_fan_holds_the_projection_s_quantiles_of_the_years_ahead(pairs):
    for found, brief in pairs:
        projection, (last, _) = found.answer.projection, found.answer.series.last
        ahead = [year for year in projection.years if year > last]
        assert [entry.year for entry in brief.fan] == ahead
        for entry in brief.fan:
            for name, q in FAN.items():
                assert getattr(entry, name) == float(projection.quantile(q, entry.year))
                assert entry.to_data()[f"q{q:g}"] == getattr(entry, name)


def test_the_pace_holds_what_is_needed_and_the_bars_of_past_changes(pairs):
    for found, brief in pairs:
        needed, pace = found.needed, brief.pace
        assert (pace.span, pace.compared) == (needed.span, needed.compared)
        assert (pace.per_year, pace.share) == (needed.per_year, needed.share)
        assert pace.own == list(needed.own)
        pd.testing.assert_frame_equal(pd.DataFrame(pace.bars), past_bars(needed))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_words_are_those_of_the_sentences_in_either_language(pairs, plan, lang):
    for found, brief in pairs:
        said, table = brief.said[lang], found.answer.table
        assert set(said.to_data()) == WORDS
        assert said.name == plan.indicator(brief.id).name(lang)
        assert said.meaning == meaning_sentences(table, found.answer.series, lang)
        assert said.lights == [
            Light(
                likelihood_text(target.likelihood, lang), likelihood_words(target.likelihood, lang)
            )
            for target in brief.targets
        ]
        likelihoods = TextTable.of(likelihood_table(table, plan, lang))
        assert said.tables["likelihoods"] == likelihoods
        assert all(getattr(said, name) for name in WORDS)


def test_both_languages_say_equally_much(pairs):
    for _, brief in pairs:
        english, chinese = brief.said["en"], brief.said["zh"]
        for name in ("meaning", "scenarios", "rebasing", "lights"):
            assert len(getattr(english, name)) == len(getattr(chinese, name))
        assert english.tables.keys() == chinese.tables.keys()
        for name, table in english.tables.items():
            assert len(table.rows) == len(chinese.tables[name].rows)
            widths = {len(row) for row in table.rows}
            assert widths == {len(table.columns)} == {len(chinese.tables[name].columns)}


@pytest.mark.parametrize(
    ("likelihood", "status", "told"),
    [
        (0.0, "forecast", "unlikely"),
        (0.449, "forecast", "unlikely"),
        (0.45, "forecast", "even"),
        (0.55, "forecast", "even"),
        (0.551, "forecast", "likely"),
        (1.0, "forecast", "likely"),
        (1.0, "decided", "met"),
        (0.0, "decided", "missed"),
    ],
)
def test_the_light_is_even_only_about_one_half_and_final_once_decided(likelihood, status, told):
    assert light(pd.Series({"likelihood": likelihood, "status": status})) == told


def test_a_decided_target_says_met_or_missed_and_no_likelihood(plan, find_out):
    found = find_out(plan, "resident_urbanization_rate", "2020-12-31")
    brief = brief_indicator(found, plan)
    first, row = brief.targets[0], found.answer.table.iloc[0]
    assert (first.status, first.light) == ("decided", "missed")
    assert first.published_value == 64.74
    for lang in LANGUAGES:
        assert brief.said[lang].lights[0] == Light(verdict(row, lang), "")
    json.dumps(brief.to_data(), allow_nan=False)


def test_the_overview_survives_json_and_counts_as_the_results_do(overview, found, plan):
    text = json.dumps(overview.to_data(), ensure_ascii=False, allow_nan=False)
    assert Overview.from_data(json.loads(text)) == overview
    assert (overview.document, overview.adopted) == (plan.document, "2018-06-08")
    for entry in overview.expected:
        rows = [target for each in found for target in each.answer.table.to_dict("records")]
        mine = [row["likelihood"] for row in rows if row["year"] == entry.year]
        assert entry.targets == len(mine) == 15
        assert entry.expected == pytest.approx(sum(mine))
        assert entry.decided == 0


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_overview_says_the_count_and_every_indicator_in_either_language(
    overview, found, plan, lang
):
    from urbanstats.outlook import tabulate_assessments
    from urbanstats.outlook.joint import expected_targets, forecast_count

    said = overview.said[lang]
    table = tabulate_assessments([each.answer for each in found])
    assert said.count == [count_sentence(forecast_count(table, 2020), lang)]
    assert said.tables["expected"] == TextTable.of(expected_table(expected_targets(table), lang))
    assert len(said.tables["pace"].rows) == 15
    assert said.title == (plan.title_zh if lang == "zh" else plan.title_en)
    told = "".join(said.overview)
    assert all(f"{one.number} " in told for one in plan.indicators)


def test_a_run_s_departments_come_each_once_in_the_plan_s_order(briefing):
    names = briefing.departments()
    assert names[:3] == ["统计局", "公安局", "教育局"]
    assert len(names) == len(set(names)) == 10


def test_a_table_is_kept_as_text():
    table = pd.DataFrame({"a": [1], "b": [2.5]})
    assert TextTable.of(table) == TextTable(["a", "b"], [["1", "2.5"]])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_slide_gets_what_it_does_not_say_above_already(pairs, lang):
    for found, brief in pairs:
        words, beside = brief.said[lang], brief.beside_likelihood(lang)
        row = found.answer.table.iloc[-1]
        low, _ = range_texts(row, brief.unit, brief.decimals, lang)
        assert words.meaning[-1].endswith(beside)
        assert low in beside.split("8 in 10" if lang == "en" else "10种")[1]
        assert likelihood_words(row["likelihood"], lang) in words.meaning[-1].removesuffix(beside)
        required = brief.required_unnamed(lang)
        assert words.required[0].endswith(required)
        assert words.short not in required[: len(words.short)]
        assert required[0] not in ".： "


def test_files_of_a_run_are_named_by_part_and_role(pairs, overview):
    (_, brief), *_ = pairs
    assert brief.stem == "01_resident_urbanization_rate"
    assert brief.name_figures({"fan_half": 7}, "zh") == {f"{brief.stem}_fan_half_zh": 7}
    assert overview.figure_name("paths", "en") == "scorecard_paths_en"
