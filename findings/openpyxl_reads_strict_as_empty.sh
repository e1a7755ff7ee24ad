#!/usr/bin/env bash
# openpyxl 3.1.5: a workbook saved as "Strict Open XML" opens without an error and has no sheets.
#
# Excel offers that format beside the usual one, under the same ending .xlsx. One would expect its
# figures, or an error. A reader who loops over the sheets finds no figures and goes on.
#
# Seen: the usual file has the sheet "figures" with two rows, the same in Strict namespaces has [].
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"
python3 -m venv env
env/bin/pip install --quiet openpyxl==3.1.5
env/bin/python -W ignore - <<'PYTHON'
import zipfile

import openpyxl

book = openpyxl.Workbook()
book.active.title = "figures"
book.active.append(["year", "value"])
book.active.append([2017, 62.4])
book.save("usual.xlsx")
usual, strict = b"http://schemas.openxmlformats.org/", b"http://purl.oclc.org/ooxml/"
names = {
    usual + b"spreadsheetml/2006/main": strict + b"spreadsheetml/main",
    usual + b"officeDocument/2006/relationships": strict + b"officeDocument/relationships",
}
with zipfile.ZipFile("usual.xlsx") as one, zipfile.ZipFile("strict.xlsx", "w") as other:
    for entry in one.namelist():
        content = one.read(entry)
        for before, after in names.items():
            content = content.replace(before, after)
        other.writestr(entry, content)
found = {name: openpyxl.load_workbook(f"{name}.xlsx").sheetnames for name in ("usual", "strict")}
print(found)
raise SystemExit(found != {"usual": ["figures"], "strict": []})
PYTHON
