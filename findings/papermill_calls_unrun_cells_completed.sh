#!/usr/bin/env bash
# papermill 2.7.0: after a cell ran out of time, the cells behind it that never ran are "completed".
#
# One would expect them "pending", the late cell "failed", and the notebook to say that it failed. It says
# exception: None for the notebook and no exception for any cell. Whoever reads the executed file cannot tell that run
# from a good one by these fields; only a cell that was begun has a start time.
#
# Seen: CellTimeoutError is raised; statuses completed, completed, completed; exceptions False, False, None.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"
python3 -m venv env
env/bin/pip install --quiet papermill==2.7.0 ipykernel==7.4.0 nbclient==0.11.0 nbformat==5.11.1
env/bin/python -W ignore - 2> errors.txt <<'PYTHON' || { cat errors.txt >&2; exit 1; }
import nbformat
import papermill

cells = [nbformat.v4.new_code_cell(text) for text in ("1", "import time; time.sleep(60)", "3")]
about = {"name": "python3", "language": "python", "display_name": "Python"}
nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": about}), "in.ipynb")
try:
    papermill.execute_notebook("in.ipynb", "out.ipynb", execution_timeout=5, progress_bar=False)
except Exception as error:
    raised = type(error).__name__
out = nbformat.read("out.ipynb", as_version=4)
status = [cell.metadata.papermill.status for cell in out.cells]
exceptions = [cell.metadata.papermill.exception for cell in out.cells]
begun = [cell.metadata.papermill.start_time is not None for cell in out.cells]
print(raised, status, exceptions, "begun:", begun, "notebook:", out.metadata.papermill.exception)
as_seen = (["completed"] * 3, [False, False, None], [True, True, False], None)
raise SystemExit((status, exceptions, begun, out.metadata.papermill.exception) != as_seen)
PYTHON
