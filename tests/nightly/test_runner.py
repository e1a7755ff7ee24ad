"""Notebooks that end in every way a notebook can end, run the way the night runs them."""

import json
import os

import psutil
import pytest

from urbanstats.nightly.runner import Job, run_jobs

pytestmark = pytest.mark.slow
SAVE = """
import pandas as pd
from urbanstats.nightly.result import save_result
save_result(output, pd.DataFrame({"indicator": [indicator]}))
"""
NAP = str(54321 + os.getpid())  # seconds, and known by them among other tests' sleepers
SLEEP = f"import subprocess; subprocess.Popen(['sleep', '{NAP}'])"
HANGS = ["import time; time.sleep(600)", SAVE]
SETTINGS = """
import os
indicator = os.environ["COLOUR"] + os.environ["OMP_NUM_THREADS"]
assert os.environ["IPYTHONDIR"].startswith(os.environ["JUPYTER_RUNTIME_DIR"])
"""
CELLS = {
    "good": [SAVE],
    "settings": [SETTINGS, SAVE],
    "orphan": [SLEEP, SAVE],
    "raises": ["1 + 1", "{}['missing']", SAVE],
    "exits": ["import sys; sys.exit(3)", SAVE],
    "dies": ["1 + 1", "import os; os._exit(0)", SAVE],
    "killed": ["import os, signal; os.kill(os.getpid(), signal.SIGKILL)", SAVE],
    "quits": ["quit()"],
    "silent": ["print('all is well')"],
    "kills_runner": ["import psutil; psutil.Process().parent().kill()", SAVE],
}
LONG = "x" * 120
TIMEOUT = 3  # seconds: enough to set parameters, on a busy machine too
FAMILY = """
import psutil
kernel = psutil.Process()
notebook, warm = kernel.parent(), kernel.parent().parent()
indicator = f"{warm.num_threads()} {kernel.parent().parent().parent().pid}"
"""
# A warm process whose first kernels are dead before they say a word.
STILLBORN = """
import os, sys
from urbanstats.nightly import warm

def fork():
    kernel, died = forked(), "../../died"
    if not os.path.exists(died) or os.path.getsize(died) < {deaths}:
        kernel.kill()
        open(died, "a").write("!")
    return kernel

forked, warm.fork_kernel = warm.fork_kernel, fork
warm._warm_up = lambda parameters: None
warm.serve(int(sys.argv[1]))
"""


def sleepers() -> list[str]:
    return [p.name() for p in psutil.process_iter() if NAP in _words(p)]


def _words(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory, write_notebook):
    folder, temporary = (tmp_path_factory.mktemp(name) for name in ("runner", "t"))
    hangs, *jobs = [
        Job(name, write_notebook(folder / f"{name}.ipynb", *cells), {"indicator": f"id of {name}"})
        for name, cells in {"hangs": HANGS, **CELLS}.items()
    ]
    seen = []
    with pytest.MonkeyPatch.context() as context:
        context.setenv("TMPDIR", str(temporary))  # a short path, or folders are made elsewhere
        how = {"settings": {"COLOUR": "blue"}, "on_done": lambda one: seen.append(one.name)}
        outcomes = run_jobs(jobs, folder / "work", workers=2, timeout=60, **how)
        (folder / LONG).mkdir()
        context.setenv("TMPDIR", str(folder / LONG))
        outcomes |= run_jobs([hangs], folder / "work", workers=1, timeout=TIMEOUT)
    assert sorted(seen) == sorted(CELLS)
    return {"folder": folder / "work", "left": os.listdir(temporary), **outcomes}


def test_a_good_notebook_leaves_a_result_made_with_its_parameters(outcomes):
    assert outcomes["good"].error is None
    assert outcomes["good"].result.table["indicator"].tolist() == ["id of good"]


def test_one_failure_stops_no_other(outcomes):
    done = [name for name in CELLS if outcomes[name].error is None]
    assert done == ["good", "settings", "orphan"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "raises",
            "cell 3 (begins: {}['missing']): KeyError: 'missing'. A cell that ends without an "
            "error is expected: open the executed notebook, which shows the whole traceback.  "
            "[NB-RAISED]",
        ),
        (
            "exits",
            "cell 2 (begins: import sys; sys.exit(3)): SystemExit: 3. A cell that ends without an "
            "error is expected: open the executed notebook, which shows the whole traceback.  "
            "[NB-RAISED]",
        ),
        (
            "dies",
            "cell 3 (begins: import os; os._exit(0)): the kernel died (out of memory?). A kernel "
            "that answers to the end is expected: look at kernel.log beside the executed "
            "notebook.  [NB-DEAD]",
        ),
        (
            "killed",
            "cell 2 (begins: import os, signal; os.kill(os.getpid(), signal.SIGKILL)): the kernel "
            "died (out of memory?). A kernel that answers to the end is expected: look at "
            "kernel.log beside the executed notebook.  [NB-DEAD]",
        ),
        (
            "hangs",
            "cell 2 (begins: import time; time.sleep(600)): ran over 3 s. A cell that ends in "
            "time is expected: make it quicker, or allow more with --timeout.  [NB-TIMEOUT]",
        ),
        (
            "silent",
            "result: no result was saved. A notebook ends with save_result(output, table, "
            "figures): see that its last cell is reached and calls it.  [NB-NORESULT]",
        ),
        (
            "kills_runner",
            "process: ended at once (without a word). A process that runs the notebook to its end "
            "is expected: look at kernel.log beside the executed notebook.  [NB-BROKEN]",
        ),
    ],
)
def test_the_message_names_the_cell_and_what_to_do(outcomes, name, message):
    assert str(outcomes[name].error) == message


