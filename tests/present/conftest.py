"""A projection and forecasts made by hand, so that charts are tested on known numbers."""

from dataclasses import dataclass, field
from types import SimpleNamespace

import matplotlib
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.text import Text
from scipy.stats import norm

from urbanstats.brief.run import Briefing, Findings, PastLikelihood, brief_indicator, brief_plan
from urbanstats.outlook import assess, compare_measures, compare_methods, tabulate_assessments
from urbanstats.outlook.audit import audit_plan
from urbanstats.outlook.joint import expected_targets, forecast_count, forecast_joint
from urbanstats.outlook.required import prospect, required
from urbanstats.outlook.scenario import compare_scenarios, usual_scenarios
from urbanstats.plan.load import load_plan
from urbanstats.plan.series import Series
from urbanstats.plan.values import Target
from urbanstats.present.charts.frame import missing_glyphs
from urbanstats.present.palette import SMALL
from urbanstats.trend.projection import Evidence

QUANTILES = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
URBAN = "resident_urbanization_rate"


@dataclass(frozen=True)
class NormalProjection:
    """A normal law whose mean moves by ``slope`` a year and whose spread grows; 100 at most."""

    origin: int
    last: float
    years: tuple[int, ...] = (2018, 2019, 2020)
    slope: float = 0.9
    sd: float = 0.8
    top: float = 100.0
    method: str = "pooled"
    evidence: Evidence = field(
        default_factory=lambda: Evidence(
            1, 1, 2017, 2017, "urbanization_rate", "urbanization_rate", 2016, 1204
        )
    )

    def _law(self, year):
        ahead = abs(year - self.origin)
        return norm(self.last + self.slope * (year - self.origin), self.sd * ahead**0.5)

    def cdf(self, value, year):
        return 1.0 if value >= self.top else float(self._law(year).cdf(value))

    def quantile(self, q, year):
        return min(float(self._law(year).ppf(q)), self.top)


def make_series(years=(2017,), values=(64.01,), **facts):
    return Series.of(years, values, **{"indicator": URBAN, "area": "Liuzhou"} | facts)


def make_targets(levels, **facts):
    facts = {"indicator": URBAN, "direction": "at_least", "unit": "percent", "decimals": 2} | facts
    return tuple(Target(year=year, value=level, **facts) for year, level in levels.items())


def make_row(series, projection, target):
    """Return one row as ``forecast_targets`` gives it."""
    published = series.value(target.year)
    row = {
        "indicator": target.indicator,
        "area": series.area,
        "year": target.year,
        "direction": target.direction,
        "target": target.value,
        "n_observations": len(series),
        "n_on_basis": series.bases.count(series.basis),
        "last_year": series.last[0],
        "as_of": series.as_of.isoformat(),
        "basis": series.basis,
        "rebased_to": "",
    }
    if published is not None:
        reached = float(published >= target.threshold)
        known = {"likelihood": reached, "status": "decided", "published_value": published}
        return both_readings(row | known | {"median": published})
    likelihood = 1 - projection.cdf(target.threshold, target.year)
    quantiles = {f"q{q:g}": projection.quantile(q, target.year) for q in QUANTILES}
    row |= {"likelihood": likelihood, "status": "forecast", "published_value": float("nan")}
    return both_readings(row | quantiles | {"median": quantiles["q0.5"]})


def both_readings(row):
    """Return a row whose reading on the plan's basis is that of the published figure."""
    parts = ("likelihood", "status", "median")
    return row | {f"{part}_plan_basis": row[part] for part in parts}


def make_case(series, projection, targets):
    """Return series, projection, targets and their forecast table under one roof."""
    table = pd.DataFrame([make_row(series, projection, target) for target in targets])
    return SimpleNamespace(series=series, projection=projection, targets=targets, table=table)


@pytest.fixture(autouse=True)
def no_figure_stays_open():
    """Draw off screen, and close every figure after the test."""
    matplotlib.use("agg")
    yield
    from matplotlib import pyplot

    pyplot.close("all")


@pytest.fixture(scope="session")
def plan():
    return load_plan()


@pytest.fixture(scope="session")
def law():
    """The class of normal projections."""
    return NormalProjection


@pytest.fixture(scope="session")
def build():
    """Functions that build a series, targets, and a case of all three with their table."""
    return SimpleNamespace(series=make_series, targets=make_targets, case=make_case)


@pytest.fixture
def one_figure():
    """One published figure, and the plan's targets for the resident urbanization rate."""
    targets = make_targets({2018: 66.2, 2019: 67.5, 2020: 68.7})
    return make_case(make_series(), NormalProjection(2017, 64.01), targets)


@pytest.fixture
def partly_decided():
    """Three figures on the forecast's basis, three on others; the target of 2018 is decided."""
    series = make_series(
        (2005, 2016, 2017, 2018, 2020, 2021),
        (45.45, 63.01, 64.01, 64.74, 69.93, 70.33),
        bases=["pre-2010-census", *["post-2010-census"] * 3, *["2020-census"] * 2],
        basis="post-2010-census",
    )
    targets = make_targets({2018: 66.2, 2019: 67.5, 2020: 68.7})
    return make_case(series, NormalProjection(2018, 64.74), targets)


