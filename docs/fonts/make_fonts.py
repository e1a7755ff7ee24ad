"""Make the small Chinese font that every figure is drawn with.

    python docs/fonts/make_fonts.py NotoSansSC-Regular.otf UrbanstatsSans-Regular.otf

The source is a *static* Noto Sans SC (Adobe and Google, SIL Open Font License 1.1; OFL.txt), for
example the file in the PyPI package pylopdf-fonts-zh-cn or one face of Debian's fonts-noto-cjk.
A variable font will not do: matplotlib draws its thinnest weight. The subset holds the characters
of GB 2312, Latin letters with accents and typographic signs, and carries a name of its own so that
a full Noto Sans SC installed on a machine can never change a figure. Needs fontTools.
"""

import sys

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FAMILY = "Urbanstats Sans"
LATIN = range(0x20, 0x180)  # ASCII, Latin-1 and Latin Extended-A
SIGNS = "‐‑–—‘’“”•…‰≤≥≈≠−×÷±√∞←↑→↓■□▲△▼▽◆◇○●★☆✓№€™½²³\u2009\u2002\u2003"
FULL_WIDTH = range(0xFF01, 0xFF5F)
DROPPED_NAMES = {3, 7, 8, 9, 10, 11, 12, 16, 17, 18, 21, 22, 25}


def gb2312() -> set[int]:
    """Return the code points of GB 2312, the 7,445 characters of everyday Chinese print."""
    pairs = (bytes((row, cell)) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF))
    return {ord(sign) for pair in pairs for sign in pair.decode("gb2312", errors="ignore")}


def rename(font: TTFont) -> None:
    """Give the font its own family name and keep the copyright and licence lines."""
    table = font["name"]
    table.names = [
        record
        for record in table.names
        if record.langID in (0, 0x409) and record.nameID not in DROPPED_NAMES
    ]
    for number, text in {
        1: FAMILY,
        2: "Regular",
        4: f"{FAMILY} Regular",
        6: f"{FAMILY.replace(' ', '')}-Regular",
    }.items():
        table.setName(text, number, 3, 1, 0x409)
    compact = font["CFF "].cff
    compact.fontNames[0] = f"{FAMILY.replace(' ', '')}-Regular"
    top = compact.topDictIndex[0]
    top.FamilyName, top.FullName = FAMILY, f"{FAMILY} Regular"


def make_font(source: str, target: str) -> None:
    """Write the renamed subset of the font file ``source`` to ``target``."""
    font = TTFont(source, recalcTimestamp=False)
    if "fvar" in font:
        raise SystemExit(f"{source} is a variable font. Give a static one.")
    options = Options(layout_features=["kern"], hinting=False, desubroutinize=False)
    options.drop_tables += ["DSIG", "VORG", "vhea", "vmtx", "BASE"]
    options.name_IDs, options.name_languages, options.notdef_outline = ["*"], ["*"], True
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=gb2312() | {ord(sign) for sign in SIGNS} | {*LATIN, *FULL_WIDTH})
    subsetter.subset(font)
    rename(font)
    font.save(target)


if __name__ == "__main__":
    make_font(*sys.argv[1:3])
