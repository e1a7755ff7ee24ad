"""A result counts only when it reads back whole."""

import json

import pandas as pd
import pytest
from matplotlib.figure import Figure

from urbanstats.errors import NotebookError, ParameterError
from urbanstats.nightly.result import read_result, save_result

TABLE = pd.DataFrame({"indicator": ["green_coverage"], "year": [2018], "likelihood": [0.5]})


@pytest.fixture
def figure():
    figure = Figure()
    figure.add_subplot().plot([2017, 2018], [1, 2])
    return figure


@pytest.fixture
def saved(tmp_path, figure):
    save_result(tmp_path / "result", TABLE, {"15_fan_en": figure})
    return tmp_path / "result"


def test_what_is_saved_is_read_back(saved):
    result = read_result(saved)
    pd.testing.assert_frame_equal(result.table, TABLE)
    assert [path.name for path in result.figures] == ["15_fan_en.png", "15_fan_en.svg"]


def test_the_seal_names_every_file_and_is_written_last(saved):
    seal = json.loads((saved / "result.json").read_text())
    assert seal["finished"] is True
    assert seal["rows"] == 1
    assert list(seal["files"]) == [
        "figures/15_fan_en.png",
        "figures/15_fan_en.svg",
        "forecasts.parquet",
    ]


def test_without_an_output_folder_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert save_result("", TABLE) is None
    assert list(tmp_path.iterdir()) == []


def test_saving_again_replaces_the_result(saved):
    save_result(saved, TABLE.assign(likelihood=0.75))
    assert read_result(saved).table["likelihood"].tolist() == [0.75]


@pytest.mark.parametrize("name", ["../fan", "a b", "", "{x}", "fan.png", "柳州"])
def test_a_figure_name_that_could_leave_the_folder_is_refused(tmp_path, figure, name):
    with pytest.raises(ParameterError) as caught:
        save_result(tmp_path / "result", TABLE, {name: figure})
    assert str(caught.value) == (
        f"save_result, figures: {name!r} cannot be the name of a figure file. At most 100 "
        "letters, digits and underscores are expected: give the figure such a name, without a "
        "suffix.  [PAR-FIGURE]"
    )


def test_no_result_is_an_error(tmp_path):
    with pytest.raises(NotebookError) as caught:
        read_result(tmp_path)
    assert str(caught.value).startswith("result: no result was saved. ")
    assert str(caught.value).endswith("[NB-NORESULT]")


def test_a_seal_that_is_cut_off_is_an_error(saved):
    text = (saved / "result.json").read_text()
    (saved / "result.json").write_text(text[: len(text) // 2])
    with pytest.raises(NotebookError, match=r"result\.json is cut off or damaged"):
        read_result(saved)


@pytest.mark.parametrize("name", ["forecasts.parquet", "figures/15_fan_en.png"])
def test_one_changed_byte_is_an_error_that_names_the_file(saved, name):
    content = bytearray((saved / name).read_bytes())
    content[len(content) // 2] ^= 1
    (saved / name).write_bytes(content)
    with pytest.raises(NotebookError) as caught:
        read_result(saved)
    assert f"{name} is missing or not the file that was saved" in str(caught.value)


def test_a_missing_file_is_an_error_that_names_it(saved):
    (saved / "figures/15_fan_en.svg").unlink()
    with pytest.raises(NotebookError, match=r"figures/15_fan_en\.svg is missing"):
        read_result(saved)
