"""A fault at any step of storing: the last good run stays, and the next night is whole."""

import errno
import os
import shutil
from types import SimpleNamespace

import pandas as pd
import pytest

from urbanstats.errors import StorageError
from urbanstats.nightly.manifest import verify_run
from urbanstats.nightly.night import run_night
from urbanstats.nightly.result import Result, read_result, save_result
from urbanstats.nightly.runner import Outcome
from urbanstats.nightly.storage import storage_errors

STEPS = {"fsync": os, "replace": os, "mkdir": os, "symlink": os, "rmtree": shutil}
FACTS = {"likelihood": 0.25, "status": "forecast", "note": "", "q0.1": 61.5, "q0.9": 62.5}
COLUMNS = ["indicator", "year", *FACTS]


class Killed(BaseException):
    """Stands for a kill: nothing in the package catches it."""


def instant_jobs(jobs, folder, *, on_done, **_):
    """Stand in for `run_jobs`: every notebook succeeds at once, without a kernel."""
    for job in jobs:
        indicator, years = (job.parameters[name] for name in ("indicator", "target_years"))
        rows = [{"indicator": indicator, "year": year, **FACTS} for year in years]
        with storage_errors(folder):
            save_result(folder / job.name / "result", pd.DataFrame(rows, columns=COLUMNS))
        (folder / job.name / "executed.ipynb").write_text("{}")
        figure = folder / job.name / "result" / "figures" / f"{job.name}.svg"
        figure.write_text("<svg/>")
        table = read_result(folder / job.name / "result").table
        on_done(Outcome(job.name, 0.1, Result(table, (figure,))))


@pytest.fixture
def archive(tmp_path, monkeypatch, plan, make_night, make_jobs, snapshot):
    """Give an archive with one good run, and functions to run and to check it."""
    monkeypatch.setattr("urbanstats.nightly.night.run_jobs", instant_jobs)
    monkeypatch.setattr(os, "fsync", lambda handle: None)  # counted, but not waited for
    night = make_night(tmp_path / "out", indicators=("green_coverage",))
    jobs = make_jobs(night, tmp_path)
    good = run_night(night, plan, jobs)
    before = snapshot(good.folder)

    def check():
        assert snapshot(good.folder) == before
        latest = night.out / "figures" / "latest"
        run = os.readlink(latest) if latest.is_symlink() else latest.read_text()
        assert verify_run(night.out / "runs" / run)["rows"] == 3
        assert (night.out / "figures" / run / "15_green_coverage.svg").is_file()

    return SimpleNamespace(run=lambda: run_night(night, plan, jobs), check=check, out=night.out)


@pytest.fixture
def fault(monkeypatch):
    """Give a context in which one call of the system fails, or all calls from it on."""

    def inject(context, at: int, error: BaseException, forever: bool) -> list[str]:
        calls: list[str] = []

        def wrap(name, real):
            def call(*words, **options):
                calls.append(name)
                if len(calls) == at or (forever and len(calls) > at):
                    raise error
                return real(*words, **options)

            return call

        for name, module in STEPS.items():
            context.setattr(module, name, wrap(name, getattr(module, name)))
        return calls

    return inject


def number_of_steps(archive, fault, monkeypatch) -> int:
    with monkeypatch.context() as context:
        calls = fault(context, at=0, error=OSError(), forever=False)
        archive.run()
    return len(calls)


@pytest.mark.slow
@pytest.mark.parametrize("forever", [False, True], ids=["once", "ever after"])
def test_a_full_disk_at_any_step_harms_nothing(archive, fault, monkeypatch, forever):
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    refused, steps = [], number_of_steps(archive, fault, monkeypatch)
    for step in range(1, steps + 1):
        with monkeypatch.context() as context:
            fault(context, step, full, forever)
            try:
                archive.run()
            except StorageError as error:
                refused.append(str(error))
        archive.check()
    assert all("No space left on device" in message for message in refused)
    assert len(refused) > steps * 0.8  # a folder that is there, or a link, can be done without
    archive.run()
    archive.check()


@pytest.mark.slow
def test_a_kill_at_any_step_harms_nothing(archive, fault, monkeypatch):
    steps = number_of_steps(archive, fault, monkeypatch)
    assert steps > 20
    for step in range(1, steps + 1):
        with monkeypatch.context() as context:
            fault(context, step, Killed(), forever=True)
            with pytest.raises(Killed):
                archive.run()
        archive.check()
    archive.run()
    archive.check()
    assert [name for name in os.listdir(archive.out / "runs") if "partial" in name] == []
