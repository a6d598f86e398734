"""How the checks of what the container was given judge: devices, network, shared memory."""

from __future__ import annotations

from mindie_tui.model.documents.document import ABSENT, get
from mindie_tui.model.events.codec import Verdict
from mindie_tui.model.message import Message, joined
from mindie_tui.model.mindie.parameters import visible_npus
from mindie_tui.model.mindie.parameters.pointers import MODEL
from mindie_tui.model.nodes import npu_smi as read
from mindie_tui.model.nodes.container_creation import shm_gib
from mindie_tui.model.preflight.evidence import Judged, Seen, unseen
from mindie_tui.model.shell import sh
from mindie_tui.model.text import few


def container_rights(s: Seen) -> Judged:
    """With rw in place of rwm npu-smi and torch.npu.set_device fail inside."""
    if s.container.engine == "none":
        return Judged("pass", Message("the login is where {engine} runs", engine=s.label))
    told = read.rights(s.machine.get("container"))
    if told is None:
        return Judged(
            "unknown", "the devices of the container could not be seen", _inspect(s, "{{.HostConfig.Devices}}")
        )
    own = visible_npus.devices(told)
    if own is not None and (unlike := _numbers(s, own)) is not None:
        return unlike
    if told["privileged"]:
        return Judged("pass", "privileged")
    if told["visible"] is not None and (told["runtime"] == "ascend" or not told["devices"]):
        return _by_runtime(s, told["visible"], own)
    numbers = s.machine_npus if s.machine_npus is not None else s.npu_ids or ()
    wanted = [*(f"davinci{number}" for number in numbers), "davinci_manager", "hisi_hdc", "devmm_svm"]
    if not told["told"]:
        return Judged(
            "unknown",
            Message("{engine} lists no devices", engine=s.container.engine),
            "run `npu-smi info` inside the container",
        )
    absent = [name for name in wanted if name not in told["devices"]]
    if absent:
        return Judged(
            "fail",
            Message("without {absent}", absent=few(absent)),
            "create the container with --device /dev/NAME:/dev/NAME:rwm",
        )
    if "" in (told["devices"][name] for name in wanted):
        found = Message("{engine} lists the devices without their rights", engine=s.container.engine)
        return Judged("unknown", found, "run `npu-smi info` inside the container: it fails with rw")
    weak = [name for name in wanted if set(told["devices"][name]) < set("rwm")]
    if weak:
        flaw = joined(
            f"{weak[0]} is {told['devices'][weak[0]]}", Message("{count} of them", count=len(weak)) if weak[1:] else ""
        )
        return Judged("fail", flaw, "create the container with --device /dev/NAME:/dev/NAME:rwm")
    return Judged("pass", Message("{count} devices, rwm", count=len(wanted)))


def _numbers(s: Seen, own: tuple[int, ...]) -> Judged | None:
    """A fault where npuDeviceIds are the machine's numbers: a container that has some NPUs counts them from 0."""
    mine = visible_npus.inside(s.npu_ids or (), s.runtime_visible)
    if mine is None:
        listed, count = visible_npus.ranges(s.npu_ids or ()), len(s.runtime_visible or ())
        found = Message(
            "npuDeviceIds {listed}: {variable} leaves {count}, which count from 0",
            listed=listed,
            variable=visible_npus.RUNTIME,
            count=count,
        )
        return Judged(
            "fail", found, Message("set npuDeviceIds to numbers below {count}, or take the variable out", count=count)
        )
    if all(n < len(own) for n in mine) or not set(mine) <= set(own):
        return None
    both = joined(
        Message("npuDeviceIds {ranges} are the machine's", ranges=visible_npus.ranges(mine)),
        Message("the container counts its {count} from 0", count=len(own)),
    )
    return Judged(
        "fail",
        both,
        Message("set npuDeviceIds to {ranges}, or give it all NPUs", ranges=visible_npus.ranges(range(len(own)))),
    )


def _by_runtime(s: Seen, text: str, own: tuple[int, ...] | None) -> Judged:
    """The Ascend runtime gives the devices of ASCEND_VISIBLE_DEVICES, "0-3,6", with all rights."""
    if own is None:
        return Judged(
            "unknown", Message("ASCEND_VISIBLE_DEVICES is {text}", text=text), "run `npu-smi info` inside the container"
        )
    numbers = s.machine_npus if s.machine_npus is not None else s.npu_ids or ()
    absent = [number for number in numbers if number not in own]
    if absent:
        return Judged(
            "fail",
            Message("ASCEND_VISIBLE_DEVICES {text} is without {absent}", text=text, absent=few(absent)),
            "create it with all of them",
        )
    return Judged("pass", f"ASCEND_VISIBLE_DEVICES {text}")


def container_net(s: Seen) -> Judged:
    """Without the network of the machine the other nodes and the bench do not find the service."""
    if s.container.engine == "none":
        return Judged("pass", Message("the login is where {engine} runs", engine=s.label))
    told = read.rights(s.machine.get("container"))
    unseen_is: Verdict = "unknown" if len(s.serving) > 1 else "warn"  # one node serves itself in any network
    if told is None:
        return Judged(unseen_is, "its network could not be seen", _inspect(s, "{{.HostConfig.NetworkMode}}"))
    network = told["network"]
    if network == "host":
        return Judged("pass", "host")
    addresses = (s.part("facts") or {}).get("addresses")
    pairs = [p for p in addresses if isinstance(p, list) and len(p) == 2] if isinstance(addresses, list) else []
    ip = s.facts.ip if s.facts else None
    if not network:  # nerdctl tells no mode
        if carrier := read.interface_of(ip, None, pairs) if pairs else None:
            return Judged("pass", Message("its {carrier} carries {ip}", carrier=carrier, ip=ip))
        return Judged(unseen_is, "its network could not be seen", _inspect(s, "{{.HostConfig.NetworkMode}}"))
    if ip and ip in (pair[1] for pair in pairs):
        return Judged("pass", Message("{network}, which carries {ip}", network=network, ip=ip))
    verdict: Verdict = "fail" if len(s.serving) > 1 else "warn"
    return Judged(
        verdict, Message("its network is {network}, not host", network=network), "create the container with --net=host"
    )


def shm_size(s: Seen) -> Judged:
    """MindIE's guide: 1, 2, 3, 5, 9 GiB of /dev/shm for dp 1, 2, 4, 8, 16."""
    told = (s.part("facts") or {}).get("shm")
    total = told.get("total") if isinstance(told, dict) else None
    if not isinstance(total, int):
        return unseen(s)
    dp = get(s.config, f"{MODEL}/dp") if s.config is not None else ABSENT
    dp, wanted = (dp if type(dp) is int and dp > 0 else 1), shm_gib(dp)
    text = joined(f"{total / (1 << 30):.1f} GiB", Message("dp {dp} needs {wanted}", dp=dp, wanted=wanted))
    if total < wanted << 30:
        fails = total < 1 << 30  # docker's own 64 MiB
        return Judged(
            "fail" if fails else "warn", text, Message("create the container with --shm-size={wanted}g", wanted=wanted)
        )
    return Judged("pass", text)


def _inspect(s: Seen, template: str) -> str:
    return sh("{} inspect -f {} {}", s.container.engine, template, s.container.name).text
