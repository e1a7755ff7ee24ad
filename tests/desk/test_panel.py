"""The panel answers every choice at once, in both languages, and never with a traceback."""

import csv
import itertools
import json
import re
from dataclasses import replace
from datetime import date
from html import unescape
from html.parser import HTMLParser
from threading import Event, Thread

import pytest

from urbanstats import METHODS, assess
from urbanstats.desk.intake import take_in
from urbanstats.desk.panel import build_panel, explore
from urbanstats.desk.panel import view as panel_view
from urbanstats.desk.panel.choice import (
    Choice,
    apply_choice,
    areas_of,
    days_of,
    needed_for,
    yearly_slider,
)
from urbanstats.desk.panel.view import PARTS, _supposing, name_of_choice, render, save_choice
from urbanstats.errors import DataError, ParameterError, StorageError
from urbanstats.outlook.scenario import apply_scenario, compare_scenarios
from urbanstats.plan.load import load_plan
from urbanstats.words.catalogue import LANGUAGES
from urbanstats.words.phrases import likelihood_text

DAY = "2018-06-08"
IDS = [indicator.id for indicator in load_plan().indicators]
URBAN, GREEN = IDS[0], "green_coverage"


def choice(indicator=GREEN, **changed):
    return Choice(
        **{"indicator": indicator, "area": "Liuzhou", "as_of": DAY, "lang": "en"} | changed
    )


def big(panel):
    return re.search(r"<b>(.*?)</b>", panel.outputs["headline"].value)[1].replace("\xa0", " ")


@pytest.fixture
def panel():
    return build_panel("en")


def test_it_opens_on_the_first_indicator_on_the_day_the_plan_was_adopted(panel):
    assert replace(panel.choice(), amount=0.0) == choice(URBAN)
    assert (
        "Urbanization rate of the resident population, Liuzhou" in panel.outputs["headline"].value
    )
    table = assess(URBAN, as_of=DAY).table
    assert big(panel) == likelihood_text(table["likelihood"].iloc[-1]).replace("\xa0", " ")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("indicator", IDS)
def test_every_indicator_is_answered_in_every_part(indicator, lang):
    shown = render(choice(indicator, lang=lang))
    assert tuple(shown) == PARTS
    assert [name for name, html in shown.items() if not html] == ["note"]
    for html in shown.values():
        HTMLParser(convert_charrefs=False).feed(html)
        assert not re.search(r"\bnan\b|None|Traceback|[{}]", html)


def test_another_indicator_changes_everything_that_is_shown(panel):
    before = {name: panel.outputs[name].value for name in PARTS if name != "note"}
    panel.controls["indicator"].value = GREEN
    assert all(panel.outputs[name].value != html for name, html in before.items())


def test_areas_are_those_with_figures_and_the_plans_own_comes_first(panel):
    assert areas_of("pension_coverage") == ["Liuzhou"]
    assert areas_of("green_building_share") == ["Liuzhou", "China", "Guangxi"]
    assert areas_of("migrant_settlement_count") == ["Liuzhou"]  # Guangxi's figure is in doubt
    panel.controls["area"].value = "Nanning"
    panel.controls["indicator"].value = "pension_coverage"
    assert panel.controls["area"].value == "Liuzhou"
    assert [area for _, area in panel.controls["area"].options] == ["Liuzhou"]


def test_days_are_those_on_which_something_was_published_and_the_plans_own(panel):
    days = days_of(GREEN, "Liuzhou")
    assert days == sorted(set(days), reverse=True)
    assert DAY in days
    assert days[0] > "2021"
    assert days[-1] > "2017"  # the oldest priors have seen the figures of 2016
    names = [label for label, _ in panel.controls["as_of"].options]
    assert "2018-06-08 (plan adopted)" in names
    assert names[0].endswith(" (newest)")


def test_a_day_that_another_indicator_does_not_know_becomes_the_last_one_before_it(panel):
    panel.controls["indicator"].value = GREEN
    panel.controls["as_of"].value = days_of(GREEN, "Liuzhou")[0]
    panel.controls["indicator"].value = "pension_coverage"
    assert panel.controls["as_of"].value == days_of("pension_coverage", "Liuzhou")[0]


