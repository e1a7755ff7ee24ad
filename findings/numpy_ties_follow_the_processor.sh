#!/usr/bin/env bash
# NumPy 2.4.6: in which order argsort puts equal numbers depends on the processor.
#
# That the default sort is not stable is documented; that two office machines give two orders for the same
# numbers is what surprises. Futures at a bound (100 %) are such ties: what ranks them so gives likelihoods
# that differ from machine to machine. kind="stable" is the same everywhere.
#
# Seen with AVX-512 and AVX2 switched off, as on an older processor: other places for the same 82 numbers.
# Needs a processor with AVX2 (x86-64-v3); elsewhere it says so and ends well.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"
python3 -m venv env
env/bin/pip install --quiet numpy==2.4.6
cat > sort.py <<'PYTHON'
import sys

import numpy as np

shares = np.array([100.0] * 5 + [99.0] * 3 + [100.0] * 30 + [98.5] * 4 + [100.0] * 40)
print(np.argsort(shares, kind=sys.argv[1] if len(sys.argv) > 1 else None).tolist())
PYTHON
can=$(env/bin/python -c '
from numpy._core._multiarray_umath import __cpu_features__ as can
print(" ".join(name for name in ("X86_V4", "X86_V3", "AVX512_ICL") if can.get(name)))')
case $can in *X86_V3*) ;; *) echo "this processor has no AVX2: nothing to compare"; exit 0 ;; esac
new=$(env/bin/python sort.py)
old=$(NPY_DISABLE_CPU_FEATURES=$can env/bin/python sort.py)
stable=$(env/bin/python sort.py stable)
old_stable=$(NPY_DISABLE_CPU_FEATURES=$can env/bin/python sort.py stable)
echo "this processor: ${new:0:60}"
echo "an older one:   ${old:0:60}"
[ "$new" != "$old" ] && [ "$stable" = "$old_stable" ]
