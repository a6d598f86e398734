"""The checks that read what real tools print, on those very texts: Atlas A2 and A3, old and new tools and firmware."""

import os
import subprocess
from pathlib import Path

import pytest

from mindie_tui.model.deployment import Container
from mindie_tui.model.node import Node
from mindie_tui.model.nodes.npu_smi import sections
from mindie_tui.model.preflight import check as checks
from mindie_tui.model.preflight.evidence import Seen
from mindie_tui.remote.nodes.answers import Answers, facts_from
from mindie_tui.remote.nodes.questions import machine_question

SAMPLES = Path(__file__).parents[2] / "model" / "samples"
A3 = "npu-smi_info_A3_16die_25.0.rc1_idle.txt"
A3_WIDE = "npu-smi_info_26.0.rc2_A3_header_wide.txt"
A2_BUSY = "npu-smi_info_A2_910B2_8card_25.2.0_busy.txt"
OLD = "npu_info_before_mindcluster.txt"
A5 = "npu-smi_info_25.7_A5_950PR_short.txt", "npu-smi_info_25.6.rc1_A5_950DT.txt"
NPUS = {A3: 16, A3_WIDE: 2, A2_BUSY: 8}


def sample(name):
    return (SAMPLES / "npu" / name).read_text()


def each(count, said):
    """Blocks as the machine's script prints them."""
    return "\n".join(f"@{n}\x1f{said(n)}\x1f".replace("\n", "\x1f") for n in range(count))


def seen(count=16, node="a3-01", others=(), **machine):
    """A node that printed this."""
    container = Container(name="mindie")
    facts = facts_from(Node(name=node, ip="10.0.0.1"), container, Answers(machine=machine))
    return Seen(
        node,
        ("a3-01", "a3-02"),
        container,
        facts,
        machine=machine,
        npu_ids=tuple(range(count)),
        others={other.node: other for other in others},
    )


def told(check, given, *peers):
    if peers:
        everyone = {one.node: one for one in (given, *peers)}
        given = Seen(**{name: getattr(given, name) for name in given.__dataclass_fields__} | {"peers": everyone})
    judged = checks.BY_NAME[check].judge(given)
    return judged.verdict, judged.found


@pytest.mark.parametrize("name", NPUS)
def test_health_of_real_tables(name):
    count, text = NPUS[name], sample(name)
    assert told("npus_healthy", seen(count, npu=text)) == ("pass", f"{count} NPUs OK")
    sick = text.replace("| OK   ", "| Alarm", 1)
    assert told("npus_healthy", seen(count, npu=sick)) == ("fail", "NPU 0 Alarm")
    assert told("npus_healthy", seen(count + 1, npu=text))[0] == "fail", "one that the table does not have"
    for nothing in ("", "bash: npu-smi: command not found", "DrvMngGetConsoleLogLevel failed. (g_conLogLevel=3)"):
        assert told("npus_healthy", seen(count, npu=nothing))[0] == "unknown"


@pytest.mark.parametrize("name", [*NPUS, *A5])
def test_every_npu_of_a_real_table_is_asked_for_its_address(tmp_path, name):
    for program, does in (("npu-smi", f"cat {SAMPLES / 'npu' / name}"), ("hccn_tool", "echo ipaddr:10.0.0.1$2")):
        (tmp_path / program).write_text(f"#!/bin/sh\n{does}\n")
        (tmp_path / program).chmod(0o755)
    command, mark = machine_question(Container(engine="none"))
    environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    done = subprocess.run(["bash", "-c", command.text], env=environment, capture_output=True, text=True, check=True)
    answers = sections(done.stdout, mark)
    facts = facts_from(Node(name="a"), Container(engine="none"), Answers(machine=answers))
    assert {npu.id: npu.device_ip for npu in facts.npus} == {n: f"10.0.0.1{n}" for n in range(len(facts.npus))}


def test_a_table_that_is_not_understood_is_told():
    verdict, found = told("npus_healthy", seen(2, npu="| Board | State |\n| 0 | fine |\n"))
    assert (verdict, found) == ("unknown", "npu-smi gave no table of NPUs that is understood: Board State / 0 fine")


def test_memory_of_real_tables_and_whose_it_is():
    assert told("hbm_free", seen(npu=sample(A3)))[0] == "pass", "what the driver keeps on an idle A3 is not in use"
    verdict, found = told("hbm_free", seen(8, npu=sample(A2_BUSY)))
    assert verdict == "fail" and found.startswith("NPU 0, 1, 2, 3 and 4 more busy: 32 GiB on NPU 0 (")
    assert found.endswith("(314183 VLLMWorker_TP and 7 more, the largest with 29229 MB)")
    cut = "\n".join(sample(A3).splitlines()[:6])
    for nothing in ("", cut, sample(A3).replace("/ 65536", "/ NA").replace("/65536", "/NA")):
        assert told("hbm_free", seen(npu=nothing))[0] == "unknown"


def version_of(text, what):
    """The part of a record of several commands that one of them printed."""
    return text.partition(f"cat /usr/local/Ascend/{what}/version.info\n")[2].partition("\n\n")[0]