def test_a_figure_imported_while_the_panel_is_open_is_seen(data, fill, monkeypatch):
    monkeypatch.setenv("URBANSTATS_DATA", str(data))
    panel = build_panel("en")
    panel.controls["indicator"].value = "hukou_urbanization_rate"
    before = big(panel)
    assert "2019-03-01" not in dict(panel.controls["as_of"].options).values()
    take_in(fill({"I2": 53.5}), date(2019, 3, 1), "张三", data=data)
    panel.controls["basis"].value = "plan"
    panel.controls["as_of"].value = "2019-03-01"
    assert "53.5" in panel.outputs["sources"].value
    assert big(panel) != before
    again = choice("hukou_urbanization_rate", as_of="2019-03-01", basis="plan")
    assert apply_choice(again).series.last == (2018, 53.5)


def test_when_all_is_known_targets_are_met_or_missed_and_nothing_is_needed(panel):
    panel.controls["indicator"].value = GREEN
    panel.controls["as_of"].value = days_of(GREEN, "Liuzhou")[0]
    assert big(panel) in ("met", "missed")
    assert panel.outputs["reality"].value == ""
    assert panel.outputs["needed"].value != ""


def test_a_day_before_the_first_figure_is_told_in_words_and_controls_stay_usable(panel):
    early = choice(URBAN, area="Nanning")
    with pytest.raises(DataError):
        apply_choice(early)
    panel.controls["area"].value = "Nanning"
    assert panel.controls["as_of"].value == DAY
    for lang, words in (
        ("en", "By 2018-06-08 nothing had been published"),
        ("zh", "截至2018-06-08，南宁市的“常住人口城镇化率”尚无公布数据"),
    ):
        panel.controls["lang"].value = lang
        note = panel.outputs["note"].value
        assert words in note
        assert "2021-05-31" in note
        assert "DATA-" not in note
        assert [name for name in PARTS if panel.outputs[name].value] == ["note"]
    panel.controls["area"].value = "Liuzhou"
    assert panel.outputs["note"].value == ""
    assert panel.outputs["fan"].value != ""


def test_an_area_whose_figures_begin_after_the_targets_is_told_in_words():
    shown = render(choice(URBAN, area="Nanning", as_of="2021-05-31", lang="zh"))
    assert "南宁市“常住人口城镇化率”的首个数据为2020年" in shown["note"]
    assert [name for name in PARTS if shown[name]] == ["note"]


def test_every_area_is_answered_or_told_in_a_planners_words_whatever_the_day():
    """On one of its days each, the first, the second and so on in turn: all days take long."""
    areas = [(indicator, area) for indicator in IDS for area in areas_of(indicator)]
    assert len(areas) > 60
    wrong = []
    for number, (indicator, area) in enumerate(areas):
        days = days_of(indicator, area)
        asked = choice(indicator, area=area, as_of=days[number % len(days)], lang="zh")
        shown = render(asked)
        if bool(shown["fan"]) == ("problem" in shown["note"]) or "无法作答：" in shown["note"]:
            wrong.append(asked)
    assert wrong == []


def test_any_other_mistake_is_told_with_its_code(monkeypatch):
    def refuse(_):
        raise ParameterError("PAR-RETURN", where="here")

    monkeypatch.setattr(panel_view, "apply_choice", refuse)
    assert "No answer: here: there is no such file. " in render(choice())["note"]


@pytest.mark.parametrize("method", METHODS)
def test_a_method_answers_or_tells_why_not(method):
    shown = render(choice("pension_coverage", method=method))
    assert shown["fan"] != ""
    if method == "pooled":
        assert shown["note"] == ""
    else:
        assert "cannot answer here: " in shown["note"]
        assert "FIT-" not in shown["note"]
        assert "Shown instead: Learned from like series." in shown["note"]


def test_a_refused_method_falls_back_as_the_assessment_does():
    found = apply_choice(choice("pension_coverage", method="line"))
    table = assess("pension_coverage", as_of=DAY, method="line").table
    assert found.refusal == "FIT-SHORT"
    assert found.table["likelihood"].tolist() == table["likelihood"].tolist()


@pytest.mark.parametrize("indicator", IDS)
def test_the_trend_is_the_assessment(indicator):
    ours, theirs = apply_choice(choice(indicator)).table, assess(indicator, as_of=DAY).table
    assert ours.equals(theirs)


def test_the_plans_own_basis_shows_no_other_reading():
    published, own = render(choice(URBAN)), render(choice(URBAN, basis="plan"))
    assert "sketch-reading" in published["fan"]
    assert "sketch-reading" not in own["fan"]
    assert "plan's basis" in unescape(published["bars"])
    assert "plan's basis" not in unescape(own["bars"])


