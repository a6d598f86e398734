"""The level of the log while the service runs."""

from mindie_tui.model.mindie.parameters.config_json import log


def test_all_three_keys_came_with_one_release_and_a_start_refuses_none():
    assert [field.name for field in log.FIELDS] == [
        "dynamicLogLevel",
        "dynamicLogLevelValidHours",
        "dynamicLogLevelValidTime",
    ]
    assert {field.since for field in log.FIELDS} == {"2.2.RC1"}
    assert all(field.kind.wrong([]) is None for field in log.FIELDS)
