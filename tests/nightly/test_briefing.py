"""A published run read back, with what the runs before it said."""

import json
import math
import shutil
from functools import partial
from pathlib import Path

import pandas as pd
import pytest

from urbanstats import cli
from urbanstats.brief.run import PastLikelihood
from urbanstats.errors import DataError
from urbanstats.nightly.digest import load_briefing, load_history

GREEN = "green_coverage"
TONIGHT = "2018-06-08-en-20261122T201500Z"


def write_json(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")


@pytest.fixture
def make_run(make_brief, make_overview):
    """Give a function that writes a published run of two indicators and returns its folder."""
    return partial(_make_run, make_brief, make_overview)


def _make_run(make_brief, make_overview, out, run=TONIGHT, likelihood=0.5, **parameters):
    folder = out / "runs" / run
    asked = {"as_of": "2018-06-08", "area": "Liuzhou", "method": "pooled", "language": "en"}
    versions = {"urbanstats": "0.3.0"}
    facts = {"run": run, "parameters": asked | parameters, "versions": versions}
    write_json(folder / "manifest.json", facts)
    write_json(folder / "briefs" / "scorecard.json", make_overview().to_data())
    for number, name in ((15, GREEN), (10, "water_supply_coverage")):
        brief = make_brief(number, name)
        write_json(folder / "briefs" / f"{number}_{name}.json", brief.to_data())
    rows = [
        {"indicator": name, "year": 2018, "likelihood": likelihood, "other": ""}
        for name in (GREEN, "water_supply_coverage")
    ]
    pd.DataFrame(rows).to_parquet(folder / "forecasts.parquet", index=False)
    for lang in ("en", "zh"):
        (folder / f"digest.{lang}.txt").write_text(f"first {lang}\nsecond\n", encoding="utf-8")
    return folder


def told(briefing):
    """Return day, run and likelihood of the history of one indicator."""
    kept = ("as_of", "run", "likelihood")
    return [tuple(getattr(entry, name) for name in kept) for entry in briefing.history[GREEN]]


def test_a_run_is_read_back_whole_and_in_the_order_of_the_plan(
    tmp_path, make_run, make_brief, make_overview
):
    folder = make_run(tmp_path, language="zh")
    briefing = load_briefing(folder)
    assert (briefing.run, briefing.as_of) == (TONIGHT, "2018-06-08")
    assert (briefing.language, briefing.version) == ("zh", "0.3.0")
    assert briefing.overview == make_overview()
    water = make_brief(10, "water_supply_coverage")
    assert briefing.indicators == (water, make_brief(15, GREEN))
    assert briefing.changes == {"en": ["first en", "second"], "zh": ["first zh", "second"]}
    assert briefing.figures == folder / "figures"
    assert briefing.departments() == ["园林局"]
    entry = PastLikelihood("2018-06-08", TONIGHT, 2018, 0.5)
    assert briefing.history == {GREEN: [entry], "water_supply_coverage": [entry]}


def test_a_run_without_its_manifest_yet_is_read_by_its_facts(tmp_path, make_run):
    folder = make_run(tmp_path)
    facts = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    (folder / "manifest.json").unlink()
    private = folder.rename(folder.with_name(f".{TONIGHT}.partial"))
    make_run(tmp_path, "2018-06-07-en-20261121T201500Z", 0.4, as_of="2018-06-07")
    briefing = load_briefing(private, facts)
    assert [run for _, run, _ in told(briefing)] == ["2018-06-07-en-20261121T201500Z", TONIGHT]


def test_earlier_days_are_told_oldest_first_and_of_each_day_the_newest_run(tmp_path, make_run):
    make_run(tmp_path, "2018-06-07-en-20261121T201500Z", 0.2, as_of="2018-06-07")
    make_run(tmp_path, "2018-06-07-en-20261121T201500Z-2", 0.3, as_of="2018-06-07")
    make_run(tmp_path, "2018-06-01-zh-20261120T201500Z", 0.1, as_of="2018-06-01")
    make_run(tmp_path, "2018-06-08-en-20261120T201500Z", 0.9)  # tonight asks for that day again
    assert told(load_briefing(make_run(tmp_path))) == [
        ("2018-06-01", "2018-06-01-zh-20261120T201500Z", 0.1),
        ("2018-06-07", "2018-06-07-en-20261121T201500Z-2", 0.3),
        ("2018-06-08", TONIGHT, 0.5),
    ]


@pytest.mark.parametrize("other", [{"area": "Nanning"}, {"method": "line"}])
def test_runs_for_another_area_or_by_another_method_are_left_out(tmp_path, other, make_run):
    make_run(tmp_path, "2018-06-07-en-20261121T201500Z", 0.2, as_of="2018-06-07", **other)
    assert told(load_briefing(make_run(tmp_path))) == [("2018-06-08", TONIGHT, 0.5)]


def test_a_run_as_of_a_later_day_knew_more_and_is_left_out(tmp_path, make_run):
    make_run(tmp_path, "2019-06-30-en-20261121T201500Z", 0.1, as_of="2019-06-30")
    assert told(load_briefing(make_run(tmp_path))) == [("2018-06-08", TONIGHT, 0.5)]


def test_the_history_is_found_from_inside_the_runs_too(tmp_path, make_run, monkeypatch):
    make_run(tmp_path, "2018-06-07-en-20261121T201500Z", 0.2, as_of="2018-06-07")
    folder = make_run(tmp_path)
    monkeypatch.chdir(folder)
    assert load_briefing(Path(".")) == load_briefing(folder)
    assert len(told(load_briefing(Path(".")))) == 2


def test_a_run_without_its_forecasts_is_refused_in_words(tmp_path, make_run):
    folder = make_run(tmp_path)
    (folder / "forecasts.parquet").unlink()
    with pytest.raises(DataError, match=r"its briefs cannot be read .*RUN-BRIEFS"):
        load_briefing(folder)


def test_a_run_that_began_later_does_not_change_what_an_earlier_one_says(tmp_path, make_run):
    folder = make_run(tmp_path)
    before = load_briefing(folder)
    make_run(tmp_path, "2018-06-07-en-20261123T201500Z", 0.2, as_of="2018-06-07")
    assert load_briefing(folder) == before


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("manifest.json", None),
        ("manifest.json", b"{"),
        ("manifest.json", b"[]"),
        ("manifest.json", b"null"),
        ("manifest.json", b'{"parameters": []}'),
        ("manifest.json", b'{"parameters": {"area": "Liuzhou", "method": "pooled"}}'),
        (
            "manifest.json",
            b'{"parameters": {"area": "Liuzhou", "method": "pooled", "as_of": "soon"}}',
        ),
        ("manifest.json", b"\xff\xfe"),
        ("forecasts.parquet", None),
        ("forecasts.parquet", b"no table"),
    ],
)
def test_an_earlier_run_that_is_damaged_is_skipped(tmp_path, name, content, make_run):
    damaged = make_run(tmp_path, "2018-06-07-en-20261121T201500Z", 0.2, as_of="2018-06-07")
    (damaged / name).unlink()
    if content is not None:
        (damaged / name).write_bytes(content)
    make_run(tmp_path, "2018-06-06-en-20261120T201500Z", 0.1, as_of="2018-06-06")
    (tmp_path / "runs" / "2018-x-20261119T201500Z").write_text("a file, no run")
    days = [day for day, _, _ in told(load_briefing(make_run(tmp_path)))]
    assert days == ["2018-06-06", "2018-06-08"]


