"""Whole nights with small real notebooks: published all at once, or not at all."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from types import SimpleNamespace

import pandas as pd
import psutil
import pytest
from matplotlib.figure import Figure

from urbanstats.errors import LockedError, NotebookError, ParameterError
from urbanstats.nightly import archive, runner
from urbanstats.nightly.manifest import verify_run
from urbanstats.nightly.night import _undisturbed, list_jobs, run_night
from urbanstats.plan.package import hold_data
from urbanstats.present.alt import read_alt, set_alt

SHARED = 'area: str = ""\nas_of: str = ""\nmethod: str = ""\nlanguage: str = ""\noutput: str = ""\n'
OWN = 'indicator: str = ""\ntarget_years: list = []'
READS_DATA = "from urbanstats.plan.load import data_folder\nprint(data_folder().parent.name)\n"


def status(out) -> dict:
    return json.loads((out / "runs" / "status.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def nights(tmp_path_factory, plan, make_night, make_jobs, snapshot, truthful):
    """Run three nights in one archive: a good one, one with a failure, and a good one again."""
    folder = tmp_path_factory.mktemp("nights")
    night = make_night(folder / "out")
    first = run_night(
        night, plan, make_jobs(night, folder, **{"15_green_coverage": READS_DATA + truthful})
    )
    before = snapshot(first.folder)
    with pytest.raises(NotebookError) as caught:
        run_night(night, plan, make_jobs(night, folder, **{"10_water_supply_coverage": "1 / 0"}))
    facts = {"error": caught.value, "status": status(night.out), "before": before}
    facts["latest"] = os.readlink(night.out / "figures" / "latest")
    alone = make_night(folder / "out", workers=1)
    again = run_night(alone, plan, make_jobs(alone, folder))
    return SimpleNamespace(out=night.out, first=first, again=again, **facts)


def test_the_jobs_of_a_night_are_the_scorecard_and_one_per_indicator(
    make_night, plan, tmp_path, write_notebook
):
    write_notebook(tmp_path / "forecast_indicator.ipynb", parameters=SHARED + OWN)
    write_notebook(tmp_path / "scorecard.ipynb", parameters=SHARED + "indicators: list = []")
    jobs = list_jobs(make_night(tmp_path), plan, tmp_path)
    names = ["scorecard", "10_water_supply_coverage", "15_green_coverage"]
    assert [job.name for job in jobs] == names
    assert dict(jobs[2].parameters) == {
        "indicator": "green_coverage",
        "target_years": [2018, 2019, 2020],
        "area": "Liuzhou",
        "as_of": "2018-06-08",
        "method": "pooled",
        "language": "en",
    }


def test_a_notebook_that_does_not_take_what_it_is_given_is_refused_before_anything_runs(
    make_night, plan, tmp_path, write_notebook
):
    write_notebook(tmp_path / "scorecard.ipynb")
    with pytest.raises(ParameterError, match="there is no parameter 'indicators'"):
        list_jobs(make_night(tmp_path), plan, tmp_path)


def test_a_night_publishes_notebooks_forecasts_and_a_manifest(nights):
    assert sorted(os.listdir(nights.first.folder)) == [
        "briefs",
        "data",
        "digest.en.txt",
        "digest.json",
        "digest.zh.txt",
        "figures",
        "forecasts.csv",
        "forecasts.parquet",
        "manifest.json",
        "manifest.sha256",
        "notebooks",
    ]
    assert verify_run(nights.first.folder)["rows"] == 6


def test_the_forecasts_hold_every_target_in_the_order_of_the_plan(nights):
    table = pd.read_parquet(nights.first.folder / "forecasts.parquet")
    names = ["water_supply_coverage"] * 3 + ["green_coverage"] * 3
    assert table["indicator"].tolist() == names
    assert table["year"].tolist() == [2018, 2019, 2020] * 2
    written = pd.read_csv(nights.first.folder / "forecasts.csv", keep_default_na=False)
    pd.testing.assert_frame_equal(table, written)


def test_notebooks_read_a_copy_of_the_data_that_nothing_changes_under_them(nights):
    executed = nights.first.folder / "notebooks" / "15_green_coverage.ipynb"
    assert f".{nights.first.id}.partial" in executed.read_text(encoding="utf-8")


def test_a_failure_is_named_and_the_message_says_where_all_is_kept(nights):
    run = nights.status["run"]
    assert str(nights.error) == (
        f"run {run}: 1 of 3 notebooks failed (10_water_supply_coverage), the first at cell 2 "
        "(begins: 1 / 0): ZeroDivisionError: division by zero. Every notebook is expected to "
        f"save a whole result: look into runs/failed/{run}; nothing was published, the last run "
        "stays.  [NIGHT-FAILED]"
    )
    assert nights.error.exit_code == 4


def test_the_rest_finish_and_everything_is_kept(nights):
    kept = nights.out / "runs" / "failed" / nights.status["run"]
    notebooks = json.loads((kept / "manifest.json").read_text(encoding="utf-8"))["notebooks"]
    assert {name: one["outcome"] for name, one in notebooks.items()} == {
        "scorecard": "done",
        "10_water_supply_coverage": "failed",
        "15_green_coverage": "done",
    }
    assert (
        "cell 2 (begins: 1 / 0): ZeroDivisionError"
        in notebooks["10_water_supply_coverage"]["error"]
    )
    assert (kept / "work" / "10_water_supply_coverage" / "executed.ipynb").is_file()


def test_the_status_names_the_failed_notebook_and_the_last_published_run(nights):
    told = {k: v for k, v in nights.status.items() if k not in ("run", "finished", "error")}
    assert told == {
        "outcome": "failed",
        "exit_code": 4,
        "failed": ["10_water_supply_coverage"],
        "last_published": nights.first.id,
    }


def test_the_last_good_run_stays_byte_for_byte(nights, snapshot):
    assert snapshot(nights.first.folder) == nights.before
    assert nights.latest == nights.first.id


def test_equal_nights_give_equal_numbers_with_any_number_of_workers(nights):
    for name in ("forecasts.parquet", "forecasts.csv"):
        first, again = (one.folder / name for one in (nights.first, nights.again))
        assert first.read_bytes() == again.read_bytes()


def test_a_night_is_compared_with_the_last_published_one_and_not_with_a_failed_one(nights):
    told = json.loads((nights.again.folder / "digest.json").read_text(encoding="utf-8"))
    assert (told["since"], told["reason"]) == (nights.first.id, None)
    lines = (nights.again.folder / "digest.en.txt").read_text(encoding="utf-8").splitlines()
    assert lines[1:] == ["None of 6 likelihoods changed by 1 point or more."]
    names = {"alt_en.txt", "changes_en.png", "changes_en.svg"}
    assert set(os.listdir(nights.again.folder / "figures")) == names


def test_what_every_figure_shows_stands_in_one_file_beside_them(nights):
    figures = nights.again.folder / "figures"
    told = (figures / "alt_en.txt").read_text(encoding="utf-8")
    assert told == f"changes_en\n{read_alt(figures / 'changes_en.png')}\n"
    assert "None of 6 likelihoods changed by 1 point or more." in told
    assert (nights.first.folder / "figures" / "alt_en.txt").read_bytes() == b""


def test_a_figure_of_a_night_is_found_under_its_stable_name(
    make_night, plan, make_jobs, tmp_path, left
):
    name, figure = "15_green_coverage_fan_zh", Figure()
    set_alt(figure.add_subplot(), "绿化覆盖率", ["可能性44%。"], "zh")
    left["15_green_coverage"] = {"figures": {name: figure}}
    night = make_night(tmp_path / "out", indicators=("green_coverage",), language="zh")
    run_night(night, plan, make_jobs(night, tmp_path))
    latest = night.out / "figures" / "latest"
    names = {"alt_zh.txt", f"{name}.png", f"{name}.svg"}
    assert {path.name for path in latest.iterdir()} == names
    listed = (latest / "alt_zh.txt").read_text(encoding="utf-8")
    assert listed == f"{name}\n绿化覆盖率。可能性44%。\n"


def test_an_archive_holds_runs_and_nothing_temporary(nights):
    names = {".lock", "failed", "status.json", nights.first.id, nights.again.id}
    assert set(os.listdir(nights.out / "runs")) == names
    assert set(os.listdir(nights.out / "figures")) == {"latest", nights.first.id, nights.again.id}


def test_a_number_nobody_could_mean_is_not_published(make_night, plan, make_jobs, tmp_path, left):
    night = make_night(tmp_path / "out", indicators=("green_coverage",))
    left["15_green_coverage"] = {"facts": {"likelihood": 1.25}}
    with pytest.raises(NotebookError) as caught:
        run_night(night, plan, make_jobs(night, tmp_path))
    assert caught.value.code == "OUT-RANGE"
    assert status(night.out)["last_published"] is None
    assert not (night.out / "figures" / "latest").exists()


def test_a_second_night_is_refused_while_one_is_at_work(make_night, plan, tmp_path):
    night = make_night(tmp_path)
    with archive.hold_lock(tmp_path), pytest.raises(LockedError):
        run_night(night, plan, ())


SLOW_NIGHT = """
import sys
from pathlib import Path
import urbanstats.cli, urbanstats.nightly.night as night
from urbanstats.nightly import runner

