"""What the tools print, on their real outputs: Atlas A2 and A3, drivers 23.0 to 26.0."""

from pathlib import Path

import pytest

from mindie_tui.model.nodes import npu_smi as read

SAMPLES = Path(__file__).parents[1] / "samples"
NPU = SAMPLES / "npu"


def text(name):
    return (NPU / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("path", sorted(NPU.glob("*.txt")), ids=lambda p: p.name)
def test_no_text_of_any_tool_makes_a_reader_stumble(path):
    whole = path.read_text(encoding="utf-8")
    for cut in range(0, len(whole), max(1, len(whole) // 60)):
        for piece in (whole[:cut], whole[cut:]):
            assert all(npu.name in piece for npu in read.npus(piece) or ())
            assert (read.npu_smi_version(piece) or "") in piece and (read.version(piece) or "") in piece
            assert all(value is None or value in piece for value in read.device_ips(piece).values())
            assert read.container(piece, 0) == {} and read.sections(piece, "mark") == {}


def test_device_addresses_are_read_per_npu_and_dashes_are_none():
    blocks = (
        "".join(f"@{n}\nipaddr:11.12.165.{80 + n}\nnetmask:255.255.255.0\n" for n in range(2))
        + "@2\nipaddr:--\nnetmask:--\n@3\nGet ipconf failed, because no ip was preset there!\n@4\n@x\nipaddr:1.2.3.4\n"
    )
    assert read.device_ips(blocks) == {0: "11.12.165.80", 1: "11.12.165.81", 2: None, 3: None, 4: None}


def test_every_line_of_the_eight_cards_is_an_address():
    said = [line for line in text("hccn_tool_A2_8card.txt").splitlines() if line.startswith("ipaddr:")]
    found = read.device_ips("".join(f"@{n}\n{line}\n" for n, line in enumerate(said)))
    assert list(found.values()) == [f"11.12.165.{80 + n}" for n in range(8)]


@pytest.mark.parametrize(
    "said, version",
    [
        ("Version=23.0.7\nascendhal_version=7.35.19\npackage_version=23.0.7\n", "23.0.7"),
        ("Version=7.1.0.11.220\nfirmware_version=1.0\n", "7.1.0.11.220"),
        ("package_name=Ascend-cann-toolkit\nversion=7.0.T10\n", "7.0.T10"),
        ("# version: 1.0\nrunning_version=[8.3.RC1]\n", "8.3.RC1"),
        ("Ascend-mindie : MindIE 2.2.RC1\nmindie-service : 2.2.RC1\n", "2.2.RC1"),
        ("Version: 3.0.0", "3.0.0"),
        ("nothing of the kind", None),
        ("", None),
        (None, None),
    ],
)
def test_the_files_that_name_a_version(said, version):
    assert read.version(said) == version


INSPECT = '[{"Id":"8f2c","Image":"sha256:25ba","State":{"Status":"running"},"Config":{"Image":"mindie:2.2"}}]'


@pytest.mark.parametrize(
    "said, status, found",
    [
        (INSPECT, 0, {"state": "running", "id": "8f2c", "image": "mindie:2.2", "image_id": "sha256:25ba"}),
        (
            f"a warning first\n{INSPECT}",
            0,
            {"state": "running", "id": "8f2c", "image": "mindie:2.2", "image_id": "sha256:25ba"},
        ),
        ('[{"Id":"1","ImageName":"m","State":{"Status":"exited"}}]', 0, {"state": "exited", "id": "1", "image": "m"}),
        ("[]\nError: No such object: mindie-a3", 1, {"state": "absent"}),
        ('[{"Id":"sha256:25ba","RepoTags":["mindie-a3:latest"]}]', 0, {"state": "absent"}),
        ("[]\nError response from daemon: No such container: x", 1, {"state": "absent"}),
        ("Cannot connect to the Docker daemon at unix:///var/run/docker.sock.", 1, {}),
        ("bash: docker: command not found", 127, {}),
        ("sudo: a password is required", 1, {}),
        ("[{]", 0, {}),
        ("[1]", 0, {}),
        (None, None, {}),
    ],
)
def test_docker_inspect_says_how_the_container_stands_or_nothing_is_known(said, status, found):
    assert read.container(said, status) == found


IP_ADDR = """\
1: lo    inet 127.0.0.1/8 scope host lo\\       valid_lft forever preferred_lft forever
2: enp67s0f0    inet 10.20.3.11/24 brd 10.20.3.255 scope global enp67s0f0\\       valid_lft forever
3: bond0.12@bond0    inet 10.20.4.11/16 scope global bond0.12\\       valid_lft forever
3: bond0.12@bond0    inet6 fd00::11/64 scope global \\       valid_lft forever
"""


@pytest.mark.parametrize(
    "ip, nic",
    [
        ("10.20.3.11", "enp67s0f0"),
        ("10.20.4.11", "bond0.12"),
        ("fd00:0::11", "bond0.12"),
        ("127.0.0.9", "lo"),
        ("10.20.3.1", None),
        ("not an address", None),
        (None, None),
    ],
)
def test_the_interface_that_carries_an_address(ip, nic):
    assert read.interface_of(ip, IP_ADDR) == nic


def test_without_ip_the_interfaces_are_those_that_python_saw():
    assert read.interface_of("10.0.0.1", None, [["lo", "127.0.0.1"], ["eth1", "10.0.0.1"]]) == "eth1"


@pytest.mark.parametrize(
    "said, seconds",
    [
        ("1764000000.123456789\n", 1764000000.123456789),
        ("motd\n1764000000.%N\n", 1764000000.0),
        ("no date", None),
        (None, None),
    ],
)
def test_the_clock(said, seconds):
    assert read.epoch(said) == seconds


def test_memory_load_and_uptime():
    assert read.meminfo("MemTotal: 5 kB\nMemAvailable:   1024 kB\n") == 1 << 20
    assert read.first_number("0.42 0.5 0.6 1/9 7") == 0.42 and read.first_number("3407.35 1.0") == 3407.35
    assert read.meminfo("") is None and read.first_number("") is None and read.first_number("nan x") is None


def test_an_answer_is_taken_apart_at_its_marks_and_nowhere_else():
    said = "motd of the site\n\nMARK one\na\nb\n\nMARK two\n\nMARK three\nMARKED is not a mark\n"
    assert read.sections(said, "MARK") == {"one": "a\nb", "two": "", "three": "MARKED is not a mark"}