@pytest.mark.parametrize("changes", [None, {"likelihood": "much"}, {"year": "next"}])
def test_an_earlier_run_whose_table_holds_no_likelihoods_is_skipped(tmp_path, changes, make_run):
    other = make_run(tmp_path, "2018-06-07-en-20261121T201500Z", 0.2, as_of="2018-06-07")
    table = pd.read_parquet(other / "forecasts.parquet")
    table = table.assign(**changes) if changes else table.drop(columns="likelihood")
    table.to_parquet(other / "forecasts.parquet", index=False)
    assert told(load_briefing(make_run(tmp_path))) == [("2018-06-08", TONIGHT, 0.5)]


def test_a_likelihood_that_is_not_known_is_not_a_number(tmp_path, make_run):
    make_run(tmp_path, "2018-06-07-en-20261121T201500Z", math.nan, as_of="2018-06-07")
    first, second = told(load_briefing(make_run(tmp_path)))
    assert math.isnan(first[2])
    assert second[2] == 0.5


def test_an_earlier_run_of_a_version_without_briefs_still_counts_in_the_history(tmp_path, make_run):
    old = make_run(tmp_path, "2018-06-07-en-20261121T201500Z", 0.2, as_of="2018-06-07")
    shutil.rmtree(old / "briefs")
    assert [day for day, _, _ in told(load_briefing(make_run(tmp_path)))] == [
        "2018-06-07",
        "2018-06-08",
    ]


