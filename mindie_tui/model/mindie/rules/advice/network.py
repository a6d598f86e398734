"""Nobody complains: ports that clash, how many may ask at once, and encryption without certificates."""

from __future__ import annotations

from collections.abc import Iterator

from mindie_tui.model.mindie.rules.rule import Found, Rule, at, edit, rule
from mindie_tui.model.mindie.rules.service_view import DEFAULT_INTER_NODE_PORT, Service
from mindie_tui.model.mindie.rules.site.placement import service_address

DEFAULT_INTER_COMM_PORT = 1121


@rule(
    "advice.ports",
    says="{one} and {other} are both {port} on {address}: one of them cannot listen",
    source="server_config.cpp",
)
def planes_on_one_address_have_ports_of_their_own(s: Service) -> Iterator[Found]:
    """Service, management and metrics merge if address and port are the same for all three; two alone clash, but
    metrics may share management's. With several nodes multiNodesInferPort is taken on the master too."""
    ip = service_address(s, s.env)
    management = s.env.get("MIES_CONTAINER_MANAGEMENT_IP") or s.server.get("managementIpAddress", ip)
    port, metrics = s.server.get("port"), s.server.get("metricsPort")
    control = s.server.get("managementPort", port)
    same = ip == management
    inter = s.backend.get("multiNodesInferPort", DEFAULT_INTER_NODE_PORT)
    clashes = []
    if same and port == control and metrics != port:
        clashes.append(("port", "managementPort", port, ip))
    if same and port == metrics and control != port:
        clashes.append(("port", "metricsPort", port, ip))
    if s.multi and control == inter and port != inter:
        clashes.append(("managementPort", "multiNodesInferPort", inter, "the master"))
    if s.multi and metrics == inter and port != inter:
        clashes.append(("metricsPort", "multiNodesInferPort", inter, "the master"))
    if s.server.get("inferMode") == "dmi":
        comm = s.server.get("interCommPort", DEFAULT_INTER_COMM_PORT)
        others = (("port", port), ("managementPort", control), ("metricsPort", metrics))
        clashes += [(name, "interCommPort", comm, ip) for name, number in others if number == comm]
    for one, other, number, address in clashes:
        taken = (port, metrics, control, inter, s.server.get("interCommPort", DEFAULT_INTER_COMM_PORT))
        if type(number) is int:
            free = next(n for n in range(1025, 1100) if n not in taken)
            names = [f"/ServerConfig/{n}" if n != "multiNodesInferPort" else n for n in (one, other)]
            moved = names[1] if other != "multiNodesInferPort" else names[0]
            yield Found(
                {"one": one, "other": other, "port": number, "address": address}, (edit(moved, free),), at(names)
            )


@rule(
    "advice.links",
    severity="note",
    places=("maxLinkNum",),
    source="service_parameter_configuration.md",
    says="maxLinkNum is {links}: MindIE's manual advises 300, and what waits counts for TTFT",
)
def links_are_as_advised(s: Service) -> Iterator[Found]:
    """1000 is shipped, 300 advised; twice as many wait, and more are refused."""
    links = s.number(s.server, "maxLinkNum")
    if links is not None and 1000 < links <= 4096:
        yield Found({"links": links}, (edit("maxLinkNum", 300),))


@rule(
    "advice.inter_node_tls",
    places=("interNodeTLSEnabled",),
    source="the operators' guide",
    says="interNodeTLSEnabled is true on several nodes: each needs the same certificates under its installation; "
    "the operators' guide sets false",
)
def several_nodes_speak_plainly(s: Service) -> Iterator[Found]:
    """The shipped value is true, and the shipped folder has no certificates."""
    if (s.multi or len(s.site.nodes) > 1) and s.backend.get("interNodeTLSEnabled") is True:
        yield Found({}, (edit("interNodeTLSEnabled", False),))


@rule(
    "advice.https",
    places=("httpsEnabled",),
    source="server_config.cpp",
    says="httpsEnabled is true: certificate files are needed on each node, and it is not known here whether they are "
    "there",
)
def https_needs_certificates(s: Service) -> Iterator[Found]:
    """The shipped value is true, and the shipped folder has no certificates; AISBench asks by HTTP."""
    known = s.site.files.closed or bool(s.site.files.present) or bool(s.site.files.missing)
    if s.server.get("httpsEnabled") is True and not known:
        yield Found({}, (edit("httpsEnabled", False),))


RULES: tuple[Rule, ...] = (
    planes_on_one_address_have_ports_of_their_own,
    links_are_as_advised,
    several_nodes_speak_plainly,
    https_needs_certificates,
)