if __name__ == "__main__":
    runner.WARM = {warm!r}
    night.list_jobs = lambda *_: (runner.Job("scorecard", Path("slow.ipynb").resolve()),)
    sys.exit(urbanstats.cli.main(["nightly", "--as-of", "2018-06-08"]))
"""


@contextmanager
def slow_night(folder, write_notebook):
    """Run a night that never ends in a process of its own, once its kernel is at work."""
    marker = folder / "marker"
    cell = f"import pathlib, time\npathlib.Path({str(marker)!r}).touch()\ntime.sleep(600)"
    write_notebook(folder / "slow.ipynb", cell)
    (folder / "slow_night.py").write_text(SLOW_NIGHT.format(warm=runner.WARM))
    words = [sys.executable, "slow_night.py"]
    with subprocess.Popen(words, cwd=folder, stderr=subprocess.PIPE, text=True) as process:
        try:
            end = time.monotonic() + 60
            while not marker.exists():
                assert process.poll() is None, process.stderr.read()
                assert time.monotonic() < end, "the night did not begin"
                time.sleep(0.05)
            yield process
        finally:
            process.kill()


@pytest.mark.slow
def test_a_stopped_night_ends_tidily_and_says_so(tmp_path, write_notebook):
    with slow_night(tmp_path, write_notebook) as process:
        family = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGTERM)
        _, error = process.communicate(timeout=20)
    told = status(tmp_path)
    assert (process.returncode, told["outcome"]) == (4, "stopped")
    assert (tmp_path / "runs" / "failed" / told["run"] / "manifest.json").is_file()
    assert psutil.wait_procs(family, timeout=10)[1] == []
    assert error.splitlines()[-1] == (
        f"urbanstats: notebooks: run {told['run']}: it was stopped before its end. A night that "
        "is left to finish is expected: start it again; what it left is in "
        f"runs/failed/{told['run']}.  [NIGHT-STOPPED]"
    )


def test_a_night_that_is_interrupted_at_the_keyboard_ends_in_the_same_way(
    tmp_path, plan, make_night, make_jobs, monkeypatch
):
    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("urbanstats.nightly.night.run_jobs", interrupt)
    night = make_night(tmp_path / "out")
    with pytest.raises(NotebookError, match="NIGHT-STOPPED"):
        run_night(night, plan, make_jobs(night, tmp_path))
    told = status(night.out)
    assert told["outcome"] == "stopped"
    assert (night.out / "runs" / "failed" / told["run"] / "manifest.json").is_file()


@pytest.mark.slow
def test_a_killed_night_leaves_nothing_running_and_the_next_one_is_whole(
    tmp_path, write_notebook, make_night, make_jobs, plan, monkeypatch, tmp_path_factory, left
):
    temporary = tmp_path_factory.mktemp("t")  # a short path, or the night goes elsewhere
    monkeypatch.setenv("TMPDIR", str(temporary))
    with slow_night(tmp_path, write_notebook) as process:
        family = psutil.Process(process.pid).children(recursive=True)
        assert len(list(temporary.glob("urbanstats-*"))) == 1
        process.kill()
        process.communicate()
    assert psutil.wait_procs(family, timeout=10)[1] == []
    assert list(temporary.glob("urbanstats-*")) == []
    night = make_night(tmp_path, indicators=("green_coverage",))
    published = run_night(night, plan, make_jobs(night, tmp_path))
    assert verify_run(published.folder)["outcome"] == "published"
    assert len(os.listdir(tmp_path / "runs" / "failed")) == 1


def test_nobody_changes_the_data_while_the_night_copies_it(tmp_path):
    with _undisturbed(tmp_path) as data:
        assert data == tmp_path
        with pytest.raises(LockedError), hold_data(tmp_path, wait=0.01):
            pass
    with hold_data(tmp_path, wait=0.01):
        pass


def test_data_that_nobody_can_change_are_copied_without_a_lock(tmp_path, monkeypatch):
    def refuse(data):
        raise PermissionError(data)

    monkeypatch.setattr("urbanstats.nightly.night.hold_data", refuse)
    with _undisturbed(tmp_path) as data:
        assert data == tmp_path
