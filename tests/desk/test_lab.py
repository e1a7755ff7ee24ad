"""The exploring notebook in JupyterLab: opened by one command, answered at once, kept clean."""

import argparse
import copy
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from urbanstats import cli
from urbanstats.cli import desk as lab

ROOT = Path(__file__).parents[2]
HARMLESS = ()  # parts of console errors that are not ours
START = "import sys; from urbanstats.cli import main; sys.exit(main(sys.argv[1:]))"
CHANGED = "text => document.querySelector('.urbanstats-headline .big').innerText != text"
PATIENCE = 30_000  # milliseconds


def asked(**changes):
    words = {"port": 0, "language": "zh", "no_browser": False, "allow_root": False}
    return argparse.Namespace(**words | changes)


def test_the_lab_is_bound_to_this_machine_and_to_the_project():
    words = lab.lab_words(asked())
    assert "--ServerApp.ip=127.0.0.1" in words
    assert f"--ServerApp.root_dir={ROOT}" in words
    assert "--LabApp.default_url=/doc/tree/notebooks/explore.ipynb" in words
    assert (ROOT / lab.NOTEBOOK).exists()
    assert not [word for word in words if re.search("allow_origin|token|password|allow-root", word)]


def test_the_lab_asks_nothing_of_the_network():
    words = lab.lab_words(asked())
    assert "--LabApp.news_url=None" in words
    assert "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate" in words
    assert "--LabApp.extension_manager=readonly" in words


def test_port_browser_and_root_are_as_asked():
    words = lab.lab_words(asked(port=8899, no_browser=True, allow_root=True))
    assert {"--ServerApp.port=8899", "--ServerApp.open_browser=False", "--allow-root"} <= set(words)


def test_root_is_refused_unless_it_insists(monkeypatch, capsys):
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)
    assert cli.main(["lab"]) == 2
    assert capsys.readouterr().err == (
        "urbanstats: parameters: lab: this is the root account, and whoever has the address could "
        "do all it can. Another account is expected: change to it, or add --allow-root if nobody "
        "else can reach this machine.  [PAR-ROOT]\n"
    )


def test_a_package_without_its_project_is_told_what_is_missing(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(lab, "PROJECT", tmp_path)
    assert cli.main(["lab", "--allow-root"]) == 5
    assert capsys.readouterr().err == (
        f"urbanstats: store: lab: there is no notebooks/explore.ipynb in {tmp_path}. The whole "
        "project, with its notebooks, is expected: clone the project and run 'make lab' in it.  "
        "[STORE-NOTEBOOK]\n"
    )


@pytest.mark.parametrize("word", ["0", "65536", "-1", "8888x", "٣"])
def test_what_is_no_port_is_refused(word, capsys):
    assert cli.main(["lab", f"--port={word}"]) == 2
    assert f"argument --port: '{word}' is not a port from 1 to 65535" in capsys.readouterr().err


def test_the_command_hands_its_words_and_language_to_jupyterlab(monkeypatch):
    from jupyterlab.labapp import LabApp

    calls = []
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    monkeypatch.setattr(LabApp, "launch_instance", lambda argv: calls.append(argv))
    monkeypatch.setenv("URBANSTATS_LANGUAGE", "zh")
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "")
    assert cli.main(["lab", "--language", "en", "--no-browser"]) == 0
    assert calls == [lab.lab_words(asked(language="en", no_browser=True))]
    assert os.environ["URBANSTATS_LANGUAGE"] == "en"


def kept():
    return json.loads((ROOT / lab.NOTEBOOK).read_text(encoding="utf-8"))


def test_a_notebook_of_the_project_is_saved_as_it_is_kept():
    ran = copy.deepcopy(kept())
    ran["metadata"]["widgets"] = {"state": {}}
    ran["metadata"]["language_info"]["version"] = "3.12"
    for cell in ran["cells"]:
        cell["metadata"]["trusted"] = True
        if cell["cell_type"] == "code":
            cell |= {"outputs": [{"output_type": "stream"}], "execution_count": 7}
    model = {"type": "notebook", "content": ran}
    lab.keep_clean(model=model, path="notebooks/explore.ipynb", contents_manager=None)
    assert model["content"] == kept()


