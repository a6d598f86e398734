"""What one node said, and the facts that follow from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from mindie_tui.model.deployment import Container
from mindie_tui.model.node import Facts, Node, Npu
from mindie_tui.model.nodes import container_engine as engines, npu_smi as read
from mindie_tui.model.text import one_line


@dataclass(frozen=True, slots=True)
class Answers:
    """What one node said. Empty where it could not be asked."""

    machine: Mapping[str, str] = field(default_factory=dict)
    """Name of a part: its text."""
    inside: Mapping[str, Any] = field(default_factory=dict)
    """Part of on_node/probe.py: its answer."""
    why_not_inside: str = ""
    ms: int = 0
    inside_ms: int = 0


def facts_from(node: Node, container: Container, answers: Answers, link: Any = None) -> Facts:
    """Facts of what one node said. What it did not say, or not readably, is None."""
    inside = answers.inside.get("facts")
    inside = inside if isinstance(inside, dict) and "error" not in inside else {}
    facts = _of_machine(node, answers.machine, inside, getattr(link, "peer", None))
    facts = _with_container(facts, container, answers.machine)
    return replace(
        _with_inside(facts, inside),
        address=getattr(link, "address", None),
        via=getattr(link, "via", "direct"),
        host_key=getattr(link, "host_key", None),
    )


def _of_machine(node: Node, machine: Mapping[str, str], inside: Mapping[str, Any], peer: str | None) -> Facts:
    """The machine: its addresses, NPUs, driver and load. `inside` says what the machine itself leaves open."""
    ssh = (machine.get("ssh") or "").split()
    ip = node.ip or (ssh[2] if len(ssh) == 4 else None) or peer
    versions = _versions(inside)
    return Facts(
        node=node.name,
        hostname=one_line(machine.get("hostname") or "")[:64] or None,
        ip=ip,
        nic=read.interface_of(ip, machine.get("addresses"), inside.get("addresses") or ()),
        npus=_npus(machine),
        npus_why=read.not_understood(machine.get("npu")),
        driver=read.version(machine.get("driver"))
        or read.version(versions.get("driver"))
        or read.npu_smi_version(machine.get("npu")),
        firmware=read.version(machine.get("firmware")) or read.version(versions.get("firmware")),
        boot_id=one_line(machine.get("boot_id") or "") or None,
        memory_bytes=read.meminfo(machine.get("memory")),
        load=read.first_number(machine.get("load")),
        uptime_s=read.first_number(machine.get("uptime")),
    )


def _npus(machine: Mapping[str, str]) -> tuple[Npu, ...] | None:
    addresses = read.device_ips(machine.get("hccn"))
    found = read.npus(machine.get("npu"))
    return None if found is None else tuple(replace(npu, device_ip=addresses.get(npu.id)) for npu in found)


def _with_container(facts: Facts, container: Container, machine: Mapping[str, str]) -> Facts:
    """The same with how its container is, and why the engine does not say."""
    status = machine.get("container_status", "")
    held = read.container(machine.get("container"), int(status) if status.isdecimal() else None)
    why = do = ""
    if not held and container.engine != "none" and "container" in machine:
        why, do = engines.trouble(machine["container"], container)
    image = engines.image(machine.get("image"))
    return replace(
        facts,
        engine=container.engine,
        container=container.name or None,
        container_state="running" if container.engine == "none" else held.get("state"),
        container_why=why,
        container_do=do,
        containers=engines.names(machine.get("containers")),
        container_id=held.get("id"),
        image=held.get("image"),
        image_id=held.get("image_id") or (image.id if image else None),
    )


def _with_inside(facts: Facts, inside: Mapping[str, Any]) -> Facts:
    """The same with what stands inside the container: MindIE, its config.json, its user."""
    versions = _versions(inside)
    shm, disk = inside.get("shm"), inside.get("weights_disk") or inside.get("home_disk")
    return replace(
        facts,
        cann=read.version(versions.get("cann")),
        layout=inside.get("layout"),
        mindie=read.version(versions.get("mindie")),
        daemon=read.text_of(inside, "daemon"),
        packages=_packages(inside),
        config_path=read.text_of(inside, "config_path"),
        config_text=read.text_of(inside, "config_text"),
        config_sha256=read.text_of(inside, "config_sha256"),
        config_mode=read.text_of(inside, "config_mode"),
        config_owner=str(inside["config_uid"]) if "config_uid" in inside else None,
        model_path=read.text_of(inside, "model_path"),
        model_text=read.text_of(inside, "model_text"),
        set_env=tuple(inside.get("set_env") or ()),
        home=read.text_of(inside, "home"),
        user=read.text_of(inside, "user"),
        uid=inside.get("uid"),
        python=read.text_of(inside, "python"),
        shm_bytes=shm.get("total") if isinstance(shm, dict) else None,
        disk_free_bytes=disk.get("free") if isinstance(disk, dict) else None,
    )


def _packages(inside: Mapping[str, Any]) -> tuple[str, ...]:
    found = inside.get("packages")
    return (
        tuple(f"{name} {one_line(str(version))[:60]}" for name, version in found.items())
        if isinstance(found, dict)
        else ()
    )


def _versions(inside: Mapping[str, Any]) -> Mapping[str, Any]:
    versions = inside.get("versions")
    return versions if isinstance(versions, dict) else {}
