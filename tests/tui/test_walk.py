"""The wizard from the first screen to the report, by keys alone, on a fleet behind real SSH."""

import json

import pytest

from mindie_tui.tui.parameters.table import ParameterTable
from tests.kit.walk import NODES, commands_of, demo_process, until_state, walked


def on_screen(app):
    """What the terminal shows, line by line."""
    return "\n".join("".join(segment.text for segment in line) for line in app.screen._compositor.render_strips())


async def test_all_six_steps_by_keys_alone():
    async with demo_process(nodes=2, speed=40) as place:
        few = "bench.performance.num_prompts=60"
        async with walked(place, few, upto="report") as pilot:
            app = pilot.app
            assert app.run_state.service == "ready" and app.run_state.answered.model == "deepseek"
            assert app.session.run.spool("a3-02").size > 0, "the logs of both nodes were kept"
            (point,) = json.loads((app.session.run.folder / "report.json").read_text())["points"]
            assert point["requests"]["success"] == 60 and point["latency"]["ttft_ms"]["p50"] > 0
            shown = on_screen(app)
            rate = point["throughput"]["output_tok_s"]
            assert f"{rate:,.1f}".replace(",", " ") in shown, "the report shows what was measured"


@pytest.mark.long
async def test_a_layout_that_does_not_fill_one_node_cannot_be_launched_and_says_why():
    async with demo_process(nodes=1, speed=40) as place:
        async with walked(place, "dp=4", upto="preflight") as pilot:
            app = pilot.app
            await pilot.press("L")
            await until_state(pilot, "an answer to L", lambda: app.screen.is_modal)
            said = on_screen(app)
            assert "dp 4 x cp 1 x tp 8 = 32, not 16" in said and "world size 16" in said
            assert app.run_state.service == "none" and not app.run_state.nodes["a3-01"].files


@pytest.mark.long
async def test_all_six_steps_with_vllm_ascend():
    async with demo_process(nodes=2, speed=60, engine="vllm-ascend") as place:
        async with walked(
            place, "bench.performance.num_prompts=40", upto="report", on_step=_refused_at_the_key
        ) as pilot:
            app = pilot.app
            assert app.run_state.service == "ready" and app.run_state.answered.model == "deepseek"
            for node in app.run_state.nodes.values():
                assert {"arguments", "distributed", "weights", "profiling", "kv_cache", "graphs", "started"} <= set(
                    node.phases
                )
            (point,) = json.loads((app.session.run.folder / "report.json").read_text())["points"]
            assert point["requests"]["success"] == 40 and point["latency"]["ttft_ms"]["p50"] > 0
            async for _ in app.session.stop():
                pass
            assert {node.stopped for node in app.session.state.nodes.values()} == {"TERM"}
        assert not commands_of(place, "vllm serve", NODES)


async def _refused_at_the_key(step, pilot):
    """In Parameters: a data parallel size that the nodes cannot run has its reason and its fix while it is typed."""
    if step != "parameters":
        return
    screen = pilot.app.screen
    screen.query_one(ParameterTable).go_to("arguments#/data-parallel-size")
    await pilot.press("enter", "5")
    await until_state(pilot, "the refusal", lambda: "is not the ranks of 2 nodes" in on_screen(pilot.app))
    assert "--data-parallel-size 4" in on_screen(pilot.app)
    await pilot.press("enter", "ctrl+g")
    await until_state(pilot, "the fix", lambda: pilot.app.deployment.serve["data-parallel-size"] == 4)
