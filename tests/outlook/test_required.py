"""What a target asks: the change needed, how common it was, by when, and with which next figure."""

from dataclasses import replace

import numpy as np
import pytest

from urbanstats.errors import DataError, UnitMismatch
from urbanstats.outlook import attainment
from urbanstats.outlook.required import (
    _first_enough,
    _with_next,
    acceleration,
    first_year,
    needed_next,
    prospect,
    required,
)
from urbanstats.plan.load import load_plan, load_series
from urbanstats.plan.series import Series
from urbanstats.plan.values import Target
from urbanstats.trend import fit

DAY = "2018-06-08"


def target(value, year=2020, direction="at_least", unit="percent", decimals=2):
    facts = {"year": year, "direction": direction, "unit": unit, "decimals": decimals}
    return Target(indicator="series", value=value, **facts)


def series(values, last=2017, **facts):
    return Series.of(range(last + 1 - len(values), last + 1), values, **facts)


@pytest.fixture(scope="module")
def urban():
    """Series and last target of the plan's first indicator, as known on the plan's day."""
    return load_series(1, as_of=DAY), load_plan().targets_for(1)[-1]


# --- the change needed -----------------------------------------------------------------------


def test_the_change_from_the_last_figure_is_spread_evenly_over_the_years_left(urban):
    needed = required(*urban)
    assert (needed.status, needed.last_year, needed.years) == ("ahead", 2017, 3)
    assert needed.change == pytest.approx(4.69)
    assert needed.per_year == pytest.approx(4.69 / 3)
    assert needed.percent_per_year == pytest.approx(100 * ((68.7 / 64.01) ** (1 / 3) - 1))


def test_like_series_are_those_of_the_class_from_the_same_level_known_by_then(urban):
    needed = required(*urban)
    assert (needed.past.name, needed.past.through, needed.past.span) == (
        "urbanization_rate", 2016, 3
    )  # fmt: skip
    assert needed.past.low <= 64.01 < needed.past.high
    assert needed.share == needed.past.share(needed.compared)
    assert 0.01 < needed.share < 0.10


def test_figures_on_another_basis_are_not_an_own_change(urban):
    assert urban[0].years == (2005, 2010, 2016, 2017)
    assert required(*urban).own == ()
    (year_ahead,) = required(urban[0], target(66.2, 2018)).own
    assert year_ahead == pytest.approx(1.0)


def test_own_changes_of_the_same_length_are_counted_and_gaps_make_none():
    own = Series.of([2012, 2014, 2016, 2017], [50, 52, 58, 59])
    needed = required(own, target(64, 2019))
    assert (needed.own, needed.own_as_large) == ((2.0, 6.0), 1)


def test_the_share_of_a_larger_change_is_never_larger():
    shares = [required(series([64.0]), target(v)).share for v in np.arange(64.1, 80, 0.7)]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] > shares[-1]


def test_a_count_is_compared_in_percent_of_its_last_figure():
    settled = series([10000, 12000], kind="count", decimals=0)
    needed = required(settled, target(15000, 2018, unit="persons", decimals=0))
    assert (needed.change, needed.compared) == (3000, 25.0)
    assert (needed.own, needed.own_as_large) == ((20.0,), 0)
    assert needed.percent_per_year == pytest.approx(25)
    assert needed.past.kind == "count"


def test_a_longer_way_is_compared_over_five_years_at_the_same_pace():
    needed = required(series([60.0]), target(70, 2027))
    assert (needed.years, needed.span, needed.compared) == (10, 5, 5.0)
    settled = series([10000], kind="count", decimals=0)
    needed = required(settled, target(40000, 2027, unit="persons", decimals=0))
    assert needed.compared == pytest.approx(100)


