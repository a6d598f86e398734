"""The gate lets every line through that some entry shows, and looks at lines of one shape once."""

from mindie_tui.model.faults.fault import CODE
from mindie_tui.model.faults.gate import ALARMS, candidates, coded, shape_of
from mindie_tui.model.faults.table import by_code, table


def test_no_sample_is_ruled_out_and_its_own_entry_is_among_the_candidates():
    for fault in table():
        for line in (fault.sample, *fault.samples):
            shape = shape_of(line.encode())
            found = candidates(shape)
            assert found is not None and fault in (*found, *coded(line)), fault.code


def test_lines_that_differ_in_numbers_and_ids_have_one_shape():
    lines = [f"request {n} of {n:032x} at 0x{n:x} took {n}.{n} ms".encode() for n in (1, 77, 123456789)]
    assert len({shape_of(line) for line in lines}) == 1


def test_a_quiet_line_has_no_candidates_and_an_alarm_or_a_code_is_never_quiet():
    for word in ("one", "two", "three", "north"):
        assert candidates(shape_of(f"[WARN] queue {word} is long".encode())) is None
    for line in (*(b"x " + word + b" y" for word in ALARMS), b"EJ0003: x", b"(EI0015): y"):
        assert candidates(shape_of(line)) is not None, line
    assert candidates(b"") is None


def test_the_entries_of_a_line_come_in_the_order_of_their_texts_in_it():
    first, second = by_code()["mem-oom"], by_code()["grpc-master"]
    texts = [one.sample.encode() for one in (first, second)]
    for order in (texts, texts[::-1]):
        found = candidates(shape_of(b" then ".join(order)))
        assert found is not None
        places = [found.index(one) for one in (first, second)]
        assert (places == sorted(places)) is (order is texts)


def test_a_text_is_found_where_its_words_are_parts_of_longer_ones_and_in_a_line_without_end():
    for fault in table():
        for texts in (one for one in fault.all if not any(map(CODE.fullmatch, one))):
            text = "x y".join(texts).encode()
            for line in (b"before." + text + b".behind", b"x" + text + b"y", b"word " * 1000 + text):
                assert candidates(shape_of(line)) is not None, (fault.code, line)


def test_a_code_leads_to_its_entry_and_to_what_takes_every_code():
    assert by_code()["EJ0003"] in coded("x(EJ0003): y")
    assert [fault.catch_all for fault in coded("EQ4711: y")] == [True]
    assert coded("no code") == ()
