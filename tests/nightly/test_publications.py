"""What a night leaves to read: pages and slides with every run whose notebooks left briefs."""

import html
import json
import os
from dataclasses import replace

import pytest
from matplotlib.figure import Figure

from urbanstats.errors import DataError
from urbanstats.nightly.manifest import verify_run
from urbanstats.nightly.night import SCORECARD, run_night

NAMES = {"10_water_supply_coverage": 10, "15_green_coverage": 15}


@pytest.fixture
def briefs(left, make_brief, make_overview):
    """Let each notebook of a night leave a small brief, and half a slide's figure."""
    left[SCORECARD] = {"brief": make_overview()}
    for name, number in NAMES.items():
        figures = {f"{name}_fan_half_en": Figure((1, 1))}
        left[name] = {"brief": make_brief(number, name[3:]), "figures": figures}
    return left


def test_a_night_publishes_its_pages_and_shows_them_as_the_latest(
    tmp_path, plan, make_night, make_jobs, briefs
):
    night = make_night(tmp_path / "out")
    jobs = make_jobs(night, tmp_path)
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
    tmp_path, plan, make_night, make_jobs, briefs
):
    night = make_night(tmp_path / "out")
    jobs = make_jobs(night, tmp_path)
    for name in ("15_green_coverage", SCORECARD, "10_water_supply_coverage"):
        del briefs[name]["brief"]
        assert not (run_night(night, plan, jobs).folder / "site").exists()
    assert not (night.out / "site").exists()


def test_a_brief_that_cannot_be_laid_out_stops_the_night_and_the_last_pages_stay(
    tmp_path, plan, make_night, make_jobs, briefs
):
    night = make_night(tmp_path / "out")
    jobs = make_jobs(night, tmp_path)
    door = night.out / "site" / "latest" / "index.html"
    run_night(night, plan, jobs)
    before = door.read_bytes()
    green = briefs["15_green_coverage"]
    green["brief"] = replace(green["brief"], id="../green")
    with pytest.raises(DataError, match="PAGE-NAME"):
        run_night(night, plan, jobs)
    assert door.read_bytes() == before
    assert json.loads((night.out / "runs" / "status.json").read_text())["outcome"] == "failed"
