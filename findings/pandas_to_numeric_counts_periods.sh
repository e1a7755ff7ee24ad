#!/usr/bin/env bash
# pandas 3.1.1: to_numeric turns periods and dates into counts since 1970, astype(float) refuses them.
#
# A column of years may come out of a Parquet file as period[Y] or as dates. One would expect to_numeric to
# refuse it, as astype(float) does with a TypeError, or with errors="coerce" to give NaN. It gives 44 for
# 2014, and for a day a number that depends on the unit the file was written in: plausible years nowhere.
#
# Seen: 44 for 2014; 1514678400 and 1514678400000 for the same day in seconds and in milliseconds.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"
python3 -m venv env
env/bin/pip install --quiet pandas==3.1.1
env/bin/python - <<'PYTHON'
import pandas as pd

year = pd.Series(pd.period_range("2014", periods=1, freq="Y"))
day = {unit: pd.Series(pd.to_datetime(["2017-12-31"]).as_unit(unit)) for unit in ("s", "ms")}
counted = [int(pd.to_numeric(each, errors="coerce")[0]) for each in (year, *day.values())]
refused = []
for each in (year, *day.values()):
    try:
        each.astype(float)
    except TypeError as error:
        refused.append(str(error))
print(counted)
print(refused)
raise SystemExit(counted != [44, 1514678400, 1514678400000] or len(refused) != 3)
PYTHON
