"""The wizard explains itself: real names of keys, the help of a row, sentences that are never cut to a wrong one."""

import pytest

from mindie_tui.tui.app import MindieApp
from mindie_tui.tui.common.hints import sign
from mindie_tui.tui.launch import confirm
from mindie_tui.tui.text.cells import width
from tests.kit.plays import Play, answers, deployment, facts, row_of, shown, until

# -- keys


def test_a_key_is_called_by_the_character_that_it_types():
    named = {
        "right_curly_bracket": "}",
        "left_curly_bracket": "{",
        "colon": ":",
        "slash": "/",
        "plus": "+",
        "minus": "-",
        "exclamation_mark": "!",
        "underscore": "_",
        "less_than_sign": "<",
        "ctrl+s": "^s",
        "escape": "esc",
        "space": "space",
        "shift+tab": "shift+tab",
        "f1": "f1",
        "U": "U",
    }
    assert {key: sign(key) for key in named} == named


# -- the row under the cursor


# -- sentences


# -- names


def cabinet(count):
    """A deployment whose nodes have long names of one cabinet."""
    value = deployment(2)
    nodes = tuple(
        value.nodes[0].model_copy(update={"name": f"atlas-900-a3-superpod-{n:02}", "host": ""})
        for n in range(1, count + 1)
    )
    return value.model_copy(update={"nodes": nodes})


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (250, 60)])
async def test_nodes_of_one_cabinet_are_told_apart_on_every_step(size):
    value = cabinet(4)
    app = MindieApp(Play(value, {"probe": answers(*(facts(node.name) for node in value.nodes))}))
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: len(app.run_state.facts) == 4)
        assert all(row_of(app, tail) for tail in ("pod-01 ", "pod-02 ", "pod-03 ", "pod-04 "))
        app.action_step("launch")
        await until(pilot, lambda: getattr(app.screen, "STEP", "") == "launch")
        if size[0] == 250:
            assert "atlas-900-a3-superpod-04" in shown(app)


# -- the launch question


def test_each_distinct_path_is_named_once():
    one = {f"a3-0{n}": "/usr/local/Ascend/mindie/conf/config.json" for n in range(1, 9)}
    assert [line.plain.split() for line in confirm._written(one, 80)] == [["writes", one["a3-01"]]]
    apart = {name: f"/tmp/demo/{name}/Ascend/conf/config.json" for name in one}
    assert [line.plain.split() for line in confirm._written(apart, 80)] == [
        ["writes", "/tmp/demo/NODE/Ascend/conf/config.json"]
    ]
    different = {name: f"/opt/{n}/{'x' * 90}/config.json" for n, name in enumerate(one)}
    lines = [line.plain for line in confirm._written(different, 40)]
    assert len(lines) == 3 and len(set(lines)) == 3 and "and 6 more" in lines[-1]


def test_as_many_nodes_are_named_as_have_room_and_the_others_are_counted():
    names = [node.name for node in cabinet(16).nodes]
    assert confirm.listed(["a3-01", "a3-02"], 40) == "a3-01, a3-02"
    said = confirm.listed(names, 80)
    assert width(said) <= 80 and said.endswith("more") and "pod-01" in said
