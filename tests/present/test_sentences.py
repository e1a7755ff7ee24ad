"""What a result means, told in whole sentences."""

import pytest

from urbanstats.brief import likelihood as sentences
from urbanstats.plan.load import load_observations
from urbanstats.plan.series import Series
from urbanstats.trend.projection import Evidence


def plain(text):
    return text.replace("\u00a0", " ")


def test_evidence_of_one_figure_names_its_year_and_the_like_series():
    evidence = Evidence(1, 1, 2017, 2017, "urbanization_rate", "urbanization_rate", 2016, 1204)
    assert sentences.evidence_sentence(evidence) == (
        "Rests on 1 figure of its own (2017) and on how 1,204 comparable series "
        "(reference class: urbanization rates of countries, known to 2016) moved."
    )
    assert sentences.evidence_sentence(evidence, "zh") == (
        "依据：本指标1个数据（2017年），以及1204个同类序列（参考类：各国城镇化率，截至2016年）的变化规律。"
    )


def test_evidence_on_several_bases_says_how_many_figures_are_on_the_one_used():
    evidence = Evidence(15, 9, 2002, 2017, "sewage_treatment", "percent", 2016, 300)
    assert sentences.evidence_sentence(evidence).startswith(
        "Rests on 15 figures of its own (2002–2017; 9 on the basis used here) and on how 300"
    )
    assert "percentages of every kind" in sentences.evidence_sentence(evidence)


def test_evidence_of_a_method_without_like_series_says_so():
    evidence = Evidence(15, 15, 2002, 2017)
    assert sentences.evidence_sentence(evidence) == (
        "Rests on 15 figures of its own (2002–2017) alone."
    )
    assert sentences.evidence_sentence(evidence, "zh") == (
        "依据：本指标15个数据（2002—2017年），未借用同类指标。"
    )


def test_the_method_is_named_before_the_evidence(law):
    projection = law(2017, 64.0, method="line", evidence=Evidence(4, 4, 2014, 2017))
    assert sentences.evidence_text(projection) == (
        "Method: Straight line. Rests on 4 figures of its own (2014–2017) alone."
    )


def test_a_forecast_is_told_in_words_in_a_number_and_as_a_range(one_figure):
    row = one_figure.table.iloc[2]
    assert plain(sentences.meaning_sentence(row, "percent", 2)) == (
        "2020: to reach at least 68.7 % is unlikely (likelihood 8 %). "
        "8 in 10 futures lie between 64.93 % and 68.49 %."
    )
    assert sentences.meaning_sentence(row, "percent", 2, "zh") == (
        "2020年目标不低于68.7%：可能性小（达标可能性8%）。每10种可能中有8种落在64.93%至68.49%之间。"
    )


def test_a_decided_target_is_told_with_the_published_figure(partly_decided):
    row = partly_decided.table.iloc[0]
    assert plain(sentences.meaning_sentence(row, "percent", 2)) == (
        "2018: decided. 64.74 % was published against a target to reach at least 66.2 %: missed."
    )
    assert sentences.meaning_sentence(row, "percent", 2, "zh") == (
        "2018年目标不低于66.2%：已公布64.74%，未达标。"
    )


def test_a_figure_on_another_basis_is_told_as_not_comparable(partly_decided):
    told = sentences.meaning_sentences(partly_decided.table, partly_decided.series)
    first, second, third = map(plain, told)
    assert first.startswith("2018: decided.")
    assert "basis" not in second
    assert third.endswith("On another basis (2020 census) 69.93 % was published: not comparable.")


def test_the_finding_under_a_title_gives_target_and_range(at_the_top):
    finding = sentences.finding_sentence(at_the_top.table.iloc[0], "percent", 0)
    assert plain(finding) == (
        "The plan asks to hold 100 % in 2018; 8 in 10 futures lie between 99 % and 100 %."
    )


def test_futures_that_all_lie_at_one_value_are_not_told_as_a_range(at_the_top):
    row = at_the_top.table.iloc[0].copy()
    row[["q0.1", "q0.9"]] = 100.0
    assert plain(sentences.finding_sentence(row, "percent", 0)).endswith(
        "in 2018; 8 in 10 futures lie at 100 %."
    )
    assert sentences.meaning_sentence(row, "percent", 0, "zh").endswith("每10种可能中有8种为100%。")


def test_a_very_long_title_of_a_source_is_cut():
    text = sentences.sources_text(("x" * 80 + ", page 3",))
    assert text == f"Sources: {'x' * 34}…."


@pytest.mark.parametrize("longest", [6, 12, 20, 34, 50])
def test_a_cut_title_leaves_no_title_mark_or_bracket_open_and_is_not_much_longer(longest):
    titles = [source.split(", ")[0] for source in load_observations()["source"].unique()]
    assert any(len(title) > longest for title in titles)
    for title in titles:
        cut = sentences.cut_title(title, longest)
        for opening, closing in ("《》", "（）", "()", "〔〕"):
            if title.count(opening) == title.count(closing):
                assert cut.count(opening) == cut.count(closing), cut
        assert len(cut) <= longest + 2 or cut == title
        assert cut == title or cut.rstrip("》）)〕").endswith("…")


def test_a_title_is_cut_at_a_space_or_bracket_where_there_is_one():
    title = (
        "广西 柳州人口 2016年末柳州总人口385.67万人 城镇人口比重居全区首位（柳州日报 2017-04-13）"
    )
    assert sentences.cut_title(title) == "广西 柳州人口 2016年末柳州总人口385.67万人…"


@pytest.mark.parametrize(("lang", "word"), [("en", "met"), ("zh", "已达标")])
def test_a_verdict_is_met_from_a_likelihood_of_one(lang, word):
    assert sentences.verdict({"likelihood": 1.0}, lang) == word
    assert sentences.verdict({"likelihood": 0.0}, lang) != word


def test_sources_are_told_newest_first_each_once_by_title():
    sources = ("A very old book of figures, ref 1", "Plan, ref 2", "Yearbook, ref 3", "Yearbook, 4")
    assert sentences.sources_text(sources) == "Sources: Yearbook; Plan and 1 more."
    assert sentences.sources_text(sources, "zh") == "资料来源：Yearbook；Plan等（另有1项）。"
    assert sentences.sources_text(("Plan, ref",)) == "Sources: Plan."


def test_a_caption_gives_origin_day_of_knowledge_and_sources(partly_decided):
    series = partly_decided.series
    assert sentences.caption_text(series) == (
        "Basis: 2010 census. Forecast origin: 2018, known by 2021-12-31. Sources: given by hand."
    )
    assert "Figures before 2013 not shown." in sentences.caption_text(series, since=2013)


def test_published_figures_are_told_from_a_year_on_and_on_the_basis_used_only():
    bases = ["old", "new", "old", "new"]
    series = Series.of((2015, 2016, 2017, 2017), (60, 62, 61, 63.5), bases=bases, basis="new")
    assert plain(sentences.published_text(series, 2015)) == (
        "Published: 62 % in 2016; 63.5 % in 2017."
    )
    assert plain(sentences.published_text(series, 2017)) == "Published: 63.5 % in 2017."
