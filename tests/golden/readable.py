"""Files as text that tells what they hold and nothing of the machine that wrote them."""

import csv
import io
import json
import re
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pandas as pd
from lxml import etree

import urbanstats

DIGITS = 7  # another processor may differ from the fourteenth on
MASKS = {
    re.escape(urbanstats.__version__): "VERSION",
    r"-\d{8}T\d{6}Z(-\d+)?": "-STARTED",
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ": "MOMENT",
    r"\b[0-9a-f]{64}\b": "HASH",
}
NAMES_ONLY = {"id", "embed", "link", "creationId"}  # how parts of a slide are numbered
POINT = 12700  # of the units of a slide
FORMAT = (
    "number_format", "font.sz", "font.b", "font.color.rgb", "fill.fgColor.rgb",
    "alignment.wrap_text", "protection.locked",
)  # fmt: skip


def mask(text: str, *folders: Path) -> str:
    """Return a text without folders, versions, times and hashes."""
    for folder in folders:
        text = text.replace(str(folder), "FOLDER")
    for pattern, word in MASKS.items():
        text = re.sub(pattern, word, text)
    return text


def number(value: float) -> str:
    return f"{value:.{DIGITS}g}" if abs(value) > 1e-12 else "0"


def rounded(value: object) -> object:
    """Return data with every number rounded."""
    if isinstance(value, dict):
        return {name: rounded(one) for name, one in value.items()}
    if isinstance(value, list):
        return [rounded(one) for one in value]
    return number(value) if isinstance(value, float) else value


def read(path: Path) -> str:
    """Return what a file holds; its ending tells how to read it."""
    ways = {
        ".csv": _csv,
        ".json": _json,
        ".parquet": _parquet,
        ".pptx": _slides,
        ".xlsx": _workbook,
    }
    return ways.get(path.suffix, _text)(path)


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _csv(path: Path) -> str:
    """Return a table with its numbers rounded; text stays as it stands."""
    rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""))
    return "\n".join(" | ".join(_cell(cell) for cell in row) for row in rows)


def _cell(text: str) -> str:
    return number(float(text)) if re.fullmatch(r"-?\d+\.\d+(e-?\d+)?", text) else text


def _json(path: Path) -> str:
    content = json.loads(path.read_text(encoding="utf-8"))
    if path.name == "manifest.json":
        content["versions"] = sorted(content["versions"])
        content["seconds"] = "SECONDS"
    return json.dumps(rounded(content), ensure_ascii=False, indent=1)


def _parquet(path: Path) -> str:
    table = pd.read_parquet(path)
    lines = [f"{name} {kind}" for name, kind in table.dtypes.items()]
    for row in table.to_numpy(object).tolist():
        lines.append(" | ".join(str(rounded(value)) for value in row))
    return "\n".join(lines)


def _slides(path: Path) -> str:
    """Return texts, looks and places of a deck, slide by slide, notes included; no pictures."""
    lines = []
    with ZipFile(path) as deck:
        names = [n for n in deck.namelist() if re.match(r"ppt/(slides|notesSlides)/[^/]*xml", n)]
        for name in sorted(names, key=lambda name: [*map(int, re.findall(r"\d+", name)), name]):
            lines.append(name)
            lines += [_element(one) for one in etree.fromstring(deck.read(name)).iter()]
    return "\n".join(filter(None, lines))


def _element(element) -> str:
    """Return an element of a slide with places to a tenth of a point."""
    told = {etree.QName(name).localname: value for name, value in element.attrib.items()}
    told = {name: value for name, value in told.items() if name not in NAMES_ONLY}
    for name in {"x", "y", "cx", "cy"} & set(told):
        told[name] = f"{int(told[name]) / POINT + 0.0137:.1f}"
    look = " ".join(f"{name}={value}" for name, value in told.items())
    text = (element.text or "").strip()
    return f"{etree.QName(element).localname} {look} {text}".strip() if look or text else ""


def _workbook(path: Path) -> str:
    book = openpyxl.load_workbook(path)
    return "\n".join(line for sheet in book for line in _sheet(sheet))


def _sheet(sheet) -> list[str]:
    lines = [f"sheet {sheet.title} {sheet.dimensions} {sheet.sheet_state} {sheet.freeze_panes}"]
    lines.append(f"protected {sheet.protection.sheet} filter {sheet.auto_filter.ref}")
    lines.append(f"merged {sorted(map(str, sheet.merged_cells.ranges))}")
    for name, column in sorted(sheet.column_dimensions.items()):
        lines.append(f"column {name} {column.width:.1f} {column.hidden}")
    heights = {number: row.height for number, row in sheet.row_dimensions.items() if row.height}
    lines.append(f"heights {heights}")
    for rule in sheet.data_validations.dataValidation:
        told = (rule.type, rule.operator, rule.formula1, rule.formula2, rule.error, rule.prompt)
        lines.append(f"validation {rule.sqref} {told}")
    for cells, rules in sheet.conditional_formatting._cf_rules.items():
        lines += [f"condition {cells.sqref} {rule.type} {rule.formula}" for rule in rules]
    for row in sheet.iter_rows():
        lines += [_told(cell) for cell in row if cell.value is not None or cell.has_style]
    return lines


def _told(cell) -> str:
    looks = []
    for path in FORMAT:
        value = cell
        for name in path.split("."):
            value = getattr(value, name, None)
        looks.append(str(value))
    note = f" note {cell.comment.text}" if cell.comment else ""
    return f"{cell.coordinate} {rounded(cell.value)!r} {' '.join(looks)}{note}"
