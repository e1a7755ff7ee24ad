"""What a night leaves to read: pages and slides with every run whose notebooks left briefs."""

import html
import json
import os

import pytest

from urbanstats.errors import DataError
from urbanstats.nightly.manifest import verify_run
from urbanstats.nightly.night import SCORECARD, run_night

SAVES_A_BRIEF = """
import json
import pandas as pd
from pathlib import Path
from matplotlib.figure import Figure
from urbanstats.nightly.result import save_result
from urbanstats.present.brief import Brief
from urbanstats.present.briefing import Overview
path = Path({path!r})
data = json.loads(path.read_text(encoding="utf-8"))
figures = {{f"{{path.stem}}_fan_half_en": Figure()}} if indicator else {{}}
facts = {{"likelihood": 0.5, "status": "forecast", "note": "", "q0.1": 43.0, "q0.9": 45.0}}
rows = [{{"indicator": indicator, "year": year, **facts}} for year in target_years]
brief = (Brief if indicator else Overview).from_data(data)
save_result(output, pd.DataFrame(rows), figures, brief)
"""
NAMES = {"10_water_supply_coverage": 10, "15_green_coverage": 15}


@pytest.fixture
def cells(tmp_path, make_brief, make_overview):
    """Give the cell of each notebook of a night: it saves rows and a small brief."""
    briefs = {name: make_brief(number, name[3:]) for name, number in NAMES.items()}
    briefs[SCORECARD] = make_overview()
    for name, brief in briefs.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(brief.to_data()), encoding="utf-8")
    return {name: SAVES_A_BRIEF.format(path=str(tmp_path / f"{name}.json")) for name in briefs}


def test_a_night_publishes_its_pages_and_shows_them_as_the_latest(
    tmp_path, plan, make_night, make_jobs, cells
):
    night = make_night(tmp_path / "out")
    jobs = make_jobs(night, tmp_path, **cells)
    first = run_night(night, plan, jobs)
    pages = sorted(os.listdir(first.folder / "site"))
    stems = ["10_water_supply_coverage", "15_green_coverage", "index"]
    assert pages == sorted(f"{stem}{end}" for stem in stems for end in (".html", ".en.html"))
    files = verify_run(first.folder)["files"]
    assert {f"site/{page}" for page in pages} | {"briefing_en.pptx"} <= set(files)
    door = night.out / "site" / "latest" / "index.html"
    assert first.id in door.read_text(encoding="utf-8")
    second = run_night(night, plan, jobs)
    told = html.unescape(door.read_text(encoding="utf-8"))
    changes = (second.folder / "digest.zh.txt").read_text(encoding="utf-8").splitlines()
    assert second.id in told
    assert all(line in told for line in changes)
    assert "首次运行" not in told
    verify_run(first.folder)


def test_a_night_whose_notebooks_leave_no_or_not_all_briefs_has_no_pages(
    tmp_path, plan, make_night, make_jobs, cells, truthful
):
    night = make_night(tmp_path / "out")
    for own in ({}, cells | {"15_green_coverage": truthful}):
        folder = run_night(night, plan, make_jobs(night, tmp_path, **own)).folder
        assert not (folder / "site").exists()
    assert not (night.out / "site").exists()


def test_a_brief_that_cannot_be_laid_out_stops_the_night_and_the_last_pages_stay(
    tmp_path, plan, make_night, make_jobs, cells
):
    night = make_night(tmp_path / "out")
    jobs = make_jobs(night, tmp_path, **cells)
    door = night.out / "site" / "latest" / "index.html"
    run_night(night, plan, jobs)
    before = door.read_bytes()
    path = tmp_path / "15_green_coverage.json"
    brief = json.loads(path.read_text(encoding="utf-8")) | {"id": "../green"}
    path.write_text(json.dumps(brief), encoding="utf-8")
    with pytest.raises(DataError, match="PAGE-NAME"):
        run_night(night, plan, jobs)
    assert door.read_bytes() == before
    assert json.loads((night.out / "runs" / "status.json").read_text())["outcome"] == "failed"
