"""What the checks of container, ports and services found is said in Chinese, with its values."""

import pytest

from mindie_tui.model.chinese import checks
from mindie_tui.model.preflight.judges import container


@pytest.mark.parametrize("row", [
    {"name": "port", "port": 1025, "by": "permission"}, {"name": "port", "port": 1025},
    {"name": "port", "port": 1025, "program": "python3", "pid": 7},
    {"name": "port", "port": 1025, "peer": "10.0.0.1:80", "state": "ESTABLISHED"},
    {"name": "port", "port": 1025, "program": "nc", "pid": 7, "peer": "10.0.0.1:80", "state": "LISTEN"}])  # fmt: skip
def test_who_holds_a_port_is_said_in_chinese(row):
    said = checks.found(container._holder(row))
    assert "is taken" not in said and "bound" not in said and "1025" in said
    assert all(str(row[key]) in said for key in ("program", "pid", "peer", "state") if key in row)


@pytest.mark.parametrize(("english", "chinese"), [
    ("no MindIE was found; looked at /opt, /usr", "没有找到 MindIE；已查看 /opt, /usr"),
    ("there is no container mindie; there are a, b", "没有容器 mindie；已有 a, b"),
    ("/a/config.json is a symbolic link, which MindIE refuses", "/a/config.json 是符号链接，MindIE 拒绝"),
    ("npuDeviceIds 8-15 are the machine's; the container counts its 8 from 0",
     "npuDeviceIds 8-15 是主机编号；容器内 8 个从 0 编号"),
    ("x in /dev/shm is held by pid 7; 2 more", "/dev/shm 中的 x 被 pid 7 占用；另有 2 处"),
    ("1025 1026: connections of an ended service linger (TIME_WAIT)",
     "1025 1026：已结束服务的连接尚未释放（TIME_WAIT）"),
    ("64.0 GiB; dp 8 wants 5", "64.0 GiB；dp 8 需要 5")])  # fmt: skip
def test_a_failure_of_mindie_is_said_in_chinese(english, chinese):
    assert checks.found(english) == chinese
