"""The gate lets every line through that some entry shows, and looks at lines of one shape once."""

from mindie_tui.model.faults.gate import ALARMS, coded, loud, shape_of, uncoded
from mindie_tui.model.faults.table import by_code, table


def test_no_sample_is_ruled_out_and_its_own_entry_is_among_the_candidates():
    for fault in table():
        for line in (fault.sample, *fault.samples):
            shape = shape_of(line.encode())
            assert loud([b"before", shape, b"after"]) == {1}, fault.code
            assert fault in (*uncoded(shape), *coded(line)), fault.code


def test_lines_that_differ_in_numbers_and_ids_have_one_shape():
    lines = [f"request {n} of {n:032x} at 0x{n:x} took {n}.{n} ms".encode() for n in (1, 77, 123456789)]
    assert len({shape_of(line) for line in lines}) == 1


def test_each_loud_line_among_quiet_ones_is_named_by_its_place():
    quiet = [shape_of(f"[WARN] queue {word} is long".encode()) for word in ("one", "two", "three", "north")]
    assert loud(quiet) == set()
    for word in ALARMS:
        assert loud([*quiet[:2], shape_of(b"x " + word + b" y"), *quiet[2:]]) == {2}
    assert loud([shape_of(b"EJ0003: x"), *quiet, shape_of(b"(EI0015): y")]) == {0, 5}
    assert loud([]) == set()


def test_a_code_leads_to_its_entry_and_to_what_takes_every_code():
    assert by_code()["EJ0003"] in coded("x(EJ0003): y")
    assert [fault.catch_all for fault in coded("EQ4711: y")] == [True]
    assert coded("no code") == ()
