"""What screens may ask of the app is what the app gives."""

import inspect

from mindie_tui.tui.app import MindieApp
from mindie_tui.tui.common.wizard import Wizard
from tests.kit.plays import play


def test_the_app_keeps_every_promise_of_the_wizard():
    promised = {
        name for name, value in vars(Wizard).items() if inspect.isfunction(value) or isinstance(value, property)
    }
    assert "edit" in promised and "findings" in promised
    assert not [name for name in promised if inspect.getattr_static(MindieApp, name) is vars(Wizard)[name]]


def test_the_app_holds_every_value_that_the_wizard_names():
    app = MindieApp(play())
    assert not [name for name in vars(Wizard)["__annotations__"] if not hasattr(app, name)]
