"""What names a site is taken out of a text."""

import pytest

from mindie_tui.model.runs.redaction import RunRedactor

NAMES = {"node": ["a3-01", "bench"], "host": ["jump.lab.example"], "user": ["zhang", "root"]}


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("10.20.3.11 and 10.20.3.12, again 10.20.3.11", "192.0.2.2 and 192.0.2.3, again 192.0.2.2"),
        ("fe80::1ff:fe23:4567:890a", "2001:db8::1"),
        ("02:11:40 a3-01 and A3-01, a3-011", "02:11:40 node-01 and node-01, a3-011"),
        ("root@jump.lab.example:22 li.wei@far", "root@host-01:22 user-02@host-02"),
        ("-v /data/w:/data/w:ro ~zhang/x", "-v /path-01:/path-01:ro /path-02"),
        ('{"path":"/home/zhang/log","a":1}', '{"path":"/path-01","a":1}'),
        ("http://registry.site:5000/team/img https://10.1.1.1/v1/chat",
         "http://host-02:5000/path-01 https://192.0.2.2/v1/chat"),
        ("file:///data/x //data/x", "file:///path-01 /path-02"),
        ("aa:bb:cc:dd:ee:ff", "mac-01"),
    ],
)  # fmt: skip
def test_a_name_gets_a_stand_in_and_a_word_of_ours_stays(text, clean):
    assert RunRedactor(NAMES, ["/ServerConfig"]).text(text) == clean


@pytest.mark.parametrize(
    "text",
    [
        "/dev/davinci0 127.0.0.1 0.0.0.0 /usr/local/Ascend/mindie/x",
        "/ServerConfig/port bench.started 3.5 req/s 2026/11/23 02:11:40 1:2:3",
    ],
)
def test_what_names_no_site_stays(text):
    assert RunRedactor(NAMES, ["/ServerConfig"]).text(text) == text


def test_bytes_that_are_no_text_stay_and_names_of_files_lose_only_known_names():
    redactor = RunRedactor(NAMES)
    assert redactor.data(b"\xff\x00 10.1.2.3\n") == b"\xff\x00 192.0.2.2\n"
    assert redactor.name("logs/a3-01/service.log") == "logs/node-01/service.log"
    assert RunRedactor({}).name("logs/x") == "logs/x"
