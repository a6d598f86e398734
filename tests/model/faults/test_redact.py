"""An extract tells nothing of whose machines it is from."""

import pytest

from mindie_tui.model.faults.redact import Redactor


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("connect 10.20.3.11 to 10.20.3.12, then 10.20.3.11", "connect ip-1 to ip-2, then ip-1"),
        ("listen on 127.0.0.1 and fe80::1ff:fe23:4567:890a", "listen on 127.0.0.1 and ip-1"),
        ("node a3-01 waits for a3-02", "node node-1 waits for node-2"),
        ("open /home/jane/w and /home/jane", "open /home/<user>/w and /home/<user>"),
        ("api_key=abcdef123456 token: xyz", "api_key=<secret> token: <secret>"),
        ("Authorization: Bearer abc.def", "Authorization: Bearer <secret>"),
        ("mail jane@lab.example now", "mail <user@host> now"),
        ("at 2025-11-25 10:00:00.123 c10d::allreduce of MindIE 2.1.RC1", None),
    ],
)
def test_what_tells_whose_it_is_is_replaced_and_the_rest_stays(line, said):
    assert Redactor(["a3-01", "a3-02"])(line) == (said or line)
