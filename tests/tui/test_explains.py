"""The wizard explains itself: real names of keys, the help of a row, sentences that are never cut to a wrong one."""

import re

import pytest

from mindie_tui.model import explain
from mindie_tui.model.events.codec import STEPS
from mindie_tui.model.mindie.parameters import catalogue
from mindie_tui.tui.app import MindieApp
from mindie_tui.tui.common.hints import sign
from mindie_tui.tui.dialogs.keys import Keys
from mindie_tui.tui.launch import confirm
from mindie_tui.tui.palette import keys_of
from mindie_tui.tui.text.cells import clause, distinct, first_sentence, width
from tests.kit.parameters_step import opened
from tests.kit.plays import Play, answers, deployment, facts, play, row_of, shown, until

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


@pytest.mark.parametrize("language", ["C.UTF-8", "zh_CN.UTF-8"])
async def test_no_key_of_any_step_is_called_by_a_name_of_the_library_and_no_two_actions_alike(monkeypatch, language):
    monkeypatch.setenv("LANG", language)
    app = MindieApp(play())
    async with app.run_test(size=(120, 36)) as pilot:
        for step in STEPS:
            app.action_step(step)
            await until(pilot, lambda step=step: getattr(app.screen, "STEP", "") == step)
            known = keys_of(app.screen)
            assert [one for one in known if "_" in one.keys or len(one.keys) > 20] == []
            if language.startswith("C"):
                mine = [one.words for one in known if one.place.lower() == step]
                assert len(mine) == len(set(mine)), step
                assert not [one.words for one in known if "nodes or a parameter" in one.words]


async def test_enter_in_the_help_does_what_its_row_says():
    app = MindieApp(play())
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(pilot)
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(app.screen, Keys))
        await pilot.press(*"preflight", "enter")
        await until(pilot, lambda: app.current_mode == "preflight")


# -- the row under the cursor


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_the_help_tells_of_the_parameter_under_the_cursor_what_explain_tells(size):
    app = MindieApp(play())
    async with app.run_test(size=size) as pilot:
        await opened(pilot, "worldSize")
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(app.screen, Keys))
        field = catalogue.by_name("worldSize")
        said = " ".join(shown(app).replace("⡇", " ").split())
        assert field.en.split(".")[0] in said and field.kind.describe() in said and field.source in said
        rule = explain.rules_of(field)[0]
        assert " ".join(rule.says.split()[:4]) in said
        assert "default" in said


async def test_the_help_tells_of_a_field_that_is_being_edited_and_of_a_check():
    app = MindieApp(play())
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(pilot, "dp")
        await pilot.press("enter", "f1")
        await until(pilot, lambda: isinstance(app.screen, Keys))
        assert "Data parallel groups of attention" in shown(app)
        await pilot.press("escape", "escape", "3")
        await until(pilot, lambda: app.current_mode == "preflight")
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(app.screen, Keys))
        assert "ssh_login" in shown(app) and "cannot be waived" in shown(app)


# -- sentences


@pytest.mark.parametrize("room", range(12, 60, 3))
def test_a_meaning_is_whole_or_its_first_sentence_or_cut_after_a_word_with_dots(room):
    for field in catalogue.FIELDS:
        for text in (field.en, field.zh):
            whole = text.rstrip(".。")
            short = clause(text, room)
            assert width(short) <= room, field.name
            if short in (whole, first_sentence(whole)):
                continue
            assert short.endswith(".."), (short, whole)
            kept = short[:-2]
            assert whole.startswith(kept) and kept[-1:] not in " ,;:，；：、("
            rest = whole[len(kept) :]
            in_word = rest[:1].isascii() and rest[:1].isalnum() and kept[-1:].isascii() and kept[-1:].isalnum()
            before = re.sub(r"[A-Za-z0-9_./-]+$", "", kept).rstrip()
            assert not in_word or width(before) < room // 3, (short, whole)  # one word that is longer than its room


def test_what_a_sentence_is():
    assert first_sentence("Whether 0.0.0.0 and :: may be listened on.") == "Whether 0.0.0.0 and :: may be listened on."
    assert first_sentence("Sequence parallel: 1, or the same as tp.") == "Sequence parallel: 1, or the same as tp."
    assert first_sentence("One of several, e.g. BF16. Absent: auto.") == "One of several, e.g. BF16"
    assert clause("Whether 0.0.0.0 and :: may be listened on.", 31) == "Whether 0.0.0.0 and :: may be.."
    assert clause("管理面端口（健康检查、停止服务），缺省取 port", 35) == "管理面端口（健康检查、停止服务）.."


# -- names


@pytest.mark.parametrize("room", [10, 14, 20])
@pytest.mark.parametrize(
    "names",
    [
        [f"atlas-900-a3-superpod-{n:02}" for n in range(1, 49)],
        [f"atlas-900-a3-superpod-{n:02}-rack-eastern-wing-long" for n in range(1, 17)],
        [f"{'a' * n}{'b' * 60}" for n in range(1, 12)],
        ["a3-01", "a3-02"],
        ["x" * 64, "x" * 63],
        [],
    ],
)
def test_names_that_are_too_long_are_cut_in_the_middle_and_stay_distinct(names, room):
    looks = distinct(names, room)
    assert list(looks) == names and len(set(looks.values())) == len(names)
    assert all(width(look) <= room for look in looks.values())
    assert all(look == name for name, look in looks.items() if width(name) <= room)


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
