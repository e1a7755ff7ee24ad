"""Priors: written and read back, never learned from what was not yet known, never misnumbered."""

import json
from datetime import date

import numpy as np
import pytest

from urbanstats.errors import DataError
from urbanstats.plan.series import Series
from urbanstats.trend import fit
from urbanstats.trend.adjust import RESIDUAL_PROBITS, Adjustment, ClassEffect
from urbanstats.trend.behaviours import behaviour_table, grid_text
from urbanstats.trend.priors import (
    LENGTH_NAMES,
    Prior,
    Priors,
    grid_fingerprint,
    load_priors,
    read_priors,
    write_priors,
)


def some_weights(kind, seed):
    rng = np.random.default_rng(seed)
    weights = rng.gamma(0.3, size=len(behaviour_table(kind)))
    weights[rng.random(len(weights)) < 0.5] = 0
    return weights / weights.sum()


def some_priors(through=2016):
    names = [("count", "count"), ("percent", "percent"), ("percent", "water_coverage")]
    return Priors(
        through,
        {"panel_sha256": "ab12", "rows": 77},
        {
            (kind, name): Prior(name, kind, through, 10 * (i + 1), some_weights(kind, i))
            for i, (kind, name) in enumerate(names)
        },
        {
            (kind, length): some_adjustment(seed)
            for kind, seed in (("count", 1), ("percent", 2))
            for length in LENGTH_NAMES
        },
        {("percent", "water/coverage", "short"): some_effect(3)},
    )


def some_adjustment(seed):
    rng = np.random.default_rng(seed)
    coefficients = (rng.normal(scale=0.1, size=size) for size in (6, 8))
    return Adjustment(*coefficients, RESIDUAL_PROBITS, rng.normal(scale=0.1, size=9), 500)


def some_effect(seed):
    rng = np.random.default_rng(seed)
    return ClassEffect(*(rng.normal(scale=0.1, size=size) for size in (5, 2)))


@pytest.fixture
def shelf(tmp_path):
    """A folder of priors learned through 2016 and through 2020."""
    for year in (2016, 2020):
        write_priors(some_priors(year), tmp_path / str(year))
    return tmp_path


def test_priors_read_back_are_those_that_were_written(tmp_path):
    written = some_priors()
    read = read_priors(write_priors(written, tmp_path / "learned"))
    assert read.through == 2016
    assert read.by_name.keys() == written.by_name.keys()
    for key, prior in written.by_name.items():
        back = read.by_name[key]
        assert (back.name, back.kind, back.through, back.series) == (
            prior.name, prior.kind, prior.through, prior.series,
        )  # fmt: skip
        np.testing.assert_allclose(back.weights, prior.weights, rtol=1e-5, atol=0)
        assert back.weights.sum() == pytest.approx(1, abs=1e-12)
    for part in ("adjustments", "effects"):
        assert getattr(read, part).keys() == getattr(written, part).keys()
        for key, learned in getattr(written, part).items():
            for name, values in vars(learned).items():
                back = getattr(getattr(read, part)[key], name)
                np.testing.assert_allclose(back, values, rtol=1e-5, atol=1e-12)


def test_writing_twice_gives_the_same_bytes(tmp_path):
    once, twice = (write_priors(some_priors(), tmp_path / name) for name in ("once", "twice"))
    for name in ("weights.csv", "learned.json"):
        assert (once / name).read_bytes() == (twice / name).read_bytes()


def test_priors_read_back_can_be_written_again(tmp_path):
    once = read_priors(write_priors(some_priors(), tmp_path / "once"))
    again = write_priors(once, tmp_path / "again")
    assert (again / "learned.json").read_bytes() == (tmp_path / "once/learned.json").read_bytes()


def test_the_facts_tell_panel_last_year_grid_and_number_of_series(tmp_path):
    facts = json.loads((write_priors(some_priors(), tmp_path) / "learned.json").read_text("utf-8"))
    adjustments = facts.pop("adjustments")
    names = [f"{kind}/{length}" for kind in ("count", "percent") for length in LENGTH_NAMES]
    assert {name: part["forecasts"] for name, part in adjustments.items()} == dict.fromkeys(
        names, 500
    )
    assert list(facts.pop("effects")) == ["percent/water/coverage/short"]
    assert facts == {
        "through": 2016,
        "grid": grid_fingerprint(),
        "series": {"count/count": 10, "percent/percent": 20, "percent/water_coverage": 30},
        "panel_sha256": "ab12",
        "rows": 77,
    }


def test_only_behaviours_with_a_weight_are_written(tmp_path):
    written = some_priors()
    lines = (write_priors(written, tmp_path) / "weights.csv").read_text("utf-8").splitlines()
    assert lines[0] == "kind,reference_class,behaviour,weight"
    assert len(lines) - 1 == sum((p.weights > 0).sum() for p in written.by_name.values())


def test_a_weight_of_nought_has_the_logarithm_minus_infinity():
    prior = Prior("percent", "percent", 2016, 3, np.array([0.25, 0.0, 0.75]))
    np.testing.assert_array_equal(prior.log_weights, [np.log(0.25), -np.inf, np.log(0.75)])


def test_a_known_class_has_its_own_prior_and_an_unknown_one_that_of_its_kind():
    priors = some_priors()
    assert priors.of("water_coverage", "percent") is priors.by_name["percent", "water_coverage"]
    assert priors.of("bus_share", "percent") is priors.by_name["percent", "percent"]
    assert priors.of("water_coverage", "count") is priors.by_name["count", "count"]


