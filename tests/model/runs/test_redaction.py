"""What names a site is taken out of a text."""

import pytest

from mindie_tui.model.runs.redaction import Redactor

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
    assert Redactor(NAMES, ["/ServerConfig"]).text(text) == clean


@pytest.mark.parametrize(
    "text",
    [
        "/dev/davinci0 127.0.0.1 0.0.0.0 /usr/local/Ascend/mindie/x",
        "/ServerConfig/port bench.started 3.5 req/s 2026/11/23 02:11:40 1:2:3",
    ],
)
def test_what_names_no_site_stays(text):
    assert Redactor(NAMES, ["/ServerConfig"]).text(text) == text


def test_bytes_that_are_no_text_stay_and_names_of_files_lose_only_known_names():
    redactor = Redactor(NAMES)
    assert redactor.data(b"\xff\x00 10.1.2.3\n") == b"\xff\x00 192.0.2.2\n"
    assert redactor.name("logs/a3-01/service.log") == "logs/node-01/service.log"
    assert Redactor({}).name("logs/x") == "logs/x"


@pytest.mark.parametrize(
    ("line", "clean"),
    [
        ("connect 10.20.3.11 to 10.20.3.12, then 10.20.3.11", "connect 192.0.2.2 to 192.0.2.3, then 192.0.2.2"),
        ("node a3-01 waits for a3-02", "node node-01 waits for node-02"),
        ("open /home/jane/w and /home/jane, ~jane/x", "open /home/user-01/w and /home/user-01, ~user-01/x"),
        ('File "/usr/lib/python3/x.py", line 7', 'File "/usr/lib/python3/x.py", line 7'),
        ("api_key=abcdef123456 token: xyz", "api_key=<secret> token: <secret>"),
        ("Authorization: Bearer abc.def", "Authorization: Bearer <secret>"),
        ("key sk-0123456789abcdef of hf_0123456789abcdef", "key <secret> of <secret>"),
        ("mail jane@lab.example now", "mail user-01@host-01 now"),
        ("at 2025-11-25 10:00:00.123 c10d::allreduce of MindIE 2.1.RC1", None),
    ],
)
def test_of_a_log_the_files_stay_and_secrets_go(line, clean):
    assert Redactor({"node": ["a3-01", "a3-02"]}, whole_paths=False).text(line) == (clean or line)


def test_of_fifty_planted_secrets_none_is_left():
    planted = [form.format(n=n) for n in range(10, 20) for form in (
        "10.8.7.{n}", "fe80::1ff:fe23:4567:{n}0a", "ops{n}", "token-{n}-9f8e7d6c5b4a", "sk-{n}aaaabbbbccccdddd",
    )]  # fmt: skip
    lines = [
        f"[ERROR] {v4} lost [{v6}]:2112, /home/{user}/w, {user}@{v4}: token={token}, key {key}"
        for v4, v6, user, token, key in zip(*(planted[at::5] for at in range(5)), strict=True)
    ]
    for whole in (True, False):
        clean = Redactor({"node": ["a3-01"]}, whole_paths=whole).text("\n".join(lines))
        assert len(planted) == 50 and [one for one in planted if one in clean] == []
        assert clean.count("[ERROR]") == len(lines)
