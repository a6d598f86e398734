"""What should be the same on all nodes: the odd one is named, and who could not be seen."""

from dataclasses import replace

import pytest

from mindie_tui.model.deployment import Container
from mindie_tui.model.node import Facts
from mindie_tui.model.preflight.evidence import Seen
from mindie_tui.model.preflight.judges.between_nodes import Sameness, driver_equal, equal

NAMES = ("a3-01", "a3-02", "a3-03")
DRIVER = Sameness(
    lambda seen: seen.facts.driver if seen.facts else None, what="the driver", do="install it", see="see its file"
)


def seen(node, *drivers, answers=NAMES):
    """One node among three that have these drivers; "" is a node that says none."""
    alone = {
        name: Seen(name, NAMES, Container(name="mindie"), Facts(name, driver=driver or None), machine={"npu": "x"})
        for name, driver in zip(NAMES, drivers, strict=True)
        if name in answers
    }
    own = alone.get(node) or Seen(node, NAMES, Container(name="mindie"))
    return replace(own, peers=alone)


def test_a_node_that_has_what_most_have_passes_and_the_odd_one_fails():
    drivers = ("25.2", "25.2", "24.1")
    assert equal(seen("a3-01", *drivers), DRIVER).verdict == "pass"
    odd = equal(seen("a3-03", *drivers), DRIVER)
    assert (odd.verdict, odd.found, odd.remedy) == ("fail", "24.1, a3-01 has 25.2", "install it")


def test_where_there_is_no_most_the_masters_counts():
    assert equal(seen("a3-01", "1", "2", "3"), DRIVER).verdict == "pass"
    assert equal(seen("a3-02", "1", "2", "3"), DRIVER).found == "2, a3-01 has 1"


@pytest.mark.parametrize("lacking", ["unknown", "warn"])
def test_a_node_that_answers_and_has_none_is_what_the_check_says_of_it(lacking):
    none = equal(seen("a3-02", "25.2", "", "25.2"), replace(DRIVER, lacking=lacking))
    assert (none.verdict, none.found) == (lacking, "the driver is not known here; a3-01 has 25.2")


def test_a_node_that_did_not_answer_is_unknown_and_makes_the_one_other_unknown():
    silent = equal(seen("a3-02", "25.2", "x", "25.2", answers=("a3-01",)), replace(DRIVER, lacking="warn"))
    assert (silent.verdict, silent.found, silent.remedy) == ("unknown", "the driver could not be seen", "see its file")
    other = equal(seen("a3-01", "25.2", "x", "25.2", answers=("a3-01",)), DRIVER)
    assert (other.verdict, other.because) == ("unknown", "a3-02")


def test_a_node_is_not_blamed_for_one_that_is_silent():
    done = driver_equal(seen("a3-01", "25.2", "25.2", "x", answers=("a3-01", "a3-02")))
    assert (done.verdict, done.found) == ("pass", "25.2; not known of a3-03")