def test_only_the_newest_runs_are_looked_at(tmp_path, monkeypatch, make_run):
    monkeypatch.setattr("urbanstats.nightly.digest.MOST_RUNS", 2)
    for day in range(1, 6):
        make_run(tmp_path, f"2018-06-0{day}-en-2026112{day}T000000Z", 0.2, as_of=f"2018-06-0{day}")
    folder = make_run(tmp_path, "2018-06-08-en-20261130T000000Z")
    facts = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    days = [entry.as_of for entry in load_history(folder, facts)[GREEN]]
    assert days == ["2018-06-04", "2018-06-05", "2018-06-08"]


def test_an_old_run_without_briefs_is_refused_by_name(tmp_path, make_run):
    folder = make_run(tmp_path)
    shutil.rmtree(folder / "briefs")
    with pytest.raises(DataError) as caught:
        load_briefing(folder)
    assert str(caught.value) == (
        f"{TONIGHT}: its briefs cannot be read (KeyError: 'scorecard'). A published run of "
        "version 0.3 or newer is expected: run `urbanstats nightly` and name the new run.  "
        "[RUN-BRIEFS]"
    )


@pytest.mark.parametrize("content", ["{", "[]", "null", '{"number": 1}', '{"departments": []}'])
def test_a_brief_that_is_cut_off_is_refused(tmp_path, content, make_run):
    folder = make_run(tmp_path)
    (folder / "briefs" / f"15_{GREEN}.json").write_text(content)
    with pytest.raises(DataError, match="RUN-BRIEFS"):
        load_briefing(folder)


def test_the_command_writes_the_pages_of_the_newest_run_beside_the_runs(
    tmp_path, monkeypatch, capsys, make_run
):
    monkeypatch.chdir(tmp_path)
    make_run(tmp_path, "2018-06-07-en-20261121T201500Z", as_of="2018-06-07")
    make_run(tmp_path)
    assert cli.main(["page"]) == 0
    assert capsys.readouterr().out == f"site/{TONIGHT}/index.en.html: 6 pages of run {TONIGHT}\n"
    assert (tmp_path / "site" / TONIGHT / "15_green_coverage.en.html").is_file()


def test_the_command_takes_a_run_from_elsewhere_and_a_folder_to_write_into(
    tmp_path, capsys, make_run
):
    folder = make_run(tmp_path / "usb stick")
    assert cli.main(["page", str(folder), "--out", str(tmp_path / "pages")]) == 0
    assert capsys.readouterr().out.startswith(f"{tmp_path}/pages/index.en.html: 6 pages")


def test_the_command_never_writes_into_a_published_run_not_even_through_a_link(
    tmp_path, snapshot, capsys, make_run
):
    folder = make_run(tmp_path)
    (folder / "site").mkdir()
    (tmp_path / "latest").symlink_to(folder / "site")
    before = snapshot(folder)
    for place in (folder / "site", folder / "new" / "deep", tmp_path / "latest"):
        assert cli.main(["page", str(folder), "--out", str(place)]) == 2
        assert capsys.readouterr().err == (
            f"urbanstats: parameters: --out: {place} lies in a published run, which is never "
            "changed. A place outside of it is expected: name another one.  [PAR-OUT]\n"
        )
    assert snapshot(folder) == before


def test_without_any_run_the_command_says_what_to_do(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert cli.main(["page"]) == 2
    assert capsys.readouterr().err == (
        "urbanstats: parameters: runs: no run has been published here. The folder of a published "
        "run is expected: name one, or run 'urbanstats nightly' first.  [PAR-RUN]\n"
    )
