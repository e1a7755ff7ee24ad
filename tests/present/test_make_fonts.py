"""The script that made the font makes it again, from any static Noto Sans SC."""

import runpy
from pathlib import Path

import pytest
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._f_v_a_r import Axis

from urbanstats.present.palette import FONT_FILE

SCRIPT = runpy.run_path(str(Path(__file__).parents[2] / "docs" / "fonts" / "make_fonts.py"))
FAMILY, gb2312, make_font = (SCRIPT[name] for name in ("FAMILY", "gb2312", "make_font"))


def test_gb_2312_has_its_7445_characters():
    signs = {chr(code) for code in gb2312()}
    assert len(signs) == 7445
    assert {"啊", "齄", "！", "〔"} <= signs


def test_the_font_holds_those_characters():
    assert gb2312() - set(TTFont(FONT_FILE).getBestCmap()) == set()


def test_a_made_font_has_the_characters_it_may_have_and_a_name_of_its_own(tmp_path):
    """From a small font with a character beyond them, for all take many seconds."""
    source = TTFont(FONT_FILE)
    few = Subsetter(Options(hinting=False, name_IDs=["*"]))
    few.populate(text="Aé 柳州，✓")
    few.subset(source)
    for table in source["cmap"].tables:
        table.cmap[ord("龘")] = table.cmap[ord("柳")]
    source["name"].setName("Another", 1, 3, 1, 0x409)
    source.save(tmp_path / "source.otf")
    make_font(str(tmp_path / "source.otf"), str(tmp_path / "made.otf"))
    made = TTFont(tmp_path / "made.otf")
    assert {chr(code) for code in made.getBestCmap()} == set("Aé 柳州，✓")
    assert [made["name"].getDebugName(number) for number in (1, 4)] == [FAMILY, f"{FAMILY} Regular"]


def test_the_font_carries_its_own_name_its_copyright_and_its_licence():
    names = TTFont(FONT_FILE)["name"]
    assert names.getDebugName(1) == FAMILY
    assert "Adobe" in names.getDebugName(0)
    assert "SIL Open Font License" in names.getDebugName(13)
    licence = FONT_FILE.with_name("OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence


def test_a_variable_font_is_refused(tmp_path):
    variable = TTFont(FONT_FILE)
    axis = Axis()
    axis.axisTag, axis.minValue, axis.defaultValue, axis.maxValue = "wght", 100, 400, 900
    axis.axisNameID = 1
    variable["fvar"] = newTable("fvar")
    variable["fvar"].axes, variable["fvar"].instances = [axis], []
    source = tmp_path / "variable.otf"
    variable.save(source)
    with pytest.raises(SystemExit, match=r"variable\.otf is a variable font\. Give a static one\."):
        make_font(str(source), str(tmp_path / "made.otf"))
