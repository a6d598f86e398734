"""What hccn_tool prints of an NPU's network port, in its own words on Atlas A2 and A3, and /etc/hccn.conf."""

from pathlib import Path

import pytest

from mindie_tui.model.nodes import hccn

NPU = Path(__file__).parents[1] / "samples" / "npu"


def said(number, text):
    return f"@{number}\n{text}\n"


def test_the_whole_answer_about_tls_of_an_a2_names_the_switch():
    full = (NPU / "hccn_tool_tls_full.txt").read_text()
    assert hccn.tls_switches(said(0, full)) == {0: "0"}
    older = "dev_id:0, tls switch[1](0:disable, 1:enable), tls alarm time threshold[60]days"
    assert hccn.tls_switches(said(0, older) + said(1, "The certificates are illegal!")) == {0: "1", 1: None}


@pytest.mark.parametrize(
    "text, word",
    [
        ("net health status: Success", "Success"),
        ("net health status: Receive timeout", "Receive timeout"),
        ("net health status: Detect ip set", "Detect ip set"),
        ("Get device health status failed!", None),
        ("The device is not exist!", None),
        ("", None),
    ],
)
def test_the_health_of_a_port_is_its_own_word(text, word):
    assert hccn.net_health(said(7, text)) == {7: word}


def test_a_link_is_up_or_down_and_else_not_known():
    text = said(0, "link status: UP") + said(1, "link status: DOWN") + said(2, "Command execute failed!")
    assert hccn.links(text) == {0: "UP", 1: "DOWN", 2: None}
    assert hccn.links(None) == hccn.links("bash: hccn_tool: command not found") == {}
    assert hccn.links(text.replace("\n", "\x1f").replace("\x1f@", "\n@")) == hccn.links(text)


def test_the_switch_port_of_real_cards_has_an_address_each():
    text = (NPU / "hccn_tool_A2_8card.txt").read_text()
    first = text[text.index("ipaddr:") : text.index("$ hccn_tool -i 0 -ping")]
    blocks = first.split("ipaddr:")[1:]
    found = hccn.device_ips("".join(said(n, "ipaddr:" + block) for n, block in enumerate(blocks)))
    assert found == {n: f"11.12.165.{80 + n}" for n in range(8)}
    assert hccn.device_ips(said(3, "Get ipconf failed, because no ip was preset there!")) == {3: None}


@pytest.mark.parametrize(
    "text, found",
    [
        ("address_0=10.0.0.1\nnetmask_0=255.255.255.0\naddress_10 = 10.0.0.9\n", {0: "10.0.0.1", 10: "10.0.0.9"}),
        ("cat: /etc/hccn.conf: No such file or directory", {}),
        ("", {}),
        ("address_0=\nsend_arp_status_0=1\n", {}),
        ("cat: /etc/hccn.conf: Permission denied", None),
        ("bash: cat: command not found", None),
        (None, None),
    ],
)
def test_hccn_conf_is_read_absent_or_not_known(text, found):
    assert hccn.hccn_conf(text) == found


@pytest.mark.parametrize("path", sorted(NPU.glob("*.txt")), ids=lambda p: p.name)
def test_no_text_makes_a_reader_stumble(path):
    text = path.read_text(encoding="utf-8")
    for reader in (hccn.links, hccn.net_health, hccn.tls_switches, hccn.device_ips, hccn.hccn_conf):
        for cut in range(0, len(text), max(1, len(text) // 40)):
            for piece in ("@1\n" + text[cut:], text[:cut]):
                assert all(value is None or value in piece for value in (reader(piece) or {}).values())
