"""The morning digest tells what changed since the last run, and never stands in a run's way."""

import json
import re
import shutil
from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest

from urbanstats.nightly import archive, digest
from urbanstats.nightly.digest import write_digest
from urbanstats.nightly.manifest import DATA, Run, verify_run, write_manifest
from urbanstats.nightly.night import Published, summarise
from urbanstats.outlook import assess_plan
from urbanstats.outlook.attribution import PARTS
from urbanstats.plan.load import data_folder

NAMES = ("resident_urbanization_rate", "sewage_treatment_rate")
BEGAN = datetime(2026, 11, 22, 20, 15, tzinfo=UTC)
NOTE = "none of these words is a path"


@pytest.fixture(scope="module")
def write_run(make_night, plan):
    """Give a function that publishes a run of two indicators, without notebooks."""

    def write(out, as_of="2018-06-08", number=0, spoil=lambda folder: None, **changes):
        night = make_night(out, as_of=date.fromisoformat(as_of), **{"indicators": NAMES} | changes)
        run_id = archive.new_run_id(out, as_of, "en", BEGAN + timedelta(days=number))
        (out / "runs").mkdir(parents=True, exist_ok=True)
        run = Run(run_id, archive.open_run(out, run_id), night, (), BEGAN)
        shutil.copytree(data_folder(), run.folder / DATA)
        (run.folder / "figures").mkdir()
        table = assess_plan(list(night.indicators), night.area, as_of, night.method)
        spoil(run.folder)
        table.to_parquet(run.folder / "forecasts.parquet", index=False)
        write_digest(run, table, plan)
        write_manifest(run, "published", rows=len(table))
        return archive.publish(out, run_id)

    return write


@pytest.fixture(scope="module")
def pair(tmp_path_factory, write_run):
    """Give the folders of two runs, the second knowing one more year."""
    out = tmp_path_factory.mktemp("pair")
    return write_run(out), write_run(out, "2019-06-30", 1)


def lines(folder, lang="en"):
    text = (folder / f"digest.{lang}.txt").read_text(encoding="utf-8")
    return text.replace("\u00a0", " ").splitlines()


def told(folder):
    return json.loads((folder / "digest.json").read_text(encoding="utf-8"))


def test_the_first_run_says_that_there_is_none_before(pair):
    assert lines(pair[0]) == ["There is no earlier run to compare with."]
    assert lines(pair[0], "zh") == ["这是首次运行，暂无上次结果可比。"]
    assert told(pair[0]) == {
        "format": 1, "since": None, "reason": None, "not_split": {}, "changes": []
    }  # fmt: skip
    assert list((pair[0] / "figures").iterdir()) == []


def test_the_next_run_tells_what_changed_and_why(pair):
    head, counts, decided, *changes = lines(pair[1])
    assert head == (
        "What changed since the last run (what was published by 2018-06-08; now by 2019-06-30):"
    )
    assert re.fullmatch(
        r"\d of 6 likelihoods changed by 1 point or more(; \d crossed into another class of "
        r"likelihood)?\.",
        counts,
    )
    assert re.fullmatch(
        r"1 target was decided: Resident urbanization rate 2018 "
        r"\(missed, <?\d+ % likely before\)\.",
        decided,
    )
    assert re.fullmatch(
        r"Resident urbanization rate 2020: \d+ % → \d+ %.*; on the plan's basis \d+ % → <1 % "
        r"\(new figure for 2018: −\d+ points\)\.",
        changes[0],
    )
    assert len(changes) >= 3
    assert all(re.search(r"\(new figure for 201[78]: [+−]\d+ points?\)\.$", c) for c in changes)
    chinese = lines(pair[1], "zh")
    assert re.fullmatch(
        r"6项目标中，\d项的达标可能性变动达1个百分点以上(，其中\d项判断等级改变)?。", chinese[1]
    )
    assert re.fullmatch(
        r"常住人口城镇化率2020年：\d+%→\d+%.*；按规划口径\d+%→<1%（2018年新数据：−\d+个百分点）。",
        chinese[3],
    )


def test_every_target_is_there_for_a_machine_and_its_parts_add_up(pair):
    content = told(pair[1])
    assert content["since"] == pair[0].name
    before, after = (pd.read_parquet(folder / "forecasts.parquet") for folder in pair)
    assert len(content["changes"]) == 12
    own = [row for row in content["changes"] if row["reading"] == "plan_basis"]
    assert [row["old"] for row in own] == before["likelihood_plan_basis"].tolist()
    assert [row["new"] for row in own] == after["likelihood_plan_basis"].tolist()
    for row in content["changes"]:
        assert sum(row[part] for part in PARTS) == pytest.approx(row["new"] - row["old"], abs=1e-12)
        assert row["code"] == 0