def test_a_scenario_moves_both_readings_and_a_census_comes_on_top_of_it():
    still, fast = (
        apply_choice(choice(URBAN, scenario="yearly_change", amount=amount)).table.iloc[-1]
        for amount in (0.0, 1.0)
    )
    assert still["median_plan_basis"] == pytest.approx(64.01, abs=0.01)
    assert fast["median_plan_basis"] == pytest.approx(67.01, abs=0.01)
    assert still["median"] == pytest.approx(64.01 + 2.3, abs=0.1)
    assert fast["median"] == pytest.approx(67.01 + 2.3, abs=0.1)
    assert fast["likelihood"] > still["likelihood"]


def test_a_scenario_is_the_packages_own():
    found = apply_choice(choice(GREEN, scenario="best_of_peers", basis="plan"))
    moved = apply_scenario(found.plain, found.series, "best_of_peers")
    assert found.table["median"].iloc[-1] == moved.quantile(0.5, 2020)


def test_moving_the_slider_changes_the_likelihood_and_says_that_it_is_supposed(panel):
    panel.controls["indicator"].value = GREEN
    slider = panel.controls["amount"]
    assert (slider.layout.visibility, slider.disabled) == ("hidden", True)
    panel.controls["scenario"].value = "yearly_change"
    assert (slider.layout.visibility, slider.disabled) == ("visible", False)
    seen = []
    for amount in (-0.5, 0.0, 0.5, 1.0):
        slider.value = amount
        seen.append(int(big(panel).strip("<> %")))
        assert "A supposition: " in panel.outputs["headline"].value
    assert seen == sorted(set(seen))
    panel.controls["scenario"].value = "trend"
    assert "A supposition: " not in panel.outputs["headline"].value


@pytest.mark.parametrize("indicator", IDS)
def test_the_slider_spans_the_change_needed_in_whole_steps(indicator):
    needed = needed_for(indicator, "Liuzhou", DAY)
    slider = yearly_slider(choice(indicator))
    high, step, start = slider["max"], slider["step"], slider["value"]
    assert slider["min"] == -high < 0 <= start <= high
    assert 20 <= high / step <= 100
    assert start / step == pytest.approx(round(start / step))
    if needed.status == "ahead":
        assert start >= min(needed.per_year, high) - 1e-9


def test_the_slider_starts_at_the_change_needed_and_keeps_what_is_set(panel):
    panel.controls["scenario"].value = "yearly_change"
    slider = panel.controls["amount"]
    assert slider.value == pytest.approx(1.6)
    slider.value = 0.4
    panel.controls["lang"].value = "zh"
    assert slider.value == pytest.approx(0.4)
    panel.controls["indicator"].value = "migrant_settlement_count"
    assert slider.value == pytest.approx(380)
    assert (slider.readout_format, slider.step) == ("+.0f", 20)


def test_another_language_renames_everything(panel):
    panel.controls["lang"].value = "zh"
    names = [control.description for control in panel.controls.values()]
    assert all(re.search("[\u4e00-\u9fff]", name) for name in names)
    labels = [
        label for name in ("indicator", "scenario") for label, _ in panel.controls[name].options
    ]
    assert all(re.search("[\u4e00-\u9fff]", label) for label in labels)
    assert panel.choice().lang == "zh"
    assert "常住人口城镇化率" in panel.outputs["headline"].value


def test_one_move_updates_each_output_at_most_once(panel):
    counts = dict.fromkeys(panel.outputs, 0)

    def count(name):
        def seen(_):
            counts[name] += 1

        return seen

    for name, output in panel.outputs.items():
        output.observe(count(name), "value")
    panel.controls["indicator"].value = GREEN
    assert counts["fan"] == counts["headline"] == 1
    assert max(counts.values()) == 1


def test_a_choice_made_while_another_is_answered_is_not_lost(panel, monkeypatch):
    at_work, go_on, shown = Event(), Event(), []

    def slowly(asked):
        shown.append((asked.indicator, asked.scenario))
        if len(shown) == 1:
            at_work.set()
            go_on.wait(10)
        return render(asked)

    monkeypatch.setattr("urbanstats.desk.panel.render", slowly)
    chosen = (("indicator", GREEN), ("scenario", "yearly_change"))
    choosing = [Thread(target=setattr, args=(panel.controls[n], "value", v)) for n, v in chosen]
    choosing[0].start()
    assert at_work.wait(10)
    choosing[1].start()
    choosing[1].join(0.2)
    go_on.set()
    for each in choosing:
        each.join(10)
    assert shown == [(GREEN, "trend"), (GREEN, "yearly_change")]
    assert "A supposition" in panel.outputs["headline"].value


