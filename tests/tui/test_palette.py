"""Every key has its name, and no two actions one."""

import pytest

from mindie_tui.model import language
from mindie_tui.model.events.codec import STEPS
from mindie_tui.tui.app import MindieApp
from mindie_tui.tui.palette import keys_of
from tests.kit.plays import play, until


@pytest.mark.long
@pytest.mark.parametrize("spoken", language.LANGUAGES)
async def test_no_key_of_any_step_is_called_by_a_name_of_the_library_and_no_two_actions_alike(spoken):
    language.use(spoken)
    app = MindieApp(play())
    async with app.run_test(size=(120, 36)) as pilot:
        for step in STEPS:
            app.action_step(step)
            await until(pilot, lambda step=step: getattr(app.screen, "STEP", "") == step)
            known = keys_of(app.screen)
            assert [one for one in known if "_" in one.keys or len(one.keys) > 20] == []
            if spoken == "en":
                mine = [one.words for one in known if one.place.lower() == step]
                assert len(mine) == len(set(mine)), step
                assert not [one.words for one in known if "nodes or a parameter" in one.words]