def test_digest_and_slide_are_part_of_the_run(pair):
    files = verify_run(pair[1])["files"]
    names = {"digest.json", "digest.en.txt", "digest.zh.txt", "figures/changes_en.png"}
    assert names <= set(files)


def test_the_same_two_runs_give_the_same_bytes(pair, write_run, tmp_path):
    again = [write_run(tmp_path), write_run(tmp_path, "2019-06-30", 1)][1]
    files = [path.name for path in pair[1].glob("digest.*")]
    files += [f"figures/{path.name}" for path in (pair[1] / "figures").iterdir()]
    assert len(files) == 5
    assert {name: (again / name).read_bytes() for name in files} == {
        name: (pair[1] / name).read_bytes() for name in files
    }


def test_the_last_run_is_the_one_that_began_last(tmp_path):
    runs = ("2024-01-01-en-20261120T000000Z", "2018-06-08-zh-20261122T000000Z-2",
            "2019-06-30-en-20261122T000000Z", "failed", ".2020-01-01-en-20261130T000000Z.partial",
            "2018-06-08-zh-20261122T000000Z-10")  # fmt: skip
    assert archive.last_run(tmp_path) is None
    for name in runs:
        (tmp_path / "runs" / name).mkdir(parents=True)
    assert archive.last_run(tmp_path).name == runs[-1]


def test_a_damaged_run_before_is_named_and_stops_nothing(write_run, tmp_path):
    first = write_run(tmp_path)
    (first / "forecasts.parquet").write_bytes(b"cut off")
    second = write_run(tmp_path, "2019-06-30", 1)
    (line,) = lines(second)
    assert line == (
        f"The last run ({first.name}) could not be compared with: runs/{first.name}/"
        "forecasts.parquet: the file is not the one that was published. A run exactly as it was "
        "published is expected: bring the folder back from a copy, or run the night again.  "
        "[STORE-CORRUPT]"
    )
    assert told(second)["reason"] in line
    assert verify_run(second)["rows"] == 6
    assert list((second / "figures").iterdir()) == []


def test_changes_are_told_without_causes_if_the_old_data_cannot_be_read(write_run, tmp_path):
    def spoil(folder):
        (folder / DATA / "plan" / "plan.csv").write_text(NOTE)

    first = write_run(tmp_path, spoil=spoil)
    second = write_run(tmp_path, "2019-06-30", 1)
    told_lines = lines(second)
    assert told_lines[3].endswith("% → <1 %.")
    assert told_lines[-1].startswith("Why could not be told for 2 of the indicators: ")
    assert str(tmp_path) not in "".join(told_lines)
    assert first.name == told(second)["since"]
    assert {row["figures"] for row in told(second)["changes"]} == {None}


def test_one_indicators_trouble_is_not_the_others(write_run, tmp_path, monkeypatch):
    real = digest._inputs
    monkeypatch.setattr(
        digest, "_inputs", lambda s, p, name: real(s, p, name) if name == NAMES[0] else 1 / 0
    )
    write_run(tmp_path)
    content = told(write_run(tmp_path, "2019-06-30", 1))
    assert content["not_split"] == {NAMES[1]: "ZeroDivisionError: division by zero"}
    assert {row["indicator"] for row in content["changes"] if row["figures"] is None} == {NAMES[1]}


def test_a_slide_that_cannot_be_drawn_does_not_stop_the_night(write_run, tmp_path, monkeypatch):
    monkeypatch.setattr(digest, "_draw", lambda *_: 1 / 0)
    write_run(tmp_path)
    second = write_run(tmp_path, "2019-06-30", 1)
    assert told(second)["reason"] == "ZeroDivisionError: division by zero"
    assert verify_run(second)["outcome"] == "published"


def test_runs_with_no_target_in_common_are_not_compared(write_run, tmp_path):
    write_run(tmp_path, indicators=NAMES[:1])
    second = write_run(tmp_path, number=1, indicators=NAMES[1:])
    assert "it forecast none of tonight's targets" in lines(second)[0]


def test_another_area_is_what_was_asked(write_run, tmp_path):
    write_run(tmp_path, "2019-06-30", indicators=NAMES[1:])
    second = write_run(tmp_path, "2019-06-30", 1, indicators=NAMES[1:], area="Guilin")
    rows = [row for row in told(second)["changes"] if row["new"] != row["old"]]
    assert rows
    assert all(row["parameters"] == pytest.approx(row["new"] - row["old"]) for row in rows)


def test_the_command_line_prints_it_after_the_table(pair, plan):
    table = pd.read_parquet(pair[1] / "forecasts.parquet")
    text = summarise(Published(pair[1].name, pair[1], table, 1.0), plan).replace("\u00a0", " ")
    at = text.splitlines().index(lines(pair[1])[0])
    assert text.splitlines()[at : at + 8] == lines(pair[1])
    assert text.splitlines()[at - 1] == text.splitlines()[at + 8] == ""