def test_the_language_is_that_of_the_command_unless_one_is_given(monkeypatch):
    monkeypatch.setenv("URBANSTATS_LANGUAGE", "en")
    assert "Liuzhou" in explore().children[1].children[1].children[0].value
    assert "柳州" in explore("zh").children[1].children[1].children[0].value
    monkeypatch.delenv("URBANSTATS_LANGUAGE")
    assert "柳州" in explore().children[1].children[1].children[0].value
    with pytest.raises(ParameterError, match="'fr' is not a language"):
        explore("fr")


def test_a_choices_name_tells_every_choice_apart():
    names = [
        name_of_choice(choice(indicator, basis=basis, lang=lang, scenario=scenario, amount=amount))
        for indicator, basis, lang in itertools.product(IDS, ("published", "plan"), LANGUAGES)
        for scenario, amount in (("trend", 0.0), ("yearly_change", 0.5), ("yearly_change", -0.5))
    ]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[\w.+-]+", name) for name in names)


def test_saving_writes_figures_and_numbers_and_tells_where(panel, tmp_path):
    panel.controls["indicator"].value = GREEN
    panel.controls["scenario"].value = "yearly_change"
    panel.controls["amount"].value = 0.5
    panel.controls["folder"].value = str(tmp_path)
    panel.controls["save"].click()
    [folder] = tmp_path.iterdir()
    assert folder.name == f"15_green_coverage_Liuzhou_{DAY}_pooled_published_yearly_change+0.5_en"
    assert str(folder) in panel.outputs["saved"].value
    figures = {
        f"{name}.{kind}" for name in ("fan", "scenarios", "reality") for kind in ("png", "svg")
    }
    assert {path.name for path in folder.iterdir()} == figures | {"numbers.csv", "sources.csv"}
    with (folder / "numbers.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert [row["scenario"] for row in rows] == ["yearly_change +0.5"] * 3
    assert likelihood_text(float(rows[-1]["likelihood"])).replace("\xa0", " ") == big(panel)
    panel.controls["indicator"].value = URBAN
    assert panel.outputs["saved"].value == ""


def test_the_saved_fan_says_that_it_is_supposed():
    found = apply_choice(choice(scenario="halted"))
    compared = compare_scenarios(found.series, found.targets, found.plain, ["trend", "halted"])
    title = _supposing(choice(scenario="halted"), found, compared, "Green coverage")
    assert title == "Green coverage, supposing: Halted"
    assert _supposing(choice(), found, compared, "Green coverage") == "Green coverage"


def test_saving_again_replaces_the_same_choice_and_leaves_other_files_alone(tmp_path):
    paths = save_choice(choice(), tmp_path)
    mine = paths[0].parent / "notes.txt"
    mine.write_text("mine")
    before = {path: path.read_bytes() for path in paths}
    assert save_choice(choice(), tmp_path) == paths
    assert {path: path.read_bytes() for path in paths} == before
    assert mine.read_text() == "mine"


@pytest.mark.parametrize(("lang", "words"), [("en", "cannot be written"), ("zh", "无法写入")])
def test_a_folder_that_cannot_be_written_is_told_in_words(tmp_path, lang, words):
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(StorageError) as caught:
        save_choice(choice(), tmp_path / "taken")
    assert "STORE-WRITE" in str(caught.value)
    panel = build_panel(lang)
    panel.controls["folder"].value = str(tmp_path / "taken")
    panel.controls["save"].click()
    assert words in panel.outputs["saved"].value
    assert not panel.controls["save"].disabled


def test_words_are_escaped(monkeypatch):
    monkeypatch.setattr(panel_view, "say", lambda *_, **__: "<b>")
    monkeypatch.setattr(panel_view, "_sources", lambda *_: "")  # or it would be kept for others
    shown = render(choice("pension_coverage", method="line", scenario="halted"))
    for name in ("headline", "note", "fan", "bars", "meaning", "needed"):
        assert "&lt;b&gt;" in shown[name]
        assert shown[name].count("<b>") == (name == "headline")  # around the large figure


@pytest.mark.slow
def test_the_notebook_runs_without_a_browser(tmp_path):
    import nbformat
    from nbclient import NotebookClient

    from urbanstats.cli.desk import NOTEBOOK, PROJECT

    notebook = nbformat.read(PROJECT / NOTEBOOK, as_version=4)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(PROJECT)}}).execute()
    [shown] = notebook.cells[3].outputs
    assert "application/vnd.jupyter.widget-view+json" in shown["data"]
    assert "柳州市" in json.dumps(notebook.metadata["widgets"], ensure_ascii=False)
