"""Pages to turn: what is sought is found on any of them."""

import pytest

from mindie_tui.model.mindie.parameters.default_config import DEFAULT_CONFIG
from mindie_tui.tui.common.text_pane import TextPane
from tests.kit import whole_plays as b
from tests.kit.launch_question import ask_for_launch, holding
from tests.kit.plays import shown, until


@pytest.mark.long
async def test_what_is_sought_is_found_on_whichever_page_it_stands():
    app = b.opened(holding({"a3-01": DEFAULT_CONFIG, "a3-02": DEFAULT_CONFIG}), "preflight")
    async with app.run_test(size=(120, 36)) as pilot:
        await ask_for_launch(pilot)
        await pilot.press("slash", *"DETERMINISTIC")
        await until(pilot, lambda: "export HCCL_DETERMINISTIC=true" in shown(app))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.focused, TextPane))
        await pilot.press("enter")
        await until(pilot, lambda: not app.screen.is_modal)
        assert not app.session.asked, "enter starts nothing"
