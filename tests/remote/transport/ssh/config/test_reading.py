"""Who ssh logs in as where nobody says it."""

import pwd
from os import getuid

from mindie_tui.remote.transport.ssh.config.reading import local_user


def test_the_operator_is_who_the_system_says():
    assert local_user() == pwd.getpwuid(getuid()).pw_name


def test_an_operator_whom_the_system_does_not_know_is_named_by_the_environment_or_by_number(monkeypatch):
    def unknown(uid: int) -> None:
        raise KeyError(uid)

    monkeypatch.setattr(pwd, "getpwuid", unknown)
    monkeypatch.setenv("LOGNAME", "operator")
    assert local_user() == "operator"
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(name, raising=False)
    assert local_user() == str(getuid())
