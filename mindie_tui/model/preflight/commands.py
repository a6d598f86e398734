"""What an operator types to see the same as each preflight check."""

from __future__ import annotations

from collections.abc import Callable
from typing import LiteralString

from mindie_tui.model.preflight.evidence import Seen
from mindie_tui.model.shell import Command, sh

ASCEND = "/usr/local/Ascend"


def ssh(s: Seen) -> str:
    address = s.facts.address if s.facts else None
    return "true" if address == "this machine" else sh("ssh {} true", s.node).text


def bind(s: Seen) -> str:
    ports = [port for _, port in s.ports]
    return s.entered(
        sh(
            "for p in {}; do python3 -c {} $p; done",
            ports,
            "import socket, sys; socket.socket().bind(('0.0.0.0', int(sys.argv[1])))",
        )
    )


def inspect(s: Seen) -> str:
    if s.container.engine == "none":
        return "true"
    words = ["sudo", "-n", s.container.engine] if s.container.sudo else [s.container.engine]
    return sh("{} inspect -f {} {}", words, "{{.State.Status}} {{.Config.Image}}", s.container.name).text


def config(s: Seen) -> str:
    return s.entered(sh("ls -l {}", (s.facts.config_path if s.facts else None) or "conf/config.json"))


def weights(s: Seen) -> str:
    return s.entered(sh("ls -l {}", s.weights or "/path/to/file"))


def plain(text: LiteralString) -> Callable[[Seen], str]:
    """The same on every machine."""
    return lambda s: sh(text).text


def inside(text: LiteralString) -> Callable[[Seen], str]:
    """The same where MindIE runs."""
    return lambda s: s.entered(sh(text))


def hccn(option: str) -> Callable[[Seen], str]:
    """One question of every NPU."""
    return lambda s: sh("for i in {}; do hccn_tool -i $i {} -g; done", s.npu_ids or tuple(range(16)), option).text


def hccn_conf(s: Seen) -> str:
    return sh("cat /etc/hccn.conf; {}", Command(hccn("-ip")(s))).text


def driver(s: Seen) -> str:
    return sh("cat /usr/local/Ascend/driver/version.info").text


def firmware(s: Seen) -> str:
    return sh("cat /usr/local/Ascend/firmware/version.info").text


def memory(s: Seen) -> str:
    return sh("grep MemAvailable /proc/meminfo; du -shL {}", s.weights or "/path/to/file").text


def _inspected(s: Seen, template: str) -> str:
    if s.container.engine == "none":
        return "true"
    words = ["sudo", "-n", s.container.engine] if s.container.sudo else [s.container.engine]
    return sh("{} inspect -f {} {}", words, template, s.container.name).text


def rights(s: Seen) -> str:
    return _inspected(s, "{{json .HostConfig.Devices}}")


def network(s: Seen) -> str:
    return _inspected(s, "{{.HostConfig.NetworkMode}}")


def image(s: Seen) -> str:
    return _inspected(s, "{{.Image}}")


def mindie(s: Seen) -> str:
    return s.entered(sh("cat {}/mindie/latest/version.info || pip show mindie_llm", s.container.ascend or ASCEND))


def packages(s: Seen) -> str:
    return s.entered(sh("pip show vllm vllm-ascend torch-npu | grep -E '^(Name|Version)'"))


def cann(s: Seen) -> str:
    return s.entered(sh("cat {}/ascend-toolkit/latest/version.cfg", s.container.ascend or ASCEND))


def residue(s: Seen) -> str:
    return s.entered(sh("ls -l /dev/shm"))


def reach(s: Seen) -> str:
    ips = [facts.ip for name, facts in s.others.items() if name in s.serving and name != s.node and facts.ip]
    return s.entered(sh("for ip in {}; do ping -c 1 -W 2 $ip; done", ips))


def service(s: Seen) -> str:
    return s.entered(sh("curl -m 3 {}", f"http://{s.master_ip or 'ADDRESS'}:{s.service_port}/v1/models"))


def sums(s: Seen) -> str:
    return s.entered(sh("cd {} && ls -l && sha256sum *.json", s.weights or "/path/to/file"))


def model(s: Seen) -> str:
    return s.entered(sh("python3 -m json.tool {}", f"{s.weights or '/path/to/file'}/config.json"))


def tokenizer(s: Seen) -> str:
    path = (s.part("bench") or {}).get("path")
    return s.entered(sh("ls -l {}", path if isinstance(path, str) and path else s.weights or "/path/to/file"))


def dataset(s: Seen) -> str:
    told = (s.part("bench") or {}).get("data")
    paths = [str(one["path"]) for one in told if one.get("path")] if isinstance(told, list) else []
    return s.entered(sh("ls -l {}", paths or ["/path/to/dataset"]))


def earlier(s: Seen) -> str:
    return s.entered(sh("cat ~/.mindie-tui/runs/*/service.json; pgrep -af {}", s.program or "vllm|mindie"))
