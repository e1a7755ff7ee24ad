"""Every mistake is told in one form, has an exit code, and survives another process."""

import pickle
from datetime import date

import pytest

from urbanstats import errors
from urbanstats.errors import DataError

TWICE = {
    "where": "observations.csv",
    "rows": [15, 16],
    "indicator": "green_coverage",
    "area": "Liuzhou",
    "year": 2018,
    "basis": "plan",
    "values": ["43.1", "99.0"],
}


def test_the_message_says_where_what_is_wrong_what_is_expected_and_what_to_do():
    error = DataError("DATA-DUPLICATE.figures", **TWICE)
    assert str(error) == (
        "observations.csv, rows 15 and 16: both give green_coverage of Liuzhou for 2018 on the "
        'basis "plan" (43.1 and 99.0). One figure per year and basis is expected: delete one, '
        "give it another basis, or mark its quality as suspect, or as revised if it replaces what "
        "was published before it.  [DATA-DUPLICATE]"
    )
    assert error.text("zh") == (
        "observations.csv 第15和16行：两者都是柳州市建成区绿化覆盖率2018年、口径“plan”的数据"
        "（43.1和99.0）。同一年份、同一口径只应有一个数据，请删除其一，注明其他口径，或将其quality"
        "标为suspect（存疑）；如系对先前公布数据的更正，请标为revised。  [DATA-DUPLICATE]"
    )
    assert (error.code, error.part("where")) == (
        "DATA-DUPLICATE",
        "observations.csv, rows 15 and 16",
    )
    assert error.parts("expected") == {
        "en": "One figure per year and basis is expected",
        "zh": "同一年份、同一口径只应有一个数据",
    }


def test_a_variant_shares_what_it_does_not_tell_otherwise():
    header, bare = (
        DataError(code, where="t.csv") for code in ("DATA-NOROWS.header", "DATA-NOROWS")
    )
    assert (header.code, bare.code) == ("DATA-NOROWS", "DATA-NOROWS")
    assert (header.part("wrong"), bare.part("wrong")) == (
        "there is a header but no row",
        "there is no row",
    )
    assert header.part("do", "zh") == bare.part("do", "zh")


def test_a_code_without_sentences_is_a_bug():
    with pytest.raises(KeyError, match="NO-SUCH"):
        str(DataError("NO-SUCH", where="here"))


@pytest.mark.parametrize(
    ("kind", "exit_code"),
    [
        ("UrbanstatsError", 1),
        ("ParameterError", 2),
        ("DataError", 3),
        ("TargetError", 3),
        ("UnitMismatch", 3),
        ("FitError", 3),
        ("NotebookError", 4),
        ("StorageError", 5),
        ("LockedError", 6),
    ],
)
def test_every_kind_has_its_exit_code_and_crosses_processes_unchanged(kind, exit_code):
    facts = {"indicator": "green_coverage", "area": None, "day": date(2018, 6, 8), "first": None}
    error = getattr(errors, kind)("PAR-ASOF.early", **facts)
    copy = pickle.loads(pickle.dumps(error))
    assert copy.exit_code == exit_code
    assert type(copy) is type(error)
    assert (copy.code, copy.facts) == ("PAR-ASOF", facts)
    assert [copy.text(lang) for lang in ("en", "zh")] == [error.text(la) for la in ("en", "zh")]


def test_a_unit_mismatch_is_a_mistake_in_a_target():
    assert issubclass(errors.UnitMismatch, errors.TargetError)


def test_every_kind_of_mistake_can_be_caught_as_one():
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    mine = [kind for kind in kinds if kind.__module__ == errors.__name__]
    assert len(mine) == 9
    assert all(issubclass(kind, errors.UrbanstatsError) for kind in mine)
