"""A published run stays as it is, whatever happens to the next one."""

import json
import os
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from urbanstats.errors import LockedError, StorageError
from urbanstats.nightly import archive

MOMENT = datetime(2026, 11, 22, 20, 15, tzinfo=UTC)
RUN = "2018-06-08-en-20261122T201500Z"


def finish(out: Path, run: str, content: str = "picture") -> Path:
    """Publish a run that holds one figure."""
    folder = archive.open_run(out, run)
    (folder / "figures").mkdir()
    (folder / "figures" / "fan.svg").write_text(content)
    (folder / "manifest.json").write_text("{}")
    return archive.publish(out, run)


@pytest.fixture
def out(tmp_path):
    (tmp_path / "runs").mkdir()
    return tmp_path


def test_a_run_id_tells_origin_language_and_start_in_utc(out):
    assert archive.new_run_id(out, "2018-06-08", "en", MOMENT) == RUN


def test_two_runs_in_one_second_have_two_ids(out):
    finish(out, RUN)
    assert archive.new_run_id(out, "2018-06-08", "en", MOMENT) == f"{RUN}-2"
    (out / "runs" / "failed" / f"{RUN}-2").mkdir(parents=True)
    assert archive.new_run_id(out, "2018-06-08", "en", MOMENT) == f"{RUN}-3"


def test_a_run_is_private_until_it_is_published(out):
    folder = archive.open_run(out, RUN)
    assert folder == out / "runs" / f".{RUN}.partial"
    assert not (out / "runs" / RUN).exists()


def test_a_published_run_is_shown_under_figures_and_as_the_latest(out):
    finish(out, "2018-a", "first")
    finish(out, "2018-b", "second")
    assert os.readlink(out / "figures" / "latest") == "2018-b"
    assert (out / "figures" / "latest" / "fan.svg").read_text() == "second"
    assert (out / "figures" / "2018-a" / "fan.svg").read_text() == "first"
    assert sorted(os.listdir(out / "runs")) == ["2018-a", "2018-b"]


def test_the_whole_archive_can_be_moved(out, tmp_path_factory):
    finish(out, RUN)
    moved = out.rename(tmp_path_factory.mktemp("other") / "place with spaces 柳州")
    assert (moved / "figures" / "latest" / "fan.svg").read_text() == "picture"


def test_where_links_fail_figures_are_copied_and_latest_is_a_file(out, monkeypatch):
    def refuse(*_, **__):
        raise OSError("no links here")

    monkeypatch.setattr(Path, "symlink_to", refuse)
    finish(out, RUN)
    assert (out / "figures" / RUN / "fan.svg").read_text() == "picture"
    assert (out / "figures" / "latest").read_text() == RUN


def finish_with_pages(out: Path, run: str) -> Path:
    """Publish a run that holds one figure and one page."""
    folder = archive.open_run(out, run)
    for name in ("figures/fan.svg", "site/index.html"):
        (folder / name).parent.mkdir()
        (folder / name).write_text(run)
    (folder / "manifest.json").write_text("{}")
    return archive.publish(out, run)


def test_the_pages_of_the_newest_run_have_an_address_that_stays(out):
    door = out / "site" / "latest" / "index.html"
    finish_with_pages(out, "2018-a")
    assert door.read_text() == "2018-a"
    finish_with_pages(out, "2018-b")
    assert door.read_text() == "2018-b"
    assert os.readlink(out / "site" / "latest") == os.path.join("..", "runs", "2018-b", "site")
    finish(out, "2018-c")  # a run without pages takes nobody's away
    assert door.read_text() == "2018-b"
    assert os.listdir(out / "site") == ["latest"]


def test_a_run_without_pages_makes_no_folder_for_them(out):
    finish(out, "2018-a")
    assert not (out / "site").exists()


def test_where_links_fail_pages_are_copied_and_the_copy_is_replaced_whole(out, monkeypatch):
    def refuse(*_, **__):
        raise OSError("no links here")

    monkeypatch.setattr(Path, "symlink_to", refuse)
    finish_with_pages(out, "2018-a")
    (out / "site" / "latest" / "left.html").write_text("of an older run")
    finish_with_pages(out, "2018-b")
    assert (out / "site" / "latest" / "index.html").read_text() == "2018-b"
    assert os.listdir(out / "site" / "latest") == ["index.html"]


def test_a_link_is_never_followed_when_pages_are_copied_instead(out, monkeypatch):
    finish_with_pages(out, "2018-a")

    def refuse(*_, **__):
        raise OSError("no links here")

    monkeypatch.setattr(Path, "symlink_to", refuse)
    finish_with_pages(out, "2018-b")
    assert (out / "runs" / "2018-a" / "site" / "index.html").read_text() == "2018-a"
    assert (out / "site" / "latest" / "index.html").read_text() == "2018-b"


