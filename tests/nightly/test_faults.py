"""A fault at any step of storing: the last good run stays, and the next night is whole."""

import errno
import os
import shutil
from types import SimpleNamespace

import pytest

from urbanstats.errors import StorageError
from urbanstats.files.atomic import replace_json, storage_errors
from urbanstats.nightly.manifest import verify_run
from urbanstats.nightly.night import run_night

STEPS = {"fsync": os, "replace": os, "mkdir": os, "symlink": os, "rmtree": shutil}


class Killed(BaseException):
    """Stands for a kill: nothing in the package catches it."""


@pytest.fixture
def only_storing(monkeypatch, tmp_path):
    """Let a night do nothing but store: little data, and a digest that compares nothing.

    So every step of storing is tried in a hundredth of a night's time.
    """

    def plain_digest(run, table, plan):
        with storage_errors(run.folder):
            for name in ("digest.json", "digest.en.txt", "digest.zh.txt"):
                replace_json(run.folder / name, {})

    for name in ("datapackage.json", "plan/targets.csv"):
        (tmp_path / "data" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "data" / name).write_text("{}")
    monkeypatch.setenv("URBANSTATS_DATA", str(tmp_path / "data"))
    monkeypatch.setattr("urbanstats.nightly.night.write_digest", plain_digest)


@pytest.fixture
def store(tmp_path, monkeypatch, plan, make_night, make_jobs, snapshot, left):
    """Give an archive with one good run, and functions to run and to check it."""
    left["15_green_coverage"] = {"files": {"15_green_coverage.svg": "<svg/>"}}
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


def number_of_steps(store, fault, monkeypatch) -> int:
    with monkeypatch.context() as context:
        calls = fault(context, at=0, error=OSError(), forever=False)
        store.run()
    return len(calls)


def fill_the_disk(store, fault, monkeypatch, steps, forever) -> list[str]:
    """Run a night for each step at which the disk is full, and return what was refused."""
    full, refused = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), []
    for step in steps:
        with monkeypatch.context() as context:
            fault(context, step, full, forever)
            try:
                store.run()
            except StorageError as error:
                refused.append(str(error))
        store.check()
    assert all("No space left on device" in message for message in refused)
    return refused


@pytest.mark.parametrize("forever", [False, True], ids=["once", "ever after"])
def test_a_full_disk_at_any_step_of_storing_harms_nothing(
    only_storing, store, fault, monkeypatch, forever
):
    steps = range(1, number_of_steps(store, fault, monkeypatch) + 1)
    refused = fill_the_disk(store, fault, monkeypatch, steps, forever)
    assert len(refused) > len(steps) * 0.8  # a folder that is there, or a link, can be spared
    store.run()
    store.check()


def test_a_kill_at_any_step_of_storing_harms_nothing(only_storing, store, fault, monkeypatch):
    steps = number_of_steps(store, fault, monkeypatch)
    assert steps > 20
    for step in range(1, steps + 1):
        with monkeypatch.context() as context:
            fault(context, step, Killed(), forever=True)
            with pytest.raises(Killed):
                store.run()
        store.check()
    store.run()
    store.check()
    assert [name for name in os.listdir(store.out / "runs") if "partial" in name] == []


@pytest.mark.slow
def test_a_full_disk_at_steps_of_a_whole_night_harms_nothing(store, fault, monkeypatch):
    """With its digest, which must not hide a full disk as one more reason not to compare."""
    steps = range(2, number_of_steps(store, fault, monkeypatch), 7)
    assert len(fill_the_disk(store, fault, monkeypatch, steps, forever=False)) > len(steps) * 0.6
    store.run()
    store.check()
