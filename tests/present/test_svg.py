"""Small charts for pages: every number is there, nothing foreign is, all words are in sight."""

import re
from dataclasses import replace
from datetime import date
from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pytest

from urbanstats import assess
from urbanstats.brief.indicator import fan_entries, figure_entries, pace_entry, target_entries
from urbanstats.brief.run import PastLikelihood
from urbanstats.outlook.required import required
from urbanstats.present.svg import (
    bars_svg,
    fan_svg,
    histogram_svg,
    history_svg,
    spark_svg,
)
from urbanstats.present.svg.paper import SIZE, text_width
from urbanstats.words.phrases import digits_text, likelihood_text

SVG = "{http://www.w3.org/2000/svg}"
NAMES = (
    "resident_urbanization_rate",
    "migrant_settlement_count",
    "migrant_children_schooling",
    "sewage_treatment_rate",
    "green_coverage",
)
DAY = date(2018, 6, 8)
HISTORY = [
    PastLikelihood("2018-06-08", "a", 2019, 0.5),
    PastLikelihood("2018-06-08", "a", 2020, 0.4),
    PastLikelihood("2019-12-31", "b", 2019, 0.995),
    PastLikelihood("2019-12-31", "b", 2020, 0.99),
]


@pytest.fixture(scope="module")
def told(plan):
    """Return by indicator the figures, fan, targets, pace, basis and unit of a brief."""
    found = {}
    for name in NAMES:
        answer = assess(name, as_of=DAY)
        needed = required(answer.series, answer.targets[-1])
        found[name] = {
            "figures": figure_entries(answer.series),
            "fan": fan_entries(answer.projection, answer.series.last[0]),
            "targets": target_entries(answer.table),
            "pace": pace_entry(needed),
            "basis": answer.series.basis,
            "unit": answer.series.unit,
        }
    return found


def fan(one, lang="en", draw=fan_svg, **changed):
    one = one | changed
    words = {"lang": lang, "basis": one["basis"], "unit": one["unit"]}
    return draw(one["figures"], one["fan"], one["targets"], **words)


def all_svgs(one, lang):
    return {
        "fan": fan(one, lang),
        "spark": fan(one, lang, spark_svg),
        "bars": bars_svg(one["targets"], lang=lang, unit=one["unit"]),
        "histogram": histogram_svg(one["pace"], lang=lang, unit=one["unit"]),
        "history": history_svg(HISTORY, lang=lang),
    }


def points(node):
    numbers = [
        float(part) for part in re.findall(r"-?\d+\.?\d*", node.get("points", node.get("d")))
    ]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def parts(svg, name):
    root = ElementTree.fromstring(svg)
    return [node for node in root.iter() if node.get("class") == f"sketch-{name}"]