def test_a_failed_run_is_kept_and_the_last_good_one_is_untouched(out, snapshot):
    finish(out, "2018-a")
    before = snapshot(out)
    folder = archive.open_run(out, "2018-b")
    (folder / "half.txt").write_text("half")
    archive.keep_failed(out, "2018-b")
    after = snapshot(out)
    assert after.pop("runs/failed/2018-b/half.txt") == b"half"
    assert after == before


def test_what_an_interrupted_run_left_is_moved_aside_by_the_next(out):
    (archive.open_run(out, "2018-a") / "half.txt").write_text("half")
    archive.open_run(out, "2018-b")
    assert (out / "runs" / "failed" / "2018-a" / "half.txt").read_text() == "half"
    assert sorted(os.listdir(out / "runs")) == [".2018-b.partial", "failed"]


def test_a_run_interrupted_before_its_figures_were_shown_is_shown_by_the_next(out):
    finish(out, "2018-a")
    (out / "figures" / "2018-a").unlink()
    archive.open_run(out, "2018-b")
    assert (out / "figures" / "2018-a" / "fan.svg").read_text() == "picture"


def test_the_status_remembers_the_last_published_run(out):
    archive.write_status(out, {"outcome": "published", "run": "2018-a"})
    archive.write_status(out, {"outcome": "failed", "run": "2018-b"})
    assert json.loads((out / "runs" / "status.json").read_text()) == {
        "outcome": "failed",
        "run": "2018-b",
        "last_published": "2018-a",
    }


def test_a_damaged_status_is_replaced(out):
    (out / "runs" / "status.json").write_text("{")
    archive.write_status(out, {"outcome": "published", "run": "2018-a"})
    assert json.loads((out / "runs" / "status.json").read_text())["last_published"] == "2018-a"


def test_a_second_run_is_refused_and_told_who_is_at_work(out):
    with archive.hold_lock(out):
        holder = json.loads((out / "runs" / ".running.json").read_text())
        with pytest.raises(LockedError) as caught, archive.hold_lock(out):
            pytest.fail("two runs hold the lock")
    assert str(caught.value) == (
        f"{out}/runs: another run is at work (process {os.getpid()}, since {holder['since']}). "
        "One run at a time is expected: wait until it has ended.  [NIGHT-LOCKED]"
    )
    with archive.hold_lock(out):
        pass


def test_a_holder_that_left_no_name_is_refused_too(out):
    with archive.hold_lock(out):
        (out / "runs" / ".running.json").unlink()
        with pytest.raises(LockedError, match="it has just begun"), archive.hold_lock(out):
            pytest.fail("two runs hold the lock")


def test_the_lock_of_a_killed_run_is_free(out):
    code = (
        "import os, pathlib, sys; from urbanstats.nightly import archive\n"
        "with archive.hold_lock(pathlib.Path(sys.argv[1])): os._exit(9)"
    )
    assert subprocess.run([sys.executable, "-c", code, str(out)], check=False).returncode == 9
    with archive.hold_lock(out):
        pass


def test_a_place_that_cannot_be_written_is_refused_before_anything_runs(tmp_path):
    (tmp_path / "runs").write_text("a file where a folder should be")
    with pytest.raises(StorageError) as caught, archive.hold_lock(tmp_path):
        pytest.fail("the lock was taken")
    assert str(caught.value) == (
        f"{tmp_path}/runs: cannot be written (File exists). A writable folder with free space "
        "is expected: free some space or correct the rights.  [STORE-WRITE]"
    )


def test_readers_always_find_a_whole_latest_run(out):
    """Two readers look while twenty runs are published; none sees a part."""
    finish(out, "2018-00", "0" * 10_000)
    stop, torn = threading.Event(), []

    def read():
        while not stop.is_set():
            try:
                text = (out / "figures" / "latest" / "fan.svg").read_text()
                json.loads((out / "runs" / "status.json").read_text())
            except (OSError, ValueError) as error:
                torn.append(error)
            else:
                if len(text) != 10_000 or len(set(text)) != 1:
                    torn.append(text)

    archive.write_status(out, {"outcome": "published", "run": "2018-00"})
    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for number in range(1, 21):
        finish(out, f"2018-{number:02d}", str(number % 10) * 10_000)
        archive.write_status(out, {"outcome": "published", "run": f"2018-{number:02d}"})
    stop.set()
    for reader in readers:
        reader.join()
    assert torn == []