@pytest.mark.parametrize(
    ("reference_class", "used", "series"),
    [("water_coverage", "water_coverage", 30), ("parks", "percent", 20)],
)
def test_the_evidence_says_which_prior_was_in_fact_used(reference_class, used, series):
    own = Series.of([2016, 2017], [90, 91], reference_class=reference_class)
    priors = some_priors()
    evidence = fit(own, [2018], priors=priors).evidence
    assert (evidence.reference_class, evidence.prior) == (reference_class, used)
    assert (evidence.prior_series, evidence.prior_through) == (series, 2016)


def test_a_kind_of_which_nothing_was_learned_is_refused():
    both = some_priors()
    only_percent = Priors(
        2016,
        {},
        {("percent", "percent"): both.of("", "percent")},
        both.adjustments,
    )
    with pytest.raises(DataError) as error:
        fit(Series.of([2017], [1200], kind="count"), [2018], priors=only_percent)
    assert str(error.value) == (
        "priors through 2016: nothing was learned about the kind 'count'. Priors learned from a "
        "panel with series of that kind are expected: learn them with 'urbanstats learn' from a "
        "panel that has some.  [PRIOR-KIND]"
    )


@pytest.mark.parametrize(
    ("day", "through"),
    [(date(2017, 1, 1), 2016), (date(2020, 12, 31), 2016), (date(2021, 1, 1), 2020)],
)
def test_a_forecast_uses_the_newest_prior_that_ends_before_its_year(shelf, day, through):
    assert load_priors(day, shelf).through == through


def test_a_forecast_from_before_every_prior_is_refused(shelf):
    with pytest.raises(DataError) as error:
        load_priors(date(2016, 12, 31), shelf)
    assert str(error.value) == (
        f"{shelf}: no prior ends before 2016 (through: 2016, 2020). A prior learned on figures "
        "up to 2015 or earlier is expected: choose a later as-of date, or learn one with "
        "'urbanstats learn --through'.  [PRIOR-HINDSIGHT]"
    )


def test_one_folder_of_priors_may_be_named_itself_but_is_held_to_the_same_rule(shelf):
    assert load_priors(date(2019, 5, 1), shelf / "2016").through == 2016
    with pytest.raises(DataError) as error:
        load_priors(date(2019, 5, 1), shelf / "2020")
    assert str(error.value) == (
        f"{shelf / '2020'}: no prior ends before 2019 (through: 2020). A prior learned on "
        "figures up to 2018 or earlier is expected: choose a later as-of date, or learn one "
        "with 'urbanstats learn --through'.  [PRIOR-HINDSIGHT]"
    )


def test_an_empty_folder_has_no_prior_to_offer(tmp_path):
    with pytest.raises(DataError) as error:
        load_priors(date(2019, 5, 1), tmp_path)
    assert str(error.value) == (
        f"{tmp_path}: no prior ends before 2019 (through: none). A prior learned on figures up "
        "to 2018 or earlier is expected: choose a later as-of date, or learn one with "
        "'urbanstats learn --through'.  [PRIOR-HINDSIGHT]"
    )


def test_a_folder_named_earlier_than_what_it_learned_gives_no_hindsight(tmp_path):
    write_priors(some_priors(2020), tmp_path / "2016")
    with pytest.raises(DataError):
        load_priors(date(2018, 6, 8), tmp_path)


def test_the_shipped_priors_answer_on_the_day_the_plan_was_adopted_without_hindsight():
    assert load_priors(date(2018, 6, 8)).through < 2018


def test_a_fit_of_a_series_from_before_every_shipped_prior_is_refused():
    old = Series.of([1995, 1996], [40, 42])
    with pytest.raises(DataError, match=r"no prior ends before 1996 .*\[PRIOR-HINDSIGHT\]$"):
        fit(old, [1997])


@pytest.mark.parametrize("name", ["learned.json", "weights.csv"])
def test_a_folder_that_lacks_a_file_is_refused(tmp_path, name):
    (write_priors(some_priors(), tmp_path / "half") / name).unlink()
    with pytest.raises(DataError) as error:
        read_priors(tmp_path / "half")
    assert str(error.value) == (
        f"{tmp_path / 'half'}: the folder holds no learned.json with weights.csv. A folder "
        "written by 'urbanstats learn' is expected: name such a folder, or learn one.  "
        "[PRIOR-MISSING]"
    )


def test_weights_numbered_by_another_grid_are_refused(tmp_path):
    file = write_priors(some_priors(), tmp_path / "old") / "learned.json"
    facts = json.loads(file.read_text("utf-8")) | {"grid": "0123456789abcdef"}
    file.write_text(json.dumps(facts), "utf-8")
    with pytest.raises(DataError) as error:
        read_priors(tmp_path / "old")
    assert str(error.value) == (
        f"{file}: its weights are numbered by the grid 0123456789abcdef. The grid of this "
        f"version, {grid_fingerprint()}, is expected: learn the priors again with this version.  "
        "[PRIOR-GRID]"
    )


def test_priors_learned_again_into_the_same_folder_are_read_anew(tmp_path):
    assert read_priors(write_priors(some_priors(2016), tmp_path)).through == 2016
    assert read_priors(write_priors(some_priors(2019), tmp_path)).through == 2019


def test_the_fingerprint_of_the_grid_changes_with_the_grid(monkeypatch):
    before = grid_fingerprint()
    monkeypatch.setattr("urbanstats.trend.priors.grid_text", lambda kind: grid_text(kind)[1:])
    assert len(before) == 16
    assert grid_fingerprint() != before
