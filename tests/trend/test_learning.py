"""Learning: expectation-maximisation finds the behaviour that made the panel, and no other year."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from scipy.special import logsumexp

from urbanstats.errors import DataError
from urbanstats.plan.series import Series
from urbanstats.trend import fit
from urbanstats.trend.behaviours import behaviour_table, believable, infer_decimals
from urbanstats.trend.learning import learn_into, learn_priors
from urbanstats.trend.mixture import Pattern, log_likelihood
from urbanstats.trend.priors import LENGTH_NAMES, read_priors, write_priors


def walks(size=60, years=11, shock=1.0, drift=0.0, name="s", first=2000, seed=1, **facts):
    """Return a panel of random walks from 50, with shocks and drift in points a year."""
    rng = np.random.default_rng(seed)
    steps = rng.normal(drift, shock, (size, years - 1))
    paths = np.column_stack([np.full(size, 50.0), 50 + steps.cumsum(axis=1)])
    panel = pd.DataFrame(
        {
            "series_id": np.repeat([f"{name}{i:03d}" for i in range(size)], years),
            "year": np.tile(np.arange(first, first + years), size),
            "value": np.round(np.clip(paths, 0, 100).ravel(), 3),
            "kind": "percent",
        }
    )
    return panel.assign(**facts)


def paths_of(panel):
    return panel.pivot(index="series_id", columns="year", values="value").to_numpy()


def weights_of(priors):
    return priors.of("", "percent").weights


def share_of(prior, **facts):
    """Return the weight of the behaviours for which each named test holds."""
    table = behaviour_table(prior.kind)
    held = [test(table[name]) for name, test in facts.items()]
    return prior.weights[np.logical_and.reduce(held)].sum()


def usual_yearly_change(prior):
    """Return the weighted geometric mean of the sd of a yearly change, in points near 50."""
    t = behaviour_table("percent")
    walk = t["level"] == 1
    sd = t["shock"] * np.sqrt(1 + t["drift"] ** 2 + 2 * t["noise"] ** 2)
    sd = np.where(t["scale"] == "identity", sd, sd * 100 / (2 / np.sqrt(0.51)))
    return np.exp(np.average(np.log(sd[walk]), weights=prior.weights[walk]))


@pytest.fixture(scope="module")
def learned():
    return learn_priors(walks())


def test_learning_finds_how_far_the_panel_moved_in_a_year(learned):
    prior = learned.of("", "percent")
    assert usual_yearly_change(prior) == pytest.approx(1.0, rel=0.35)
    assert share_of(prior, level=lambda level: level < 0.8) < 0.1


@pytest.mark.parametrize(("drift", "likeliest"), [(1.0, 1.0), (0.0, 0.0)])
def test_learning_finds_which_way_the_panel_drifted(drift, likeliest):
    prior = learn_priors(walks(shock=0.2, drift=drift)).of("", "percent")
    table = behaviour_table("percent")
    points = table["scale"] == "identity"
    means = pd.Series(prior.weights[points]).groupby(table["mean_drift"][points]).sum()
    nearest = min(means.index, key=lambda mean: abs(mean - likeliest))
    assert means.idxmax() == nearest


def test_the_learned_weights_make_the_panel_likelier_than_any_one_behaviour(learned):
    panel = paths_of(walks())
    years = panel.shape[1]
    ll = log_likelihood(panel, "percent", Pattern(tuple(range(years)), (0,) * years, (years,)))
    got = logsumexp(ll + learned.of("", "percent").log_weights, axis=1).sum()
    assert got > ll.sum(axis=0).max()
    assert got > logsumexp(ll - np.log(ll.shape[1]), axis=1).sum() + 10


def test_weights_sum_to_one_and_most_are_nought(learned):
    for prior in learned.by_name.values():
        assert prior.weights.sum() == pytest.approx(1, abs=1e-9)
        assert prior.weights.min() == 0
        assert (prior.weights > 0).mean() < 0.5


def test_behaviours_that_are_not_believable_are_never_learned(learned):
    wild = walks(size=30, shock=30.0, name="wild", reference_class="wild")
    for priors in (learned, learn_priors(pd.concat([walks(size=10), wild]))):
        for prior in priors.by_name.values():
            assert prior.weights[~believable(prior.kind)].sum() == 0


def test_learning_twice_gives_the_same_weights_and_adjustments(learned):
    again = learn_priors(walks())
    np.testing.assert_array_equal(weights_of(again), weights_of(learned))
    for key, adjustment in again.adjustments.items():
        for name, part in vars(adjustment).items():
            np.testing.assert_array_equal(part, getattr(learned.adjustments[key], name))


def test_the_order_of_the_rows_changes_nothing(learned):
    mixed = learn_priors(walks().sample(frac=1, random_state=3))
    np.testing.assert_array_equal(weights_of(mixed), weights_of(learned))
    assert mixed.facts == learned.facts


def test_nothing_after_the_last_year_asked_for_is_used():
    panel = walks(size=20, years=14)
    spoiled = panel.assign(value=panel["value"].where(panel["year"] <= 2008, 3.21))
    cut = panel[panel["year"] <= 2008]
    a, b, c = (learn_priors(p, through=2008) for p in (panel, spoiled, cut))
    assert (a.through, a.facts["years"]) == (2008, [2000, 2008])
    assert a.facts == b.facts == c.facts
    for other in (b, c):
        np.testing.assert_array_equal(weights_of(other), weights_of(a))
        np.testing.assert_array_equal(
            other.adjustment("percent", 5).location, a.adjustment("percent", 5).location
        )


def test_without_a_last_year_the_panel_is_used_to_its_end(learned):
    assert learned.through == 2010
    assert learned.of("", "percent").through == 2010


def test_the_facts_name_the_panel_and_its_size(learned):
    facts = learned.facts
    assert (facts["rows"], facts["years"]) == (660, [2000, 2010])
    assert facts["rows_left_out"] == 0
    assert len(facts["panel_sha256"]) == 64
    other = learn_priors(walks(seed=2)).facts
    assert other["panel_sha256"] != facts["panel_sha256"]


def test_values_out_of_range_are_left_out_and_counted():
    panel = walks(size=12)
    wrong = panel[:3].assign(series_id="wrong", value=[100.01, -0.1, 250.0])
    clean, spoiled = learn_priors(panel), learn_priors(pd.concat([panel, wrong]))
    assert spoiled.facts["rows_left_out"] == 3
    assert spoiled.facts["rows"] == len(panel)
    np.testing.assert_array_equal(weights_of(spoiled), weights_of(clean))


def test_rows_without_a_value_are_left_out_and_counted():
    panel = walks(size=12)
    hole = panel[:4].assign(series_id="hole", value=np.nan)
    facts = learn_priors(pd.concat([panel, hole])).facts
    assert facts["rows"] == len(panel)
    assert facts["rows_left_out"] == 4


def test_values_that_are_no_numbers_are_left_out_and_counted():
    panel = walks(size=12)
    words = panel[:2].assign(series_id="words", value=["n/a", "about 40"])
    facts = learn_priors(pd.concat([panel.astype({"value": object}), words])).facts
    assert facts["rows"] == len(panel)
    assert facts["rows_left_out"] == 2


def test_a_class_has_its_own_prior_and_says_on_how_many_series_it_stands():
    quiet = walks(size=40, shock=0.1, name="quiet", reference_class="quiet")
    loud = walks(size=40, shock=3.0, name="loud", reference_class="loud", seed=2)
    few = walks(size=1, shock=0.1, name="few", reference_class="few", seed=3)
    priors = learn_priors(pd.concat([quiet, loud, few]))
    assert {key: prior.series for key, prior in priors.by_name.items()} == {
        ("percent", "percent"): 81,
        ("percent", "quiet"): 40,
        ("percent", "loud"): 40,
        ("percent", "few"): 1,
    }
    change = {name: usual_yearly_change(priors.of(name, "percent")) for name in ("quiet", "loud")}
    assert change["quiet"] < 0.3
    assert change["loud"] > 1.0
    # one series moves its class away from the kind only a little
    kind, one = (priors.of(name, "percent").weights for name in ("percent", "few"))
    assert np.abs(one - kind).sum() / 2 < 0.25


@pytest.mark.parametrize(
    ("values", "decimals"),
    [([98.0, 97.0], 0), ([98.0, 97.5], 1), ([43.84, 44.0], 2), ([1.2345], 4), ([1 / 3, 2.0], 4)],
)
def test_decimals_are_the_fewest_that_print_every_value(values, decimals):
    assert infer_decimals(np.array(values)) == decimals


def test_rows_without_a_class_teach_their_kind_only():
    panel = walks(size=12).assign(reference_class=None)
    assert list(learn_priors(panel).by_name) == [("percent", "percent")]


def test_percentages_and_counts_are_learned_apart():
    counts = walks(size=12, shock=4.0, name="c").assign(kind="count")
    counts["value"] *= 1000
    priors = learn_priors(pd.concat([walks(size=12), counts]))
    assert list(priors.by_name) == [("count", "count"), ("percent", "percent")]
    assert set(priors.adjustments) == set(product(("count", "percent"), LENGTH_NAMES))
    alone = learn_priors(walks(size=12))
    np.testing.assert_array_equal(weights_of(priors), weights_of(alone))


def test_years_may_be_missing_inside_a_series():
    panel = walks(size=40)
    kept = panel[~panel["year"].isin([2003, 2004, 2007])]
    prior = learn_priors(kept).of("", "percent")
    assert usual_yearly_change(prior) == pytest.approx(1.0, rel=0.5)


def test_what_was_learned_can_be_written_read_and_used(learned, tmp_path):
    read = read_priors(write_priors(learned, tmp_path))
    series = Series.of([2008, 2009, 2010], [60.0, 60.8, 61.1])
    a, b = (fit(series, [2011, 2012], priors=priors) for priors in (learned, read))
    np.testing.assert_allclose(
        b.quantile(np.array([0.1, 0.5, 0.9]), 2012),
        a.quantile(np.array([0.1, 0.5, 0.9]), 2012),
        atol=1e-3,
    )
    assert a.evidence.prior_series == b.evidence.prior_series == 60


@pytest.mark.slow
def test_forecasts_with_learned_priors_keep_their_promise_on_series_never_seen(learned):
    fresh, hits = paths_of(walks(size=200, seed=9)), []
    for row in fresh:
        series = Series.of(range(2003, 2008), row[3:8], decimals=3)
        projection = fit(series, [2009], priors=learned)
        hits.append(projection.cdf(row[9], 2009))
    hits = np.array(hits)
    for level in (0.1, 0.5, 0.9):
        assert np.mean(hits <= level) == pytest.approx(level, abs=0.1)


def test_one_short_series_is_enough_to_learn_from():
    priors = learn_priors(walks(size=1, years=4))
    assert priors.of("", "percent").series == 1
    assert priors.of("", "percent").weights.sum() == pytest.approx(1)


def test_a_kind_whose_series_are_all_too_short_does_not_spoil_the_other():
    short = walks(size=3, years=2, name="c").assign(kind="count")
    assert list(learn_priors(pd.concat([walks(size=12), short])).by_name) == [
        ("percent", "percent")
    ]


@pytest.mark.parametrize("name", ["series_id", "year", "value", "kind"])
def test_a_missing_column_is_named(name):
    panel = walks(size=2).drop(columns=name)
    with pytest.raises(DataError) as error:
        learn_priors(panel)
    assert str(error.value) == (
        f"panel: there is no column {name!r}; found {', '.join(panel.columns)}. The columns "
        "series_id, year, value, kind are expected: rename the column, or add it.  [DATA-COLUMN]"
    )


@pytest.mark.parametrize(
    ("years", "through", "said"),
    [(3, None, ""), (8, 2002, " through 2002"), (8, 1990, " through 1990")],
    ids=["too short", "cut too early", "nothing left"],
)
def test_a_panel_with_nothing_to_learn_from_is_refused(years, through, said):
    with pytest.raises(DataError) as error:
        learn_priors(walks(size=3, years=years), through=through)
    assert str(error.value) == (
        f"panel: no series has 4 figures{said}. Series of at least 4 yearly figures are "
        "expected: give a longer panel or a later last year.  [LEARN-EMPTY]"
    )


def test_an_unknown_kind_is_refused():
    with pytest.raises(DataError) as error:
        learn_priors(walks(size=2).assign(kind="ratio"))
    assert str(error.value) == (
        "panel, column kind: 'ratio' is not a kind. 'percent' (0-100) or 'count' (0 and more) is "
        "expected: correct the rows.  [DATA-KIND]"
    )


def test_a_panel_of_values_out_of_range_only_is_refused_as_one_with_nothing_to_learn_from():
    with pytest.raises(DataError, match=r"\[LEARN-EMPTY\]$"):
        learn_priors(walks(size=3).assign(value=400.0))


def test_a_panel_whose_figures_never_change_can_be_learned_from():
    priors = learn_priors(walks(size=60, shock=0.0))
    projection = fit(Series.of([2008, 2009, 2010], [50.0] * 3), [2012], priors=priors)
    assert projection.quantile(0.5, 2012) == pytest.approx(50, abs=0.01)


def test_a_folder_holds_priors_and_past_changes_where_there_are_enough(tmp_path):
    priors, missing = learn_into(tmp_path / "many", walks(size=60))
    assert missing is None
    assert {file.name for file in (tmp_path / "many").iterdir()} == {
        "learned.json", "weights.csv", "changes.csv",
    }  # fmt: skip
    assert read_priors(tmp_path / "many").through == priors.through == 2010
    few, missing = learn_into(tmp_path / "few", walks(size=2, years=5))
    assert missing.part("wrong") == "no class has 30 changes through 2004"
    assert (tmp_path / "few" / "learned.json").is_file()
    assert few.of("", "percent").series == 2


def test_progress_is_shown_for_every_piece_of_work():
    seen = []

    def watch(pieces):
        for piece in pieces:
            seen.append(piece)
            yield piece

    learn_priors(walks(size=8), progress=watch)
    assert seen
