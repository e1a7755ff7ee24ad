"""The gate: nothing runs on a parameter that is not what it seems."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from urbanstats.errors import NotebookError, ParameterError
from urbanstats.nightly.gate import check_night, check_notebook, declared_parameters

DECLARED = """
area: str = "Liuzhou"  # where
years: list[int] = [2018]
level: float = 0.8
n: int = 1
"""


@pytest.fixture
def notebook(tmp_path, write_notebook):
    return write_notebook(tmp_path / "some.ipynb", parameters=DECLARED)


def test_left_alone_a_night_covers_the_whole_plan_with_everything_published(plan):
    night = check_night({}, plan)
    assert night.indicators == tuple(one.id for one in plan.indicators)
    assert night.as_of <= date.today()
    assert (night.area, night.method, night.language) == ("Liuzhou", "pooled", "en")
    assert night.out == Path.cwd()


def test_words_of_the_command_line_become_values(plan):
    words = {"as_of": "2018-06-08", "workers": "3", "timeout": "60", "indicators": ["15", "1"]}
    night = check_night(words, plan)
    assert night.as_of == date(2018, 6, 8)
    assert (night.workers, night.timeout) == (3, 60)
    assert night.indicators == ("resident_urbanization_rate", "green_coverage")


def test_an_indicator_asked_for_twice_runs_once(plan):
    assert check_night({"indicators": ["15", "green_coverage"]}, plan).indicators == (
        "green_coverage",
    )


def test_an_unknown_name_is_refused_with_the_nearest(plan):
    with pytest.raises(ParameterError) as caught:
        check_night({"langauge": "zh"}, plan)
    assert str(caught.value) == (
        "parameter: there is no parameter 'langauge'. One of as_of, indicators, area, method, "
        "language, workers, timeout, keep, out is expected: write 'language' if you mean that.  "
        "[PAR-UNKNOWN]"
    )


def test_code_in_a_name_runs_nothing(plan, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ParameterError):
        check_night({"area = 1\nopen('marker', 'w')\nx": "Liuzhou"}, plan)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("area", "Liuzou", "PAR-AREA"),
        ("area", "Liuzhou\nimport os", "PAR-AREA"),
        ("area", "../../etc", "PAR-AREA"),
        ("method", "crystal_ball", "PAR-METHOD"),
        ("language", "fr", "PAR-LANGUAGE"),
        ("indicators", ["greenery"], "PAR-INDICATOR"),
        ("indicators", ["16"], "PAR-INDICATOR"),
        ("workers", "abc", "PAR-TYPE"),
        ("workers", "2.5", "PAR-TYPE"),
        ("workers", "0", "PAR-TYPE"),
        ("workers", "-1", "PAR-TYPE"),
        ("workers", "1e9", "PAR-TYPE"),
        ("workers", True, "PAR-TYPE"),
        ("workers", "٣", "PAR-TYPE"),
        ("timeout", "nan", "PAR-TYPE"),
        ("timeout", "86401", "PAR-TYPE"),
        ("as_of", "08/06/2018", "PAR-ASOF"),
        ("as_of", "2018-02-30", "PAR-ASOF"),
        ("as_of", "20180608", "PAR-ASOF"),
        ("as_of", "2018-W23-5", "PAR-ASOF"),
        ("as_of", "NO", "PAR-ASOF"),
        ("as_of", "1900-01-01", "PAR-ASOF"),
        ("as_of", (date.today() + timedelta(days=2)).isoformat(), "PAR-ASOF"),
    ],
)
def test_a_value_out_of_its_range_is_refused(plan, name, value, code):
    with pytest.raises(ParameterError) as caught:
        check_night({name: value}, plan)
    assert caught.value.code == code
    assert caught.value.exit_code == 2


def test_a_number_that_is_none_is_refused_in_words(plan):
    with pytest.raises(ParameterError) as caught:
        check_night({"workers": "many"}, plan)
    assert str(caught.value) == (
        "workers: 'many' is not a number it can have. A whole number from 1 to 16 is expected: "
        "write such a number.  [PAR-TYPE]"
    )


def test_a_date_that_is_none_is_refused_in_words(plan):
    with pytest.raises(ParameterError) as caught:
        check_night({"as_of": "2018-06-31"}, plan)
    assert str(caught.value) == (
        "as_of: '2018-06-31' is not a date. A day that is past, such as 2018-06-08, is "
        "expected: write year, month and day, or leave it empty for everything published so "
        "far.  [PAR-ASOF]"
    )


def test_a_day_before_the_first_figure_is_refused_with_the_first_possible_one(plan):
    with pytest.raises(ParameterError) as caught:
        check_night({"as_of": "2017-01-01", "indicators": ["4"]}, plan)
    assert str(caught.value) == (
        "migrant_children_schooling of Liuzhou: no usable figure had been published by "
        "2017-01-01. At least one figure is expected: choose an as-of date from 2018-06-08 "
        "on.  [PAR-ASOF]"
    )


def test_declared_parameters_are_read_with_their_types(notebook):
    assert declared_parameters(notebook) == {
        "area": "str",
        "years": "list[int]",
        "level": "float",
        "n": "int",
    }


def test_values_of_the_declared_types_pass(notebook):
    check_notebook(notebook, {"area": "Liuzhou", "years": [2018], "level": 1, "n": 2})


@pytest.mark.parametrize(
    ("name", "value"), [("area", 1001), ("years", "2018"), ("n", 2.0), ("n", True), ("level", "1")]
)
def test_a_value_of_another_type_is_refused(notebook, name, value):
    with pytest.raises(ParameterError) as caught:
        check_notebook(notebook, {name: value})
    kind = declared_parameters(notebook)[name]
    assert str(caught.value) == (
        f"some.ipynb, {name}: {value!r} is not a value of type {kind}. The type that the "
        "notebook declares is expected: correct the value, or the declaration in the "
        "notebook.  [PAR-TYPE]"
    )


def test_a_value_the_notebook_does_not_declare_is_refused(notebook):
    with pytest.raises(ParameterError, match=r"there is no parameter 'aera'.*write 'area'"):
        check_notebook(notebook, {"aera": "Liuzhou"})


def test_a_notebook_without_a_parameters_cell_is_refused(tmp_path, write_notebook):
    notebook = write_notebook(tmp_path / "some.ipynb", "area = 'x'", parameters=None)
    with pytest.raises(ParameterError) as caught:
        check_notebook(notebook, {"area": "Liuzhou"})
    assert str(caught.value) == (
        "some.ipynb: it has no parameters cell. One cell tagged 'parameters' is expected: tag "
        "the cell that holds the parameters.  [NB-NOPARAMS]"
    )


@pytest.mark.parametrize("content", ["", "{", '{"cells": [{}]}', "[]"])
def test_a_file_that_is_no_notebook_is_refused(tmp_path, content):
    path = tmp_path / "some.ipynb"
    path.write_text(content)
    with pytest.raises(NotebookError) as caught:
        check_notebook(path, {})
    assert str(caught.value) == (
        "some.ipynb: it is not a whole notebook. A Jupyter notebook with a cell tagged "
        "'parameters' is expected: bring back the last good copy.  [NB-BROKEN]"
    )
