"""Several numbers in one cell, and runs as the command line has them."""

import pytest

from mindie_tui.model.bench.kinds import CONFIG_NAME, NumberList, Runs

LOADS = NumberList(low=1, high=400)
RATES = NumberList(whole=False, low=0, high=64000)


@pytest.mark.parametrize(
    ("value", "trouble"),
    [
        ([100, 200], None),
        ([1.5], "range"),
        ([0], "range"),
        ([401], "range"),
        ([], "range"),
        (["1"], "type"),
        (5, "type"),
    ],
)
def test_every_number_is_within_the_limits(value, trouble):
    wrong = LOADS.wrong(value)
    assert (wrong and wrong.trouble) == trouble
    assert RATES.wrong([0.5]) is None


def test_numbers_are_typed_with_commas_or_as_a_list():
    assert LOADS.parse("100, 200") == LOADS.parse("[100, 200]") == [100, 200]
    assert LOADS.parse(" ") == [] and LOADS.parse("many") == "[many]"
    assert LOADS.show([100, 200]) == "100, 200"
    assert (LOADS.words(), RATES.words()) == ("ints, 1 to 400, with commas", "numbers, 0 to 64000, with commas")


def test_runs_are_typed_as_the_command_line_has_them_and_shown_so():
    typed = "gsm8k_gen, mmlu_gen --merge-ds"
    runs = Runs().parse(typed)
    assert runs == [{"datasets": "gsm8k_gen", "merge_ds": False}, {"datasets": "mmlu_gen", "merge_ds": True}]
    assert Runs().wrong(runs) is None and Runs().show(runs) == typed


def test_a_run_whose_name_is_no_config_will_not_do():
    assert Runs().wrong([{"datasets": "a/b"}]).trouble == "range" and Runs().wrong("gsm8k_gen").trouble == "type"
    assert CONFIG_NAME.wrong("a b").trouble == "range" and CONFIG_NAME.wrong("default_perf") is None
