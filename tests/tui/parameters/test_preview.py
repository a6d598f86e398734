"""What the parameters' screen looks at: the deployment, or what it would be while a value is typed."""

from mindie_tui.model.documents.document import ABSENT, Edit
from mindie_tui.tui.app import MindieApp
from mindie_tui.tui.parameters.preview import ProfilePreview
from tests.kit.plays import play

DP = "config.json#/BackendConfig/ModelDeployConfig/ModelConfig/0/dp"


def looked():
    return ProfilePreview(MindieApp(play()))


def edit(preview, value):
    entry = preview.entry(DP)
    return preview.edited(entry, Edit("replace", entry.field.pointer, value))


def test_an_entry_is_found_by_its_key_and_none_is_none():
    preview = looked()
    assert preview.entry(DP).new == 4 and preview.entry("config.json#/nothing") is None and preview.entry(None) is None


def test_what_is_typed_is_judged_and_the_deployment_stays():
    preview = looked()
    before = preview.findings
    preview.preview = edit(preview, 3)
    preview.look()
    assert preview.entry(DP).new == 3 and preview.app.deployment.parameters["ModelConfig"]["dp"] == 4
    assert preview.value is preview.preview
    preview.preview = None
    preview.look()
    assert preview.findings == before and preview.entry(DP).new == 4


def test_the_file_is_named_only_where_something_was_changed():
    preview = looked()
    assert preview.in_file(preview.entry(DP)) is ABSENT
    preview.preview = edit(preview, 3)
    preview.look()
    assert preview.in_file(preview.entry(DP)) == 4


def test_what_stands_nowhere_can_be_added_and_what_is_given_cannot():
    names = {field.name for field in looked().absent}
    assert names and "dp" not in names
