"""The load that a config.json is made for."""

from mindie_tui.model.mindie.planned_load import load_of


def config(seq, iterations):
    return {
        "BackendConfig": {"ModelDeployConfig": {"maxSeqLen": seq}, "ScheduleConfig": {"maxIterTimes": iterations}},
    }


def test_the_answer_is_part_of_the_longest_sequence():
    made = load_of(config(8192, 1024))
    assert (made.input, made.output, made.length) == (7168, 1024, 8192)
    assert load_of(config(100, 512)).length == 100


def test_what_is_no_number_counts_as_the_default():
    assert load_of(config("x", None)).length == load_of({}).length == 2560
    assert load_of(config(1, 1)).input == 1
