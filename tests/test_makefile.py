"""make refuses what it would otherwise ignore."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.skipif(not shutil.which("make"), reason="make is not installed")


def make(*words, **settings):
    """Return what make would do or says, without doing it."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        ["make", "--dry-run", *words], cwd=ROOT, capture_output=True, text=True, env=kept | settings
    )


def nightly(done):
    lines = [line.split() for line in done.stdout.splitlines()]
    return next(words[2:] for words in lines if words[1:2] == ["nightly"])


def test_a_misspelt_variable_is_refused():
    done = make("forecast", "ASOF=2019")
    assert done.returncode == 2
    assert "there is no ASOF here, only PYTHON AS_OF LANGUAGE WORKERS" in done.stderr
    assert done.stdout == ""


def test_variables_become_options():
    done = make("forecast", "AS_OF=2019-06-30", "LANGUAGE=zh", "WORKERS=2")
    assert nightly(done) == ["--as-of", "2019-06-30", "--language", "zh", "--workers", "2"]


def test_an_empty_as_of_means_everything_published():
    assert nightly(make("forecast", "AS_OF=")) == []


def test_the_languages_of_a_chinese_desktop_are_no_option():
    assert nightly(make("forecast", LANGUAGE="zh_CN:en")) == ["--as-of", "2018-06-08"]


def test_coverage_is_counted_only_when_it_is_asked_for():
    asked = {goal: make(goal).stdout.split() for goal in ("test", "coverage")}
    assert "pytest" in asked["test"]
    assert [word for word in asked["coverage"] if word not in asked["test"]] == [
        "--cov",
        "--cov-report=term-missing:skip-covered",
    ]


def test_golden_hashes_are_taken_by_one_command():
    assert make("golden").stdout.splitlines()[-1] == ".venv/bin/python -m tests.golden"
