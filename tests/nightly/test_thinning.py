"""Old runs are thinned out: by one rule, each whole or thinned, never what `latest` shows."""

import json
import os
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from urbanstats.cli import main
from urbanstats.errors import StorageError
from urbanstats.files.atomic import hash_file, hash_folder
from urbanstats.nightly import archive
from urbanstats.nightly.archive import list_thin, thin_out
from urbanstats.nightly.manifest import is_thinned, verify_run

TODAY = date(2026, 11, 28)
LASTS = {
    "forecasts.csv",
    "forecasts.parquet",
    "briefs/01_rate.json",
    "digest.en.txt",
    "digest.json",
}
GOES = {
    "data/plan.csv", "figures/01_rate_fan_en.png", "notebooks/01_rate.ipynb", "site/index.html",
    "briefing_en.pptx",
}  # fmt: skip


def run_of(day: date) -> str:
    return f"2018-06-08-en-{day:%Y%m%d}T020000Z"


def publish(out: Path, day: date) -> Path:
    """Publish a run that holds something of every kind, sealed by a manifest."""
    folder = archive.open_run(out, run_of(day))
    for name in LASTS | GOES:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(name)
    facts = {"run": run_of(day), "rows": 45, "files": hash_folder(folder)}
    (folder / "manifest.json").write_text(json.dumps(facts))
    seal = f"{hash_file(folder / 'manifest.json')}  manifest.json\n"
    (folder / "manifest.sha256").write_text(seal)
    return archive.publish(out, run_of(day))


@pytest.fixture
def old(tmp_path):
    """An archive with two runs of September, one of October, and one of yesterday."""
    (tmp_path / "runs").mkdir()
    days = [date(2026, 9, 1), date(2026, 9, 2), date(2026, 10, 7), TODAY - timedelta(1)]
    return tmp_path, [publish(tmp_path, day) for day in days]


days_of_runs = st.lists(st.dates(date(2025, 1, 1), TODAY), unique=True)


@given(days_of_runs, st.integers(1, 400))
def test_of_the_last_days_every_run_stays_and_of_older_months_the_newest(days, keep):
    thin = list_thin([run_of(day) for day in days], TODAY, keep)
    old = [day for day in days if (TODAY - day).days > keep]
    newest = {(day.year, day.month): day for day in sorted(old)}
    assert thin == [run_of(day) for day in sorted(set(old) - set(newest.values()))]


@given(days_of_runs, st.integers(1, 400))
def test_thinning_again_on_a_later_day_never_brings_a_run_back(days, keep):
    runs = [run_of(day) for day in days]
    assert set(list_thin(runs, TODAY, keep)) <= set(list_thin(runs, TODAY + timedelta(9), keep))


def test_what_is_no_run_is_left_alone():
    assert list_thin(["failed", "status.json", ".running.json"], TODAY, 1) == []


def test_a_thinned_run_keeps_what_lasts_and_the_others_keep_all(old):
    out, (first, *others) = old
    whole = [hash_folder(folder) for folder in others]
    assert thin_out(out, 30, TODAY) == 1
    assert hash_folder(first).keys() == LASTS | {"manifest.json", "manifest.sha256", "thinned.json"}
    assert [hash_folder(folder) for folder in others] == whole
    assert not os.path.lexists(out / "figures" / first.name)
    assert thin_out(out, 30, TODAY) == 0


def test_the_run_that_latest_shows_is_never_thinned(old):
    out, folders = old
    archive._show_latest(out / "figures", folders[0].name)
    archive._show_site(out, folders[0].name)
    thin_out(out, 30, TODAY)
    assert not is_thinned(folders[0])
    assert (out / "site" / "latest" / "index.html").read_text() == "site/index.html"


def test_verify_tells_a_thinned_run_and_holds_what_it_keeps(old, capsys):
    out, (first, *_) = old
    thin_out(out, 30, TODAY)
    assert verify_run(first)["files"].keys() == LASTS
    assert main(["verify", str(first), "--language", "en"]) == 0
    assert "thinned out, whole in what it keeps: 45 rows, 5 files" in capsys.readouterr().out
    (first / "forecasts.csv").write_text("another")
    with pytest.raises(StorageError, match="STORE-CORRUPT"):
        verify_run(first)


def test_a_file_added_to_a_thinned_run_is_seen(old):
    out, (first, *_) = old
    thin_out(out, 30, TODAY)
    (first / "more.txt").write_text("more")
    with pytest.raises(StorageError, match="STORE-CORRUPT"):
        verify_run(first)


def killed_after(steps: int, monkeypatch) -> None:
    """End thinning as a kill would, after so many deletions."""
    left, unlink = iter(range(steps)), Path.unlink

    def deadly(path, missing_ok=False):
        if path.name in {Path(name).name for name in GOES} and next(left, None) is None:
            raise KeyboardInterrupt
        unlink(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", deadly)


@pytest.mark.parametrize("steps", range(len(GOES)))
def test_a_run_is_whole_or_thinned_wherever_it_is_killed_and_the_next_night_ends_it(
    old, monkeypatch, steps
):
    out, (first, *_) = old
    with monkeypatch.context() as patch:
        killed_after(steps, patch)
        with pytest.raises(KeyboardInterrupt):
            thin_out(out, 30, TODAY)
    assert is_thinned(first)
    assert verify_run(first)["files"].keys() == LASTS
    thin_out(out, 30, TODAY)
    assert not any((first / name).exists() for name in GOES)


def test_a_kill_before_the_mark_leaves_the_run_whole(old, monkeypatch):
    out, (first, *_) = old
    before = hash_folder(first)
    with monkeypatch.context() as patch:
        patch.setattr(archive, "replace_json", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            thin_out(out, 30, TODAY)
    assert hash_folder(first) == before
    assert not is_thinned(first)


def test_the_next_run_does_not_show_figures_that_are_gone(old):
    out, (first, *_) = old
    thin_out(out, 30, TODAY)
    archive.open_run(out, run_of(TODAY))
    assert not os.path.lexists(out / "figures" / first.name)


def test_a_folder_that_is_no_published_run_is_not_taken_for_the_newest_of_its_month(old):
    out, (_, second, *_) = old
    (out / "runs" / run_of(date(2026, 9, 20))).mkdir()
    thin_out(out, 30, TODAY)
    assert not is_thinned(second)


@pytest.mark.parametrize("words", ["slides -o new.pptx", "export -o new.xlsx"])
def test_what_needs_pictures_or_data_refuses_a_thinned_run_and_says_so(old, capsys, words):
    out, (first, *_) = old
    thin_out(out, 30, TODAY)
    assert main([*words.split(), str(first), "--language", "en"]) == 2
    assert capsys.readouterr().err.startswith(
        f"urbanstats: parameters: {first}: this run was thinned out: its figures and its data are "
        "gone. The folder of a published run is expected: name one that is whole, or run"
    )
