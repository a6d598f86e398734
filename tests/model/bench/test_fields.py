"""What a profile tells the bench: each field has a place, and is read and changed there."""

import pytest

from mindie_tui.model.bench import fields as bf
from mindie_tui.model.deployment import Bench, Performance, Sweep
from mindie_tui.model.documents.document import ABSENT, Edit

LOADS = "/bench/performance/sweep/batch_size"


def test_every_field_stands_once_in_a_section_of_its_part():
    assert len(bf.BY_POINTER) == len(bf.FIELDS)
    for one in bf.FIELDS:
        _, bench, part, *_ = one.field.pointer.split("/")
        assert bench == "bench" and one.field.file == bf.FILE
        assert one.field.section == (part if part in bf.PARTS else "bench")


def test_both_parts_have_all_settings_of_aisbench():
    of = {part: [p.split("/", 3)[3] for p in bf.BY_POINTER if p.startswith(f"/bench/{part}/")] for part in bf.PARTS}
    settings = [name for name in of["performance"] if name.startswith(("settings/", "generation_kwargs/"))]
    assert len(settings) > 20
    assert settings == [name for name in of["accuracy"] if name.startswith(("settings/", "generation_kwargs/"))]


@pytest.mark.parametrize(
    ("pointer", "follows"),
    [("path", "modelWeightPath"), ("model", "modelName"), ("host_ip", "MIES_CONTAINER_IP"), ("host_port", "port")],
)
def test_four_settings_follow_the_service(pointer, follows):
    assert bf.BY_POINTER[f"/bench/performance/settings/{pointer}"].follows == follows


def test_a_value_is_set_read_and_taken_out_again():
    bench = Bench(performance=Performance())
    assert bf.value_of(bench, LOADS) is ABSENT and not bf.given(bench, LOADS)
    changed = bf.edited(bench, Edit("replace", LOADS, [1, 2]))
    assert changed.performance.sweep == Sweep(batch_size=(1, 2))
    assert bf.value_of(changed, LOADS) == [1, 2] and bf.given(changed, LOADS)
    assert bf.edited(changed, Edit("remove", LOADS)) == bench


def test_a_part_is_measured_where_it_is_there():
    off = bf.edited(Bench(performance=Performance()), Edit("replace", "/bench/performance/measured", False))
    assert off.performance is None
    on = bf.edited(off, Edit("replace", "/bench/performance/measured", True))
    assert bf.value_of(on, "/bench/performance/measured") is True


def test_what_nobody_declared_is_a_field_of_its_own():
    bench = Bench(performance=Performance(settings={"mine": 1, "retry": 2}))
    assert [one.field.pointer for one in bf.own_keys(bench)] == ["/bench/performance/settings/mine"]