def words_of(svg):
    return [node.text for node in ElementTree.fromstring(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", NAMES)
def test_a_chart_is_one_drawing_without_script_style_link_or_id(told, name, lang):
    for svg in all_svgs(told[name], lang).values():
        root = ElementTree.fromstring(svg)
        assert root.tag == f"{SVG}svg"
        assert root.get("role") == "img"
        tags = {node.tag.removeprefix(SVG) for node in root.iter()}
        assert tags <= {"svg", "g", "path", "polygon", "rect", "circle", "text", "title"}
        given = {attribute for node in root.iter() for attribute in node.attrib}
        assert not {each for each in given if each in ("style", "id") or "href" in each}
        assert not [each for each in given if each.startswith("on")]
        assert not re.search(r"\b(nan|inf|None)\b", svg)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", NAMES)
def test_every_word_of_a_chart_is_in_sight(told, name, lang):
    for svg in all_svgs(told[name], lang).values():
        root = ElementTree.fromstring(svg)
        _, _, wide, high = map(float, root.get("viewBox").split())
        anchors = {
            text: text.get("text-anchor", group.get("text-anchor", "start"))
            for group in root.iter()
            for text in group.findall(f"{SVG}text")
        }
        for text, anchor in anchors.items():
            part = {"start": 0, "middle": 0.5, "end": 1}[anchor]
            left = float(text.get("x")) - part * text_width(text.text)
            assert left >= -8, text.text
            assert left + text_width(text.text) <= wide + 8, text.text
            assert SIZE - 2 <= float(text.get("y")) <= high - 3, text.text


@pytest.mark.parametrize("name", NAMES)
def test_a_fan_shows_every_target_and_every_recent_figure(told, name):
    one = told[name]
    svg = fan(one)
    [levels] = parts(svg, "level")
    assert [node.text for node in levels] == [
        digits_text(target.value) for target in one["targets"]
    ]
    [dashes] = parts(svg, "target")[:1]
    assert len(dashes) == len(one["targets"])
    shown = [node.text[:4] for node in ElementTree.fromstring(svg).iter(f"{SVG}title")]
    recent = [str(each.year) for each in one["figures"] if each.year >= 2018 - 4]
    assert set(recent) <= set(shown)
    assert {"2018", "2019", "2020"} <= set(words_of(svg))


@pytest.mark.parametrize("name", NAMES)
def test_the_inner_band_lies_within_the_outer_and_the_median_within_both(told, name):
    one = told[name]
    svg = fan(one)
    outer, inner = (points(parts(svg, band)[0]) for band in ("outer", "inner"))
    median = points(parts(svg, "median")[0])
    n = len(one["fan"]) + 1
    bottom, top = outer[:n], outer[: -n - 1 : -1]
    low, high = inner[:n], inner[: -n - 1 : -1]
    for year in range(n):
        heights = [edge[year][1] for edge in (bottom, low, median, high, top)]
        assert heights == sorted(heights, reverse=True)  # upwards on the sheet is downwards


@pytest.mark.parametrize("name", NAMES)
def test_every_edge_of_the_fan_stands_at_its_quantile(told, name):
    one = told[name]
    svg, n = fan(one), len(one["fan"]) + 1
    places, values = [], []
    for band, low, high in (("outer", "q10", "q90"), ("inner", "q25", "q75")):
        edges = points(parts(svg, band)[0])
        places += [height for _, height in edges[1:n] + edges[: -n - 1 : -1][1:]]
        values += [getattr(entry, q) for q in (low, high) for entry in one["fan"]]
    places += [height for _, height in points(parts(svg, "median")[0])[1:]]
    values += [entry.q50 for entry in one["fan"]]
    if max(values) - min(values) < 0.1:
        assert max(places) - min(places) < 60
        return
    slope, start = np.polyfit(values, places, 1)
    assert slope < 0
    assert np.abs(start + slope * np.array(values) - places).max() < 0.11


def test_a_figure_that_will_be_counted_anew_stands_beside_the_fan(told):
    svg = fan(told["resident_urbanization_rate"])
    assert len(parts(svg, "reading")) == 3  # bar, median, legend
    assert "future figure: 2020 census" in words_of(svg)
    assert parts(fan(told["green_coverage"]), "reading") == []


def test_figures_on_another_basis_are_hollow_and_named(told):
    svg = fan(told["sewage_treatment_rate"])
    hollow = parts(svg, "other")
    assert any(node.get("fill") == "#fff" for node in hollow)
    assert "other basis: yearbook" in words_of(svg)


def test_a_fan_without_futures_shows_what_was_published(told):
    one = told["green_coverage"]
    svg = fan(one, fan=[])
    assert parts(svg, "outer") == []
    assert len(parts(svg, "target")) == 2  # the dashes, and the legend's


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", NAMES)
def test_a_fan_is_small_enough_for_a_page_of_many(told, name, lang):
    assert len(fan(told[name], lang).encode()) < 5500
    assert len(fan(told[name], lang, spark_svg).encode()) < 2500


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_is_read_aloud_has_the_numbers_of_every_target(told, lang):
    one = told["resident_urbanization_rate"]
    for name in ("fan", "bars"):
        label = ElementTree.fromstring(all_svgs(one, lang)[name]).get("aria-label")
        for target in one["targets"]:
            assert str(target.year) in label
            assert digits_text(target.value, lang=lang) in label
            assert likelihood_text(target.likelihood, lang) in label


def test_a_bar_is_as_long_as_its_likelihood(told):
    one = told["sewage_treatment_rate"]
    svg = bars_svg(one["targets"], lang="en", unit="percent")
    tracks = parts(svg, "track")
    bars = [node for light in ("likely", "even", "unlikely") for node in parts(svg, light)]
    assert len(tracks) == len(bars) == len(one["targets"])
    for track, bar, target in zip(tracks, bars, one["targets"], strict=True):
        share = float(bar.get("width")) / float(track.get("width"))
        assert share == pytest.approx(target.likelihood, abs=0.001)
    assert sum(word.startswith("plan's basis") for word in words_of(svg)) == 3


def test_a_decided_target_is_told_as_met_or_missed(told):
    target = told["green_coverage"]["targets"][0]
    known = {"published_value": 43.11, "likelihood": 0.0, "likelihood_plan_basis": 0.0}
    decided = replace(target, status="decided", light="missed", **known)
    svg = bars_svg([decided], lang="en", unit="percent")
    assert "missed" in words_of(svg)
    assert "2018: target at least 43.9 %, 43.11 % published, missed." in svg.replace("\xa0", " ")


@pytest.mark.parametrize("name", NAMES)
def test_bars_are_dark_from_the_change_needed_on(told, name):
    pace = told[name]["pace"]
    svg = histogram_svg(pace, lang="en", unit=told[name]["unit"])
    [far], [short] = ([node for node in parts(svg, side) if len(node)] for side in ("far", "short"))
    assert len(far) == sum(bar.far for bar in pace.bars)
    assert len(short) == len(pace.bars) - len(far)
    [line] = parts(svg, "needed")
    at = points(line)[0][0]
    assert min(float(bar.get("x")) for bar in far) == pytest.approx(at, abs=0.11)
    rings = [node for node in parts(svg, "own") if node.tag == f"{SVG}g"]
    assert sum(len(group) for group in rings) == len(pace.own)


def test_where_no_year_is_left_there_is_no_reality_check():
    assert histogram_svg(None, lang="en", unit="percent") == ""


def test_lines_of_a_history_differ_in_marker_and_dashes_and_carry_their_year():
    svg = history_svg(HISTORY)
    lines = parts(svg, "course")
    assert len({node.get("stroke-dasharray") for node in lines}) == len(lines) == 2
    first, second = parts(svg, "spot")
    assert {node.tag for node in first} != {node.tag for node in second}
    assert len(first) == len(second) == 2
    labels = [word.replace("\xa0", " ") for word in words_of(svg)]
    assert {"2019: >99 %", "2020: 99 %", "2018-06-08", "2019-12-31"} <= set(labels)


def test_labels_of_a_history_never_touch():
    many = [replace(HISTORY[0], likelihood=1.0, year=year) for year in range(5)]
    root = ElementTree.fromstring(history_svg(many))
    ends = sorted(float(node.get("y")) for node in root.iter(f"{SVG}text") if "99" in node.text)
    assert len(ends) == 5
    assert min(b - a for a, b in pairwise(ends)) >= SIZE


def test_a_history_of_one_day_is_a_dot():
    svg = history_svg(HISTORY[:1])
    assert parts(svg, "course") == []
    assert [len(group) for group in parts(svg, "spot")] == [1]


def test_foreign_words_are_escaped(told):
    one = told["green_coverage"]
    figures = [replace(figure, basis="<b>&") for figure in one["figures"]]
    svg = fan(one, figures=figures, basis="<b>&", targets=[])
    assert "<b>" not in svg
    hollow = fan(one, figures=[replace(figures[-1], year=2016), *one["figures"]])
    assert "other basis: <b>&" in words_of(hollow)


def test_equal_data_give_equal_charts(told):
    one = told["green_coverage"]
    assert fan(one) == fan({**one})
    assert fan(one) != fan(one, "zh")
