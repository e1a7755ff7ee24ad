"""The data package holds the hash of every table, and says what to do when one differs."""

import json
import subprocess
import sys

import pytest

from urbanstats.errors import DataError
from urbanstats.plan.load import load_rows
from urbanstats.plan.package import (
    hash_of,
    load_description,
    main,
    write_hashes,
)


def refusal(action, *arguments):
    with pytest.raises(DataError) as error:
        action(*arguments)
    return str(error.value)


def spoil(data, path="plan/targets.csv"):
    """Add a blank line to a table, and return its content before and after."""
    before = (data / path).read_bytes()
    (data / path).write_bytes(before + b"\n")
    return before, before + b"\n"


def test_the_hash_is_sha256_with_its_name():
    assert hash_of(b"abc") == (
        "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )


def test_a_whole_folder_passes(data):
    assert write_hashes(data) == ()


def test_a_changed_file_is_refused_with_what_to_do(data):
    before, after = spoil(data)
    assert refusal(load_rows, "targets", data) == (
        f"plan/targets.csv: the file was changed (its hash is {hash_of(after)[:19]}..., "
        f"{len(after)} bytes). The content recorded in datapackage.json "
        f"({hash_of(before)[:19]}...) is expected: if you meant the change, check it and run "
        f"`python -m urbanstats.plan.package {data}` to record it; if not, take the file from "
        "the repository again.  [DATA-HASH]"
    )


def test_a_missing_file_is_refused(data):
    (data / "plan" / "targets.csv").unlink()
    assert refusal(load_rows, "targets", data) == (
        "plan/targets.csv: the file cannot be read (No such file or directory). A readable file "
        f"in the folder {data} is expected: put it back, or name the right data folder.  "
        "[DATA-MISSING]"
    )


def test_a_folder_without_description_is_refused(tmp_path):
    assert refusal(load_description, tmp_path) == (
        "datapackage.json: the file cannot be read (No such file or directory). A readable file "
        f"in the folder {tmp_path} is expected: put it back, or name the right data folder.  "
        "[DATA-MISSING]"
    )


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"resources": [{"name": "x"}]}', "\xff"])
def test_a_description_that_describes_nothing_is_refused(tmp_path, text):
    (tmp_path / "datapackage.json").write_bytes(text.encode("latin-1"))
    message = refusal(load_description, tmp_path)
    assert message.startswith("datapackage.json: it does not describe the tables (")
    assert message.endswith(
        "JSON with resources, each with name, path and hash, is expected: take the file from the "
        "repository again.  [DATA-PACKAGE]"
    )


def test_writing_hashes_records_an_intended_change_and_nothing_else(data):
    old = load_description(data)
    _, after = spoil(data)
    assert write_hashes(data) == ("plan/targets.csv",)
    assert write_hashes(data) == ()
    new = load_description(data)
    differ = [
        name["name"]
        for name, other in zip(new["resources"], old["resources"], strict=True)
        if name != other
    ]
    assert differ == ["targets"]
    assert [r["bytes"] for r in new["resources"] if r["name"] == "targets"] == [len(after)]
    assert {**new, "resources": []} == {**old, "resources": []}


def test_writing_hashes_of_an_unchanged_folder_leaves_it_alone(data):
    before = (data / "datapackage.json").read_bytes()
    assert write_hashes(data) == ()
    assert (data / "datapackage.json").read_bytes() == before
    assert not list(data.glob(".*.new"))


def test_the_command_says_what_changed(data, capsys):
    spoil(data)
    assert main([str(data)]) == 0
    assert capsys.readouterr().out == "datapackage.json: plan/targets.csv changed\n"
    assert main([str(data)]) == 0
    assert capsys.readouterr().out == "datapackage.json: nothing changed\n"


def test_the_command_refuses_a_wrong_call_and_a_wrong_folder(tmp_path, capsys):
    assert main([]) == 2
    assert capsys.readouterr().err == "usage: python -m urbanstats.plan.package DATA_FOLDER\n"
    assert main([str(tmp_path)]) == 3
    assert capsys.readouterr().err.startswith("urbanstats: data: datapackage.json: the file cannot")


def test_the_command_runs_as_a_module_without_a_warning(data):
    command = [sys.executable, "-W", "error", "-m", "urbanstats.plan.package", str(data)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "datapackage.json: nothing changed\n"


def test_every_table_names_its_fields_key_size_and_sources(data):
    for resource in load_description(data)["resources"]:
        content = (data / resource["path"]).read_bytes()
        assert resource["bytes"] == len(content)
        header = content.decode("utf-8").splitlines()[0].split(",")
        fields = {field["name"]: field for field in resource["schema"]["fields"]}
        assert list(fields) == header
        assert set(resource["schema"]["primaryKey"]) <= set(fields)
        assert all(field["description"] for field in fields.values())


def test_the_description_ends_with_a_newline_and_keeps_chinese_readable(data):
    text = (data / "datapackage.json").read_text(encoding="utf-8")
    assert text.endswith("}\n")
    assert "柳政规〔2018〕32号" in text
    assert json.loads(text)["name"] == "urbanstats-data"
