"""The whole wizard in Chinese: no English sentence but names, commands and what programs print, and each key tried."""

import re

import pytest

from mindie_tui.model import language
from mindie_tui.model.events import codec as ev
from tests.kit.crawl import crawl, shown
from tests.kit.english import english_runs
from tests.kit.walk import demo_process, walked

pytestmark = pytest.mark.long
LEAST = 4
"""English words in a row that no name has."""
COMMANDS = re.compile(r"docker exec|bash -c|sys\.path|\$found|ais_bench|\.sh\b")
"""A line with one of these shows a command."""
KEYS = {step: str(at) for at, step in enumerate(ev.STEPS, 1)}
STEPS = {"nodes": 2, "parameters": 40, "preflight": 24, "launch": 2, "bench": 2, "report": 12}
"""How many rows of each step the cursor visits: the pane below shows another text for each."""


class Seen:
    """What was shown, and which of it is English that nobody has a reason for."""

    def __init__(self):
        self.runs: dict[str, tuple[str, str]] = {}
        self.screens = 0

    def look(self, where, text):
        self.screens += 1
        for words, line in english_runs(text, LEAST):
            if not COMMANDS.search(line):
                self.runs.setdefault(words, (where, line))

    def left(self, printed):
        """Without what programs printed, which the log pane shows, maybe cut."""
        flat = " ".join(printed.split())
        return {words: at for words, at in self.runs.items() if words not in flat}


@pytest.fixture(autouse=True)
def chinese():
    language.use("zh")
    yield
    language.use("en")


@pytest.mark.parametrize(("engine", "size"), [("mindie", (120, 36)), ("mindie", (80, 24)), ("vllm-ascend", (80, 24))])
async def test_no_screen_keeps_an_english_sentence(engine, size):
    seen = Seen()

    async def on_step(step, pilot):
        await crawl(pilot, KEYS[step], lambda keys, text: seen.look(f"{step} {keys}", text))
        for _ in range(STEPS[step]):
            await pilot.press("j")
            await pilot.pause()
            seen.look(f"{step} j", shown(pilot.app))

    async with demo_process(nodes=2, speed=40, engine=engine) as place:
        few = "bench.performance.num_prompts=40"
        async with walked(place, few, upto="report", size=size, on_step=on_step) as pilot:
            for key in ("9", "0"):
                await pilot.press(key)
                await pilot.pause()
                await crawl(pilot, key, lambda keys, text, key=key: seen.look(f"{key} {keys}", text))
            await pilot.press("4")
            await pilot.pause()
            for key in ("x", "q"):
                await pilot.press(key)
                await pilot.pause()
                seen.look(f"launch {key}", shown(pilot.app))
                await pilot.press("escape")
            spools = [pilot.app.session.run.spool(node) for node in ("a3-01", "a3-02")]
            printed = " ".join(spool.path.read_text(errors="replace") for spool in spools)
    assert seen.screens > 150
    assert seen.left(printed) == {}
