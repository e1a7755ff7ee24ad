"""What all tests share: one thread for each process, the same laws each time, a browser."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before numpy; the processes share the cores
settings.register_profile("steady", derandomize=True, deadline=None, database=None)
settings.load_profile("steady")
CHROMIUM = Path("/usr/bin/chromium")


def pytest_collection_modifyitems(items):
    """Begin with the files that hold slow tests, or one process would end on them alone."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(scope="module")
def browser():
    """Open Chromium, or say why nothing is tried in a browser.

    It is closed after each file: while it is open, nothing else may run an event loop.
    """
    sync_api = pytest.importorskip(
        "playwright.sync_api", reason="NOT TESTED in a browser: playwright is not installed"
    )
    if not CHROMIUM.exists():
        pytest.skip(f"NOT TESTED in a browser: there is no {CHROMIUM}")
    with sync_api.sync_playwright() as playwright:
        words = ["--no-sandbox", "--disable-gpu"]
        opened = playwright.chromium.launch(executable_path=str(CHROMIUM), args=words)
        yield opened
        opened.close()