def test_papermills_own_word_of_success_is_not_trusted(outcomes):
    """A cell that quits leaves a notebook in which every cell says "completed"."""
    executed = json.loads((outcomes["folder"] / "quits" / "executed.ipynb").read_text())
    states = [c["metadata"].get("papermill", {}).get("status") for c in executed["cells"]]
    assert "failed" not in states
    assert outcomes["quits"].error.exit_code == 4


@pytest.mark.parametrize("name", ["raises", "dies", "hangs"])
def test_a_failed_notebook_is_kept_and_says_so_on_top(outcomes, name):
    executed = json.loads((outcomes["folder"] / name / "executed.ipynb").read_text())
    assert "".join(executed["cells"][0]["source"]).startswith("**This run failed.** cell ")
    assert executed["metadata"]["urbanstats"]["outcome"] == "failed"


def test_executed_notebooks_name_no_path_of_this_machine(outcomes):
    folder = outcomes["folder"]
    assert str(folder) not in (folder / "good" / "executed.ipynb").read_text()


def test_nothing_is_left_running_and_no_socket_is_left(outcomes):
    assert sleepers() == []
    assert outcomes["left"] == []
    kernels = [p for p in psutil.Process().children(recursive=True) if "ipykernel" in _words(p)]
    assert kernels == []


def test_a_process_that_does_not_answer_is_stopped(tmp_path, write_notebook, monkeypatch):
    """The limit holds even when papermill itself hangs."""
    monkeypatch.setattr("urbanstats.nightly.runner.GRACE_SECONDS", -600)
    path = write_notebook(tmp_path / "some.ipynb", SLEEP, "import time; time.sleep(600)")
    outcome = run_jobs([Job("some", path)], tmp_path / "work", workers=1, timeout=604)["some"]
    assert str(outcome.error) == (
        "process: did not end within 604 s and was stopped. A process that runs the notebook to "
        "its end is expected: look at kernel.log beside the executed notebook.  [NB-TIMEOUT]"
    )
    assert sleepers() == []


def test_an_interrupt_stops_every_process(tmp_path, write_notebook):
    path = write_notebook(tmp_path / "some.ipynb", SLEEP, "import time; time.sleep(600)")
    quick = write_notebook(tmp_path / "quick.ipynb", SAVE)

    def interrupt(outcome):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_jobs(
            [Job("slow", path), Job("quick", quick)],
            tmp_path / "work",
            workers=2,
            timeout=60,
            on_done=interrupt,
        )
    assert sleepers() == []


def test_a_long_temporary_folder_does_not_lengthen_the_sockets_paths(outcomes):
    """The one in which a notebook hung: its kernel was reached all the same."""
    assert outcomes["hangs"].error.code == "NB-TIMEOUT"


def test_the_kernel_sees_the_settings_and_keeps_to_its_own_folders(outcomes):
    assert outcomes["settings"].result.table["indicator"].tolist() == ["blue1"]
    assert "COLOUR" not in os.environ


def test_kernels_are_forked_from_a_process_without_threads(
    tmp_path, write_notebook, monkeypatch, whole_warming
):
    monkeypatch.setattr("urbanstats.nightly.runner.WARM", whole_warming)
    path = write_notebook(tmp_path / "some.ipynb", FAMILY, SAVE)
    outcome = run_jobs([Job("some", path)], tmp_path / "work", workers=1, timeout=30)["some"]
    assert outcome.result.table["indicator"].tolist() == [f"1 {os.getpid()}"]


@pytest.mark.parametrize(("deaths", "code"), [(1, None), (2, "NB-START")])
def test_a_kernel_that_dies_before_its_first_word_is_started_a_second_time(
    tmp_path, write_notebook, monkeypatch, deaths, code
):
    monkeypatch.setattr("urbanstats.nightly.runner.WARM", STILLBORN.format(deaths=deaths))
    path = write_notebook(tmp_path / "some.ipynb", SAVE)
    outcome = run_jobs([Job("some", path)], tmp_path / "work", workers=1, timeout=30)["some"]
    assert getattr(outcome.error, "code", None) == code
    assert (tmp_path / "died").read_text() == "!" * deaths


def test_a_killed_warm_process_fails_its_notebooks_and_leaves_none_running(
    tmp_path, write_notebook, tmp_path_factory, monkeypatch
):
    temporary = tmp_path_factory.mktemp("t")  # a short path, or the folder is made elsewhere
    monkeypatch.setenv("TMPDIR", str(temporary))
    cell = "import psutil; psutil.Process().parent().parent().kill()"
    path = write_notebook(tmp_path / "some.ipynb", SLEEP, cell, "import time; time.sleep(600)")
    outcome = run_jobs([Job("some", path)], tmp_path / "work", workers=1, timeout=30)["some"]
    assert str(outcome.error).startswith("process: ended at once (without a word).")
    assert sleepers() == []
    assert os.listdir(temporary) == []