@pytest.mark.parametrize(
    ("kind", "path"),
    [("notebook", "runs/2018/notebooks/scorecard.ipynb"), ("file", "notebooks/notes.txt")],
)
def test_other_files_are_saved_as_they_are(kind, path):
    content = {"metadata": {"mine": 1}, "cells": []} if kind == "notebook" else "text"
    model = {"type": kind, "content": content}
    lab.keep_clean(model=model, path=path, contents_manager=None)
    assert model == {"type": kind, "content": content}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Start the command on a free port; give its address, token and log."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = tmp_path_factory.mktemp("home")
    log = home / "lab.log"
    words = ["lab", "--no-browser", "--port", str(port), "--language", "en"]
    words += ["--allow-root"] if os.geteuid() == 0 else []
    places = {"HOME": str(home), "PYTHONPATH": str(ROOT)}
    places |= {f"JUPYTER_{name}_DIR": str(home / name) for name in ("CONFIG", "RUNTIME", "DATA")}
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-c", START, *words],
            cwd=home,
            env=os.environ | places,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield f"http://127.0.0.1:{port}", _token(process, log)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _token(process, log):
    """Return the token that the command prints, once it answers."""
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        found = re.search(r"http://127\.0\.0\.1:\d+/doc/tree/\S+\?token=(\w+)", log.read_text())
        if found:
            return found[1]
        time.sleep(0.2)
    pytest.fail(f"JupyterLab did not start:\n{log.read_text()[-2000:]}")


@pytest.mark.slow
def test_nothing_is_told_without_the_token(server):
    address, token = server
    request = urllib.request.Request(f"{address}/api/contents")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=10)
    assert refused.value.code == 403
    refused.value.close()
    request.add_header("Authorization", f"token {token}")
    with urllib.request.urlopen(request, timeout=10) as answer:
        names = [one["name"] for one in json.load(answer)["content"]]
    assert {"notebooks", "urbanstats"} <= set(names)


@pytest.fixture
def page(browser):
    """Give a page that notes complaints of its console, and every host it asks."""
    opened = browser.new_page(viewport={"width": 1440, "height": 1240})
    opened.set_default_timeout(PATIENCE)
    opened.complaints, opened.hosts = [], set()
    opened.on("console", lambda said: said.type == "error" and opened.complaints.append(said.text))
    opened.on("pageerror", lambda error: opened.complaints.append(str(error)))
    opened.on("request", lambda request: opened.hosts.add(urlsplit(request.url).hostname))
    yield opened
    opened.close()


def is_saving(response):
    return response.request.method == "PUT" and "/api/contents/notebooks" in response.url


def run_all(page, server):
    """Open the notebook, run all cells, wait for the panel, and tell how long that took."""
    address, token = server
    began = time.monotonic()
    page.goto(f"{address}/doc/tree/notebooks/explore.ipynb?token={token}")
    page.locator(".jp-Notebook h1").first.wait_for()
    page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").first.wait_for()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
    page.locator(".urbanstats-fan svg").wait_for()
    print(f"from opening the page to the computed panel: {time.monotonic() - began:.1f} s")


@pytest.mark.slow
def test_a_planner_opens_runs_chooses_and_moves_the_slider(server, page, tmp_path):
    before = (ROOT / lab.NOTEBOOK).read_bytes()
    run_all(page, server)
    big = page.locator(".urbanstats-headline .big")
    first = big.inner_text()
    page.locator(".urbanstats-indicator select").select_option(label="15 Green coverage")
    page.wait_for_function(CHANGED, arg=first)
    page.screenshot(path=tmp_path / "indicator.png")
    page.locator(".urbanstats-scenario select").select_option(label="yearly change")
    page.get_by_text("A supposition: Rise by").first.wait_for()
    supposed = big.inner_text()
    handle = page.locator(".urbanstats-amount .noUi-handle")
    for _ in range(6):
        handle.press("ArrowRight")
    page.wait_for_function(CHANGED, arg=supposed)
    page.wait_for_timeout(500)
    page.screenshot(path=tmp_path / "slider.png")
    with page.expect_response(is_saving):
        page.keyboard.press("Control+s")
    assert page.get_by_text("Jupyter news").count() == 0
    page.set_viewport_size({"width": 420, "height": 1240})
    page.wait_for_timeout(500)
    page.screenshot(path=tmp_path / "narrow.png")
    assert [text for text in page.complaints if not any(part in text for part in HARMLESS)] == []
    assert page.hosts == {"127.0.0.1"}
    assert (ROOT / lab.NOTEBOOK).read_bytes() == before