@pytest.fixture
def at_the_top():
    """One figure at 100 %, and targets that ask to stay there."""
    series = make_series(values=(100.0,), decimals=0)
    targets = make_targets({2018: 100, 2019: 100, 2020: 100}, direction="maintain", decimals=0)
    return make_case(series, NormalProjection(2017, 100.0, slope=0.0), targets)


@pytest.fixture(scope="session")
def full_scorecard(plan):
    """A forecast table of all 45 targets of the plan, from its own baselines and a normal law."""
    rows = []
    for indicator in plan.indicators:
        targets = plan.targets_for(indicator.id)
        top = 100.0 if indicator.unit == "percent" else float("inf")
        law = NormalProjection(2017, targets[0].value, slope=0.1, top=top)
        series = make_series(
            values=(targets[0].value,), indicator=indicator.id, kind=indicator.kind
        )
        rows += [make_row(series, law, target) for target in targets]
    return pd.DataFrame(rows)


def _find_out(plan, name, as_of):
    """Return what the notebook of one indicator finds out."""
    answer = assess(name, as_of=as_of)
    whole, last = answer.together(), answer.targets[-1]
    moved = usual_scenarios(0.0)
    return Findings(
        answer=answer,
        needed=required(answer.series, last),
        ahead=prospect(answer.series, last),
        joint=forecast_joint(whole.series, whole.targets, whole.projection),
        rebasing=answer.sensitivity(),
        scenarios=compare_scenarios(answer.series, answer.targets, answer.projection, moved),
        methods=compare_methods(answer.series, answer.targets),
        measures=compare_measures(answer.series, last, answer.projection),
    )


@pytest.fixture(scope="session")
def find_out():
    """Give the function that finds out about one indicator on a day of knowledge."""
    return _find_out


@pytest.fixture(scope="session")
def found(plan):
    """What is found out about every indicator on the plan's own day, from the real figures."""
    return [_find_out(plan, one.id, plan.adopted.isoformat()) for one in plan.indicators]


@pytest.fixture(scope="session")
def overview(found, plan):
    """The plan at a glance on its own day."""
    table = tabulate_assessments([each.answer for each in found])
    paces = [each.needed for each in found], [each.ahead for each in found]
    counts = expected_targets(table), forecast_count(table, table["year"].max())
    return brief_plan(table, plan, paces, counts, audit_plan(plan, plan.adopted.isoformat()))


@pytest.fixture(scope="session")
def briefing(found, overview, plan):
    """A whole run on the plan's own day, after one that saw each likelihood a tenth lower."""
    briefs = tuple(brief_indicator(each, plan) for each in found)
    history = {
        brief.id: [
            PastLikelihood(
                day, f"{day}-zh-20180608T020000Z", target.year, share * target.likelihood
            )
            for day, share in (("2018-06-06", 0.9), ("2018-06-07", 0.9), ("2018-06-08", 1.0))
            for target in brief.targets
        ]
        for brief in briefs
    }
    return Briefing(
        run="2018-06-08-zh-20180608T020000Z",
        as_of="2018-06-08",
        language="zh",
        version="0.0.0",
        overview=overview,
        indicators=briefs,
        changes={"zh": ["两项目标的可能性有变。"], "en": ["Two likelihoods changed."]},
        history=history,
    )


@pytest.fixture(scope="session")
def visible_texts():
    """A function that returns every text drawn; labels of ticks beyond an axis are not."""

    def visible(ax):
        ax.figure.draw_without_rendering()
        hidden = set()
        for each in ax.figure.findobj(Axes):
            for axis in (each.xaxis, each.yaxis):
                shown = {tick.label1 for tick in axis._update_ticks()}
                hidden |= {tick.label1 for tick in axis.get_major_ticks()} - shown
                hidden |= shown if not each.axison else set()
        texts = [text for text in ax.figure.findobj(Text) if text.get_visible()]
        return [text for text in texts if text.get_text().strip() and text not in hidden]

    return visible


@pytest.fixture(scope="session")
def faults(visible_texts):
    """A function that returns what keeps the texts of a chart from being read: [] if nothing."""

    def find(ax, touching=4):
        """Lines of text may touch by so many pixels."""
        page = ax.figure.bbox
        texts = visible_texts(ax)
        boxes = [(text.get_text(), text.get_window_extent()) for text in texts]
        found = [f"no sign for {sign}" for sign in missing_glyphs(ax.figure)]
        found += [f"small: {text.get_text()}" for text in texts if text.get_fontsize() < SMALL]
        for at, (text, box) in enumerate(boxes):
            if box.x0 < page.x0 or box.x1 > page.x1 or box.y0 < page.y0 or box.y1 > page.y1:
                found.append(f"off the slide: {text}")
            for other, its in boxes[at + 1 :]:
                across = min(box.x1, its.x1) - max(box.x0, its.x0)
                up = min(box.y1, its.y1) - max(box.y0, its.y0)
                if across > 1 and up > touching:
                    found.append(f"{text} over {other}")
        return found

    return find
