"""The manifest tells what a run rests on, and every later change of a file."""

import json
from datetime import UTC, datetime

import pandas as pd
import pytest

from urbanstats import __version__
from urbanstats.errors import NotebookError, StorageError
from urbanstats.nightly.manifest import Run, verify_run, write_manifest
from urbanstats.nightly.result import Result
from urbanstats.nightly.runner import Outcome

ENDING = (
    "A run exactly as it was published is expected: bring the folder back from a copy, or run "
    "the night again.  [STORE-CORRUPT]"
)
BROKEN = NotebookError("NB-DEAD", number=2)


@pytest.fixture
def run(tmp_path, make_night, make_jobs):
    folder = tmp_path / "run"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "figures.csv").write_text("year,value\n2017,64.01\n")
    (folder / "forecasts.csv").write_text("year,likelihood\n2018,0.5\n")
    done = Outcome("scorecard", 2.04, Result(pd.DataFrame(), ()))
    outcomes = {
        "scorecard": done,
        "15_green_coverage": Outcome("15_green_coverage", 1, error=BROKEN),
    }
    began = datetime(2026, 11, 22, 20, 15, tzinfo=UTC)
    night = make_night(tmp_path)
    return Run("2018-06-08-en", folder, night, make_jobs(night, tmp_path), began, outcomes)


@pytest.fixture
def published(run):
    write_manifest(run, "published", rows=6)
    return run.folder


def test_the_manifest_tells_what_was_asked_and_what_came_of_it(run, published):
    manifest = json.loads((published / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["run"] == "2018-06-08-en"
    assert manifest["outcome"] == "published"
    assert manifest["started"] == "2026-11-22T20:15:00Z"
    assert manifest["rows"] == 6
    assert manifest["parameters"] == {
        "as_of": "2018-06-08",
        "indicators": ["water_supply_coverage", "green_coverage"],
        "area": "Liuzhou",
        "method": "pooled",
        "language": "en",
        "workers": 2,
        "timeout": 60,
    }
    assert manifest["versions"]["urbanstats"] == __version__
    assert {"python", "numpy", "pandas", "papermill"} < set(manifest["versions"])
    assert str(run.folder) not in json.dumps(manifest)


def test_the_manifest_names_data_and_files_by_their_hash(published):
    manifest = json.loads((published / "manifest.json").read_text(encoding="utf-8"))
    assert list(manifest["data"]) == ["figures.csv"]
    assert list(manifest["files"]) == ["data/figures.csv", "forecasts.csv"]
    assert manifest["data"]["figures.csv"] == manifest["files"]["data/figures.csv"]
    assert len(manifest["files"]["forecasts.csv"]) == 64


def test_the_manifest_tells_the_outcome_of_every_notebook(published):
    notebooks = json.loads((published / "manifest.json").read_text())["notebooks"]
    assert {name: one["outcome"] for name, one in notebooks.items()} == {
        "scorecard": "done",
        "10_water_supply_coverage": "failed",
        "15_green_coverage": "failed",
    }
    assert notebooks["scorecard"]["seconds"] == 2.0
    assert notebooks["15_green_coverage"]["error"] == str(BROKEN)
    assert notebooks["10_water_supply_coverage"]["error"] == "stopped before its end"


def test_a_run_as_it_was_published_is_whole(published):
    assert verify_run(published)["rows"] == 6


@pytest.mark.parametrize("name", ["forecasts.csv", "data/figures.csv"])
def test_one_flipped_bit_is_found_and_named(published, name):
    content = bytearray((published / name).read_bytes())
    content[-3] ^= 1
    (published / name).write_bytes(content)
    with pytest.raises(StorageError) as caught:
        verify_run(published)
    assert str(caught.value) == (
        f"{published}/{name}: the file is not the one that was published. {ENDING}"
    )


def test_a_missing_file_is_found_and_named(published):
    (published / "forecasts.csv").unlink()
    with pytest.raises(StorageError, match=r"run/forecasts\.csv: the file is missing\. A run"):
        verify_run(published)


def test_a_file_that_was_added_is_found_and_named(published):
    (published / "notes.txt").write_text("")
    with pytest.raises(StorageError, match=r"notes\.txt: the run did not write this file\. A run"):
        verify_run(published)


@pytest.mark.parametrize("name", ["manifest.json", "manifest.sha256"])
def test_a_changed_manifest_is_found(published, name):
    content = (published / name).read_bytes()
    (published / name).write_bytes(content.replace(b"3", b"4", 1))
    with pytest.raises(StorageError) as caught:
        verify_run(published)
    assert str(caught.value) == (
        f"{published}/manifest.json: it does not have the hash that manifest.sha256 records. "
        f"{ENDING}"
    )


def test_a_folder_without_a_manifest_is_no_run(tmp_path):
    with pytest.raises(StorageError) as caught:
        verify_run(tmp_path)
    assert str(caught.value) == (
        f"{tmp_path}: it holds no manifest, so it is not a published run. {ENDING}"
    )
