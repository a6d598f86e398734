"""The wizard from the first screen to the report, by keys alone, on a fleet behind real SSH."""

import json

import pytest

from tests.kit.walk import demo_process, until_state, walked


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
