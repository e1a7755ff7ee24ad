"""The plan in a few sentences, what a re-basing explains, and all measures on one slide."""

import pandas as pd
import pytest
from matplotlib.colors import to_hex

from urbanstats.brief.measures import agreement_table
from urbanstats.brief.run import overview_sentences
from urbanstats.brief.scenarios import rebasing_parts
from urbanstats.outlook import assess, compare_measures
from urbanstats.plan.load import load_plan
from urbanstats.present.charts import draw_measures_matrix
from urbanstats.present.palette import QUIET

ADOPTED = "2018-06-08"


def plain(text):
    return text.replace("\u00a0", " ")


def make_table(**likelihoods):
    """Return rows of 2020: a likelihood, or (as published, on the plan's basis, status)."""
    rows = []
    for name, said in likelihoods.items():
        published, own, status = said if isinstance(said, tuple) else (said, said, "forecast")
        rows.append(
            {"indicator": name, "year": 2020, "likelihood": published, "status": status}
            | {"rebased_to": "2020-census" if isinstance(said, tuple) else "", "basis": "yearbook"}
            | {"rebasing_mean": 2.3, "likelihood_plan_basis": own, "status_plan_basis": "forecast"
               if isinstance(said, tuple) else status}
        )  # fmt: skip
    return pd.DataFrame(rows)


def test_targets_are_told_apart_by_how_likely_they_are_and_where_the_basis_decides():
    table = make_table(
        resident_urbanization_rate=(0.76, 0.02, "forecast"), hukou_urbanization_rate=0.68,
        migrant_children_schooling=0.98, vocational_training_coverage=0.03,
    )  # fmt: skip
    assert [plain(line) for line in overview_sentences(table, load_plan())] == [
        "**Safe** (80 % or more): 4 Migrant children in school (98 %).",
        "**Open** (20 to 80 %): 2 Hukou urbanization rate (68 %).",
        "**Not to be expected** (below 20 %): 5 Vocational training (3 %).",
        "**Decided by the statistics rather than by the city**: 1 Resident urbanization rate "
        "(76 %; as the plan counts 2 %: the 2020 census is expected to change the published figure "
        "by +2.3 points).",
    ]


def test_the_overview_speaks_chinese():
    table = make_table(green_coverage=0.9, pension_coverage=0.1)
    assert overview_sentences(table, load_plan(), "zh") == [
        "**把握较大**（80%及以上）：15 建成区绿化覆盖率（90%）。",
        "**难以达到**（20%以下）：6 基本养老保险覆盖率（10%）。",
    ]


def test_decided_targets_are_told_as_met_or_missed():
    table = make_table(green_coverage=1.0, sewage_treatment_rate=0.0).assign(
        status="decided", status_plan_basis="decided"
    )
    told = overview_sentences(table, load_plan())
    assert told == [
        "**Met already**: 15 Green coverage.",
        "**Missed already**: 11 Sewage treatment rate.",
    ]


def test_only_the_last_year_is_told():
    table = make_table(green_coverage=0.9)
    both = pd.concat([table.assign(year=2018, likelihood=0.1), table])
    assert overview_sentences(both, load_plan()) == overview_sentences(table, load_plan())


def test_readings_that_hardly_differ_are_not_called_luck_of_the_basis():
    table = make_table(sewage_treatment_rate=(0.18, 0.25, "forecast"))
    assert "Not to be expected" in overview_sentences(table, load_plan())[0]


@pytest.fixture(scope="module")
def urban():
    return assess("resident_urbanization_rate", as_of=ADOPTED)


def test_a_re_basing_is_told_with_reasons_source_and_what_hangs_on_it(urban):
    (head, _), grid = rebasing_parts(urban, urban.sensitivity())
    assert plain(head).startswith(
        "From 2020 on the figure will be published on another basis (2020 census). It is expected "
        "to add +2.3 points, give or take 1.0."
    )
    assert "第576号" in head
    assert grid.iloc[:, 0].tolist() == [
        "+1 point", "+1.5 points", "+2 points", "+2.3 points", "+2.5 points", "+3 points",
        "+3.5 points",
    ]  # fmt: skip
    likelihood = urban.table["likelihood"].iloc[-1]
    assert grid.iloc[3, 3] == f"{100 * likelihood:.0f}\u00a0%"


def test_where_none_is_announced_that_is_said():
    found = assess("green_coverage", as_of=ADOPTED)
    told = rebasing_parts(found, found.sensitivity(), "zh")
    assert told == (["这些年份没有已公布的统计口径调整。"], None)


def test_figures_already_published_on_another_basis_are_told():
    found = assess("resident_urbanization_rate", as_of="2021-12-31")
    assert rebasing_parts(found, found.sensitivity())[0] == [
        "The figures of 2020 are published on another basis (2020 census) than the plan's "
        "(2010 census)."
    ]


@pytest.fixture(scope="module")
def measured():
    found = [assess(name, as_of="2019-06-30") for name in (1, 15)]
    return pd.concat([compare_measures(a.series, a.targets[-1], a.projection) for a in found])


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_measure_has_a_row_and_every_indicator_a_column(measured, lang):
    ax = draw_measures_matrix(measured, load_plan(), lang=lang)
    written = {text.get_text() for text in ax.texts}
    assert {"1", "15"} <= written
    marks = [line for line in ax.lines if len(line.get_xdata()) == 1]
    assert len(marks) == len(measured)


def test_how_far_the_measures_agree_is_told_by_indicator_with_the_reason(measured):
    rows = agreement_table(measured, load_plan())
    assert rows["No."].tolist() == [1, 15]
    assert (rows[["on track", "off track", "unclear", "undefined"]].sum(axis=1) == 16).all()
    assert rows["Why they agree or differ"].iloc[0].startswith("Why they differ: ")
    chinese = agreement_table(measured, load_plan(), "zh")
    assert chinese["一致或不一致的原因"].str.len().min() > 5


def test_a_measure_without_an_answer_is_a_small_quiet_dot(measured):
    ax = draw_measures_matrix(measured, load_plan())
    dots = [line for line in ax.lines if len(line.get_xdata()) == 1 and line.get_markersize() < 4]
    assert len(dots) == (measured["says"] == "undefined").sum()
    assert {to_hex(dot.get_color()) for dot in dots} == {QUIET.lower()}
