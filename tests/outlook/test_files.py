"""Tables go in and out as CSV and Parquet, whole or not at all."""

import pandas as pd
import pytest

from urbanstats.errors import DataError, ParameterError, StorageError
from urbanstats.outlook.files import read_panel, write_table

TABLE = pd.DataFrame({"series_id": ["01001", "NA"], "year": [2016, 2017], "value": [1.5, 2.25]})


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_a_table_comes_back_as_it_went(tmp_path, ending):
    path = write_table(TABLE, tmp_path / f"t{ending}")
    pd.testing.assert_frame_equal(read_panel(path), TABLE, check_dtype=False)
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_an_empty_number_is_missing_and_an_unreadable_one_stays_text(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("\ufeffseries_id,value\na,\nb,3\n", encoding="utf-8")
    assert read_panel(path)["value"].tolist()[1] == 3
    path.write_text("series_id,value\na,\nb,1;3\n", encoding="utf-8")
    assert read_panel(path)["value"].tolist()[1] == "1;3"


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00"], ids=["nothing in it", "not the text it should be"]
)
def test_a_damaged_file_is_refused(tmp_path, content):
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"A whole csv file with a header is expected.*DATA-FILE"):
        read_panel(path)


def test_a_missing_file_and_an_unknown_ending_are_refused(tmp_path):
    with pytest.raises(DataError, match="cannot be read"):
        read_panel(tmp_path / "none.parquet")
    with pytest.raises(ParameterError) as error:
        read_panel("figures.xls")
    assert str(error.value) == (
        "figures.xls: files ending in '.xls' are not known here. A name that ends in .csv or "
        ".parquet is expected: save the table as one of these.  [PAR-FILE]"
    )


def test_a_file_that_cannot_be_written_leaves_nothing_behind(tmp_path):
    with pytest.raises(StorageError, match=r"cannot be written .*non-existent directory"):
        write_table(TABLE, tmp_path / "nowhere" / "t.csv")
    assert list(tmp_path.iterdir()) == []
