"""Every chart keeps the conventions, so that all can be used alike and in any figure."""

import inspect
import re

import pytest

from urbanstats.present import charts
from urbanstats.present.charts import (
    changes as changed,
)
from urbanstats.present.charts import (
    count as joint,
)
from urbanstats.present.charts import (
    fan,
    measures,
    methods,
    paths,
    reliability,
    replay,
)
from urbanstats.present.charts import (
    frame as marks,
)
from urbanstats.present.charts import (
    likelihoods as scorecard,
)
from urbanstats.present.charts import (
    measures as concordance,
)
from urbanstats.present.charts import (
    required as reality,
)
from urbanstats.present.charts import (
    scenarios as courses,
)

DRAWERS = [getattr(charts, name) for name in charts.__all__ if name.startswith("draw_")]
MODULES = [
    changed,
    concordance,
    courses,
    fan,
    joint,
    marks,
    measures,
    methods,
    paths,
    reality,
    reliability,
    replay,
    scorecard,
]


@pytest.mark.parametrize("draw", DRAWERS, ids=lambda draw: draw.__name__)
def test_a_chart_takes_axes_and_language_by_name_and_returns_axes(draw):
    parameters = inspect.signature(draw).parameters
    assert draw.__name__.startswith("draw_")
    assert parameters["ax"].default is None
    assert parameters["lang"].default == "en"
    assert parameters["ax"].kind is parameters["lang"].kind is inspect.Parameter.KEYWORD_ONLY
    assert inspect.signature(draw).return_annotation == "Axes"


@pytest.mark.parametrize("draw", DRAWERS, ids=lambda draw: draw.__name__)
def test_a_chart_names_all_its_parameters_and_documents_them(draw):
    parameters = inspect.signature(draw).parameters
    assert all(each.kind is not inspect.Parameter.VAR_KEYWORD for each in parameters.values())
    assert len(parameters) <= 6
    assert all(re.search(rf"^    {name}\b", draw.__doc__, re.M) for name in parameters)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_a_chart_never_shows_saves_or_draws_on_whatever_is_current(module):
    source = inspect.getsource(module)
    assert not re.search(r"\.(gca|gcf|show|savefig)\(|pyplot", source)