def test_a_level_that_is_met_leaves_room_down_to_what_still_rounds_to_it():
    needed = required(series([99.0, 98.0]), target(98, direction="maintain", decimals=0))
    assert (needed.status, needed.change, needed.reached) == ("met", -0.5, True)
    assert needed.share == needed.past.share(-0.5)
    short = required(series([99.0, 97.4]), target(98, direction="maintain", decimals=0))
    assert (short.status, short.change) == ("ahead", pytest.approx(0.6))


def test_a_decrease_is_compared_downwards():
    needed = required(series([40.0, 37.0, 36.0, 35.0]), target(32, 2018, direction="at_most"))
    assert (needed.change, needed.own_as_large) == (-3.0, 1)
    assert needed.share == needed.past.share(-3.0, "at_most")
    assert needed.share < 0.5 < needed.past.share(-3.0)


def test_a_year_with_a_figure_is_decided_and_one_without_has_passed():
    own = Series.of([2016, 2018, 2020], [60, 62, 64])
    decided = required(own, target(61, 2018))
    assert (decided.status, decided.published, decided.reached) == ("decided", 62, True)
    assert required(own, target(63, 2018)).reached is False
    passed = required(own, target(63, 2019))
    assert (passed.status, passed.past, passed.share) == ("passed", None, None)


def test_a_rise_that_some_like_series_had_no_room_for_is_told():
    assert required(series([97.1]), target(100, decimals=1)).crowded
    assert not required(series([64.0]), target(70)).crowded
    assert not required(series([97.1]), target(90, direction="at_most")).crowded


def test_another_unit_is_refused():
    with pytest.raises(UnitMismatch) as caught:
        required(series([64.0]), target(100, unit="persons"))
    assert str(caught.value) == (
        "target series 2020: it is in persons, the series in percent. The same unit is expected: "
        "correct the unit; nothing is ever rescaled by itself.  [TGT-UNIT]"
    )
    for ask in (prospect, needed_next):
        with pytest.raises(UnitMismatch):
            ask(series([64.0]), target(100, unit="persons"))


def test_a_day_before_all_past_changes_is_refused():
    with pytest.raises(DataError) as caught:
        required(series([64.0], last=2010), target(66, 2012))
    assert caught.value.code == "PRIOR-HINDSIGHT"


# --- by when ---------------------------------------------------------------------------------


class Straight:
    """A projection whose figure is sure: one point more each year."""

    unit, kind, decimals, origin = "percent", "percent", 2, 2017
    years = tuple(range(2018, 2028))

    def quantile(self, q, year):
        return 64.0 + (year - 2017)

    def cdf(self, value, year):
        return float(self.quantile(0.5, year) <= value)


def test_the_first_year_is_the_first_whose_own_figure_is_likely_enough():
    assert first_year(Straight(), target(68.0), 0.5) == 2021
    assert first_year(Straight(), target(68.0, direction="at_most"), 0.5) == 2018
    assert first_year(Straight(), target(90.0), 0.5) is None


def test_the_acceleration_is_how_late_the_median_reaches_the_level():
    own = series([64.0])
    assert acceleration(own, Straight(), target(68.505)) == pytest.approx(1.5)
    assert acceleration(own, Straight(), target(66.505)) == pytest.approx(-0.5)
    assert acceleration(own, Straight(), target(80.0)) is None


def test_a_level_already_reached_is_on_track_whatever_lies_behind():
    assert acceleration(series([70.0]), Straight(), target(68.0)) == -3.0
    assert acceleration(series([70.0], last=2022), Straight(), target(68.0)) == 0.0


def test_the_acceleration_of_a_path_that_is_drawn_out_by_hand():
    class Logit(Straight):
        years = tuple(range(2019, 2030))
        origin = 2018

        def quantile(self, q, year):
            z = np.log(64.74 / 35.26) + 0.037492 * (year - 2018)
            return 100 / (1 + np.exp(-z))

    late = acceleration(series([64.74], last=2018), Logit(), target(68.7, decimals=4))
    assert late == pytest.approx(2.76, abs=0.02)


# --- the next figure -------------------------------------------------------------------------


