"""Every chart keeps the conventions, so that all can be used alike and in any figure."""

import inspect
import re
from pathlib import Path

from urbanstats.present import charts

DRAWERS = [getattr(charts, name) for name in charts.__all__ if name.startswith("draw_")]
CHARTS = sorted(Path(charts.__file__).parent.glob("[a-z]*.py"))


def parameters(draw):
    return inspect.signature(draw).parameters


def test_a_chart_takes_axes_and_language_by_name_and_returns_axes():
    assert len(DRAWERS) > 10
    for draw in DRAWERS:
        ax, lang = (parameters(draw)[name] for name in ("ax", "lang"))
        assert (ax.default, lang.default) == (None, "en"), draw
        assert ax.kind is lang.kind is inspect.Parameter.KEYWORD_ONLY, draw
        assert inspect.signature(draw).return_annotation == "Axes", draw


def test_a_chart_names_all_its_parameters_and_documents_them():
    for draw in DRAWERS:
        kinds = {each.kind for each in parameters(draw).values()}
        assert inspect.Parameter.VAR_KEYWORD not in kinds, draw
        for name in parameters(draw):  # in its own words, or once for all charts
            own = re.search(rf"^    {name}\b", draw.__doc__, re.M)
            assert own or f"``{name}``" in charts.__doc__, (draw, name)


def test_a_chart_never_shows_saves_or_draws_on_whatever_is_current():
    """Only what they share, in `frame`, opens figures and writes them."""
    found = re.compile(r"\.(gca|gcf|show|savefig)\(|pyplot")
    sources = {path.stem: path.read_text(encoding="utf-8") for path in CHARTS}
    assert {name for name, source in sources.items() if found.search(source)} == {"frame"}
