"""What the tools print, on their real outputs: Atlas A2 and A3, drivers 23.0 to 26.0."""

from pathlib import Path

import pytest

from mindie_tui.model.nodes import npu_smi as read

SAMPLES = Path(__file__).parents[1] / "samples"
NPU = SAMPLES / "npu"


def text(name):
    return (NPU / name).read_text(encoding="utf-8")


def test_an_idle_a3_has_sixteen_dies_by_their_physical_id():
    npus = read.npus(text("npu-smi_info_A3_16die_25.0.rc1_idle.txt"))
    assert [n.id for n in npus] == list(range(16))
    assert {n.health for n in npus} == {"OK"} and {n.name for n in npus} == {"Ascend910"}
    third = npus[2]
    assert (third.hbm_used_mb, third.hbm_total_mb, third.aicore_percent) == (3089, 65536, 0)
    assert (third.power_w, third.temp_c) == (167.2, 44) and npus[3].power_w is None
    assert all(n.processes == () for n in npus)


def test_a_busy_a2_has_eight_cards_with_their_processes():
    npus = read.npus(text("npu-smi_info_A2_910B2_8card_25.2.0_busy.txt"))
    assert [n.id for n in npus] == list(range(8))
    assert npus[0].hbm_used_mb == 33126 and npus[0].name == "910B2"
    assert len(npus[0].processes) == 8 and npus[0].processes[5] == "314183 VLLMWorker_TP 29229"
    assert npus[7].processes == ("317396 VLLMWorker_TP 29275",)


def test_a_wider_table_of_a_newer_npu_smi_is_read_the_same():
    npus = read.npus(text("npu-smi_info_26.0.rc2_A3_header_wide.txt"))
    assert [(n.id, n.hbm_used_mb, n.temp_c) for n in npus] == [(0, 3419, 34), (1, 2874, 34)]
    assert npus[0].processes == ("485946 pytest 5175",)


def test_the_table_of_an_ascend950_has_no_chip():
    npus = read.npus(text("npu-smi_info_25.7_A5_950PR_short.txt"))
    assert [(n.id, n.name, n.health, n.hbm_used_mb, n.hbm_total_mb) for n in npus] == [
        (0, "Ascend950PR", "OK", 8824, 131072),
        (1, "Ascend950PR", "Alarm", 10769, 131072),
    ]
    assert (npus[0].power_w, npus[0].temp_c, npus[0].aicore_percent) == (276.0, 69, 99)
    assert npus[0].processes == ("2066378 pytest 360",)


def test_an_ascend950_without_a_bus_id_is_read_too():
    npus = read.npus(text("npu-smi_info_25.6.rc1_A5_950DT.txt"))
    assert [(n.id, n.name, n.health, n.hbm_used_mb) for n in npus] == [
        (0, "Ascend950DT", "OK", 6632),
        (1, "Ascend950DT", "Warning", 6711),
    ]
    assert [n.processes for n in npus] == [("2066378 OK 360",), ("2066379 python3 361",)] and npus[1].power_w is None


def test_a_die_that_a_split_container_lists_twice_is_one():
    lines = text("npu-smi_info_26.0.rc2_A3_header_wide.txt").splitlines(keepends=True)
    again = [line.replace("| 0     0  ", "| 1     0  ") for line in lines[6:8]]
    for twice in (lines[:8] + lines[6:8] + lines[8:], lines[:8] + again + lines[8:]):
        assert [n.id for n in read.npus("".join(twice))] == [0, 1]
    sick = again[0].replace("OK   ", "Alarm") + again[1]
    assert [n.health for n in read.npus("".join([*lines[:8], sick, *lines[8:]]))] == ["Alarm", "OK"]


def test_an_answer_that_is_no_table_is_told_by_its_first_lines():
    said = "+---+\n| npu-smi 31.0  Version: 31.0 |\n+---+\n| Board | State |\n| 0 | fine |\n| 1 | fine |\n"
    assert read.not_understood(said) == "npu-smi 31.0 Version: 31.0 / Board State / 0 fine"
    assert read.not_understood("bash: npu-smi: command not found\n") == "bash: npu-smi: command not found"
    assert read.not_understood("\x1b]52;c;x\x07 no\n") == "no"
    assert read.not_understood(None) == read.not_understood("") == ""
    assert read.not_understood(text("npu-smi_info_26.0.rc2_A3_header_wide.txt")) == ""


@pytest.mark.parametrize(
    "name, driver",
    [
        ("npu-smi_info_25.7_A5_950PR_short.txt", "25.7.rc1.7"),
        ("npu-smi_info_25.6.rc1_A5_950DT.txt", "25.6.rc1"),
        ("npu-smi_info_A3_16die_25.0.rc1_idle.txt", "25.0.rc1"),
        ("npu-smi_info_A2_910B2_8card_25.2.0_busy.txt", "25.2.0"),
        ("npu-smi_info_26.0.rc2_A3_header_wide.txt", "26.0.rc2"),
    ],
)
def test_the_head_of_the_table_names_the_driver(name, driver):
    assert read.npu_smi_version(text(name)) == driver


def test_a_sick_npu_keeps_its_word():
    sick = text("npu-smi_info_A3_16die_25.0.rc1_idle.txt").replace(
        "| 3     Ascend910           | OK   ", "| 3     Ascend910           | Alarm", 1
    )
    assert [n.id for n in read.npus(sick) if n.health != "OK"] == [6]


@pytest.mark.parametrize(
    "said",
    [
        None,
        "",
        "bash: npu-smi: command not found",
        "dcmi module initialize failed. ret is -8005",
        "+---+\n| garbage |\n|||||\n| 0 x | y | z |\n",
        "| 0 0 | 0000:9D:00.0 | 0 0 / 0 1 / 2 |",
        "\x00\xff|",
        "|",
    ],
)
def test_what_is_no_table_of_npus_is_unknown(said):
    assert read.npus(said) is None


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