def test_the_next_figure_needed_makes_the_target_likely_and_one_step_less_does_not(urban):
    needed = needed_next(*urban)
    assert 64.01 < needed < 68.7
    assert needed == round(needed, 2)

    def likelihood(figure):
        return attainment(fit(_with_next(urban[0], figure), [2020]), urban[1])

    assert likelihood(needed) >= 0.8 > likelihood(needed - 0.01)


def test_a_hypothetical_figure_changes_neither_the_day_nor_the_prior(urban):
    longer = _with_next(urban[0], 65.0)
    assert (longer.as_of, longer.last, longer.basis) == (
        urban[0].as_of, (2018, 65.0), urban[0].basis
    )  # fmt: skip
    before, after = (fit(each, [2020]).evidence for each in (urban[0], longer))
    assert before.prior_through == after.prior_through
    assert after.n_observations == before.n_observations + 1


def test_where_the_next_year_is_the_targets_own_the_threshold_is_needed():
    assert needed_next(series([64.0]), target(66.2, 2018)) == 66.195
    assert needed_next(series([64.0]), target(66.2, 2017)) is None


def test_no_figure_is_needed_where_none_would_do():
    assert needed_next(series([64.0, 64.1, 64.2]), target(99.0, 2019)) is None


def test_a_decrease_needs_a_figure_that_is_low_enough():
    needed = needed_next(series([40.0, 38.0, 36.0, 34.0]), target(31, 2019, "at_most"))
    assert 25 < needed < 36


def each(enough):
    return lambda steps: [enough(step) for step in steps]


@pytest.mark.parametrize("first", [0, 7, 20, 21, 22, 23, 24, 25, 26, 33, 99])
def test_the_search_finds_the_first_step_that_is_enough(first):
    assert _first_enough(each(lambda step: step >= first), np.arange(0, 100, 9)) == first
    assert _first_enough(each(lambda step: step <= first), np.arange(99, -1, -9)) == first
    assert _first_enough(each(lambda step: False), np.arange(5)) is None


def test_a_law_that_turns_back_does_not_lead_the_search_astray():
    assert _first_enough(each(lambda step: 31 <= step <= 40), np.arange(0, 100, 9)) == 31


# --- all of it -------------------------------------------------------------------------------


def test_a_prospect_holds_all_that_was_asked(urban):
    ahead = prospect(*urban)
    projection = fit(urban[0], [2018, 2020])
    assert ahead.likelihood == pytest.approx(attainment(projection, urban[1]))
    assert (ahead.through, ahead.next_year) == (2032, 2018)
    assert 2020 < ahead.even <= ahead.likely
    assert ahead.even - 1 < 2020 + ahead.delay <= ahead.even
    assert ahead.next_needed == needed_next(*urban)
    goal = replace(urban[1], year=2018, value=ahead.next_needed)
    assert ahead.next_likelihood == pytest.approx(attainment(projection, goal))


def test_the_next_figure_of_a_target_next_year_is_as_likely_as_the_target(urban):
    ahead = prospect(urban[0], target(65.0, 2018))
    assert ahead.next_needed == 64.995
    assert ahead.next_likelihood == ahead.likelihood


def test_a_decided_target_has_a_likelihood_of_nought_or_one():
    own = series([62.0, 63.0, 64.0])
    assert prospect(own, target(64, 2017)).likelihood == 1.0
    missed = prospect(own, target(66, 2017))
    assert (missed.likelihood, missed.next_needed, missed.next_likelihood) == (0.0, None, None)
    assert missed.even > 2017


@pytest.mark.parametrize("number", range(1, 16))
def test_every_target_of_the_plan_can_be_asked(number):
    own = load_series(number, as_of=DAY)
    for each in load_plan().targets_for(number):
        needed = required(own, each)
        assert needed.status in ("ahead", "met")
        assert 0 <= needed.share <= 1
        assert (needed.status == "met") == needed.reached