@pytest.mark.parametrize("what, version", [("driver", "23.0.7"), ("firmware", "7.1.0.11.220")])
def test_driver_and_firmware_of_an_old_release_and_of_another(what, version):
    text, check = version_of(sample(OLD), what), f"{what}_equal"
    one, same = seen(**{what: text}), seen(node="a3-02", **{what: text})
    other = seen(node="a3-02", **{what: text.replace(version, "25.2.0")})
    assert told(check, one, same) == ("pass", version)
    assert told(check, other, one) == ("fail", f"25.2.0, a3-01 has {version}")
    assert told(check, seen(), one.__class__("a3-02", one.serving, one.container, one.facts))[0] == "unknown"


A2_TLS = sample("hccn_tool_tls_full.txt")
NEW_TLS = "dev_id:0, tls switch[0](0:disable, 1:enable), tls preconfigured[1](0:non-preset, 1:preset), tls alarm ..."


@pytest.mark.parametrize("text", [A2_TLS, NEW_TLS], ids=["old firmware", "new firmware"])
def test_the_tls_switch_of_old_and_new_firmware(text):
    off, on = each(16, lambda n: text), each(16, lambda n: text.replace("tls switch[0]", "tls switch[1]"))
    one = seen(hccn_tls=off)
    assert told("hccn_tls", one, seen(node="a3-02", hccn_tls=off)) == ("pass", "switch 0")
    assert told("hccn_tls", seen(node="a3-02", hccn_tls=on), one) == ("fail", "switch 1, a3-01 has switch 0")
    failed = each(16, lambda n: "The certificates are illegal!")
    assert told("hccn_tls", seen(hccn_tls=failed), one.__class__("a3-02", one.serving, one.container))[0] == "unknown"


ADDRESSES = [line for line in sample("hccn_tool_A2_8card.txt").splitlines() if line.startswith("ipaddr:")][:8]
A2_IPS = each(8, lambda n: f"{ADDRESSES[n]}\nnetmask:255.255.255.0")


def test_the_addresses_of_eight_real_cards_against_hccn_conf():
    conf = "".join(
        f"address_{n}={line.removeprefix('ipaddr:')}\nnetmask_{n}=255.255.255.0\n" for n, line in enumerate(ADDRESSES)
    )
    assert told("hccn_conf", seen(8, hccn=A2_IPS, hccn_conf=conf)) == ("pass", "8 addresses as in /etc/hccn.conf")
    assert told("hccn_conf", seen(8, hccn=A2_IPS, hccn_conf=conf.replace(".83\n", ".93\n"))) == (
        "fail",
        "NPU 3 is 11.12.165.83, in hccn.conf 11.12.165.93",
    )
    none = each(8, lambda n: "Get ipconf failed, because no ip was preset there!")
    assert told("hccn_conf", seen(8, hccn=none, hccn_conf=conf))[0] == "unknown"
    assert told("hccn_conf", seen(8, hccn=A2_IPS, hccn_conf="cat: /etc/hccn.conf: Permission denied"))[0] == "warn"


def test_the_rank_table_of_real_cards():
    table = sample(A2_BUSY)
    addresses = "2: eth0    inet 10.0.0.1/24 brd 10.0.0.255 scope global eth0"
    assert told("rank_table", seen(8, npu=table, hccn=A2_IPS, addresses=addresses)) == (
        "pass",
        "8 devices, eth0 carries 10.0.0.1",
    )
    lost = A2_IPS.replace(ADDRESSES[5], "Get ipconf failed, because no ip was preset there!")
    assert told("rank_table", seen(8, npu=table, hccn=lost, addresses=addresses))[0] == "fail"
    twin = seen(8, node="a3-02", npu=table, hccn=A2_IPS).facts
    assert (
        "is on a3-02 too" in told("rank_table", seen(8, npu=table, hccn=A2_IPS, addresses=addresses, others=[twin]))[1]
    )
    assert told("rank_table", seen(8, hccn=A2_IPS))[0] == "unknown"


WORDS = (
    "Success|Socket fail|Receive timeout|Unreachable|Time exceeded|Fault|Init|Thread error|Detect ip set|Unknown"
).split("|")
"""Every word of the tool's own source (samples: hccn_tool_variants_and_failures.txt)."""


@pytest.mark.parametrize("word", WORDS)
def test_every_word_that_hccn_tool_has_for_the_health_of_a_port(word):
    assert f"{'|'.join(WORDS)}" in sample("hccn_tool_variants_and_failures.txt")
    verdict, found = told("hccn_health", seen(hccn_health=each(16, lambda n: f"net health status: {word}")))
    assert verdict == {"Success": "pass", "Fault": "fail"}.get(word, "warn") and word in found


@pytest.mark.parametrize("failure", ["The device is not exist!", "Command execute failed!", "", "Get link failed!"])
def test_an_npu_whose_tool_fails_is_unknown_and_not_down(failure):
    up = each(16, lambda n: "link status: UP")
    assert told("hccn_link", seen(hccn_link=up)) == ("pass", "16 links UP")
    assert told("hccn_link", seen(hccn_link=up.replace("@7\x1flink status: UP", "@7\x1flink status: DOWN"))) == (
        "fail",
        "NPU 7 has no link",
    )
    assert told("hccn_link", seen(hccn_link=up.replace("@7\x1flink status: UP", f"@7\x1f{failure}")))[0] == "unknown"
