"""Stage `site`: nobody complains at the start, yet it cannot work on this node: devices, ranks, ports, addresses."""

from __future__ import annotations

from collections.abc import Iterator

from mindie_tui.model.documents.document import ABSENT
from mindie_tui.model.vllm_ascend.arguments.table import by_dest
from mindie_tui.model.vllm_ascend.rules.rule import Hit, ServeRule, change, changes, hit_at, rule, some
from mindie_tui.model.vllm_ascend.rules.view import CommandView

TP, LOCAL, SIZE = "--tensor-parallel-size", "--data-parallel-size-local", "--data-parallel-size"
START, ADDRESS = "--data-parallel-start-rank", "--data-parallel-address"
PORTS = ("port", "master_port", "data_parallel_rpc_port")


@rule(
    "site.devices",
    says="this node runs {ranks} data parallel ranks of {world} NPUs each, and it has {devices} NPUs",
    places=(LOCAL, SIZE, TP, "--pipeline-parallel-size", "--prefill-context-parallel-size"),
    source="vllm_ascend/worker/worker.py",
)
def the_ranks_fit_into_the_node(v: CommandView) -> Iterator[Hit]:
    """The configuration checks this on CUDA only; on Ascend the workers fail, minutes later."""
    devices = v.devices
    if devices is None or v.tp < 1 or v.pp < 1 or v.pcp < 1 or v.dp_local < 1:
        return
    world = v.tp * v.pp * v.pcp
    ranks, nodes = v.dp_local, v.number("nnodes")
    if nodes > 1 and v.number("data_parallel_size") == 1:
        world, ranks = max(world // nodes, 1), 1
    if ranks * world <= devices:
        return
    fits = devices // world
    size = v.number("data_parallel_size")
    whole = fits and size > 1
    together = whole and v.command.nodes > 1
    whole = whole and not together
    fixes = some(
        changes({SIZE: fits * v.command.nodes, LOCAL: ABSENT}) if together else None,
        change(LOCAL, fits) if whole and size > v.dp_local else None,
        change(SIZE, fits) if whole and size == v.dp_local else None,
        change(TP, devices // ranks) if devices >= ranks and v.pp == v.pcp == 1 and devices % ranks == 0 else None,
    )
    engine = (
        f"local_world_size ({ranks * world}) must be less than or equal to the number of visible devices ({devices})."
    )
    yield hit_at(ranks=ranks, world=world, devices=devices, fixes=fixes, engine=engine)


@rule(
    "site.ranks_of_nodes",
    says="--data-parallel-size {size} is not the ranks of {nodes} nodes with {local} each; the head would wait without "
    "an end for the others",
    places=(SIZE, LOCAL),
    source="vllm, v1/engine/utils.py",
)
def the_nodes_run_all_ranks(v: CommandView) -> Iterator[Hit]:
    """Each node runs the same number of ranks; the head has no limit in the handshake and names no missing node."""
    nodes, size, local = v.command.nodes, v.number("data_parallel_size"), v.dp_local
    if nodes < 2 or size < 2 or v.number("nnodes") > 1 or v.external_lb or local < 1 or local * nodes == size:
        return
    world = max(v.tp * v.pp * v.pcp, 1)
    most = v.devices // world * nodes if v.devices else None
    below, above = size // nodes * nodes, (size // nodes + 1) * nodes
    sizes = [one for one in (below, above) if one >= nodes and (most is None or one <= most)]
    own = {} if local == max(size // nodes, 1) else {LOCAL: ABSENT}
    fixes = [changes({SIZE: one, **own}) for one in sizes if one != size]
    if own and size % nodes == 0 and (most is None or size <= most):
        fixes.insert(0, change(LOCAL, size // nodes))
    yield hit_at(size=size, nodes=nodes, local=local, fixes=some(*fixes))


@rule(
    "site.rank_overflow",
    says="the ranks {first} to {last} of this node go beyond --data-parallel-size {size}",
    places=(START, LOCAL, SIZE),
    source="vllm, v1/engine/utils.py",
)
def the_ranks_of_a_node_end_in_time(v: CommandView) -> Iterator[Hit]:
    """The head expects ranks 0 to size - 1, and refuses another one in the handshake."""
    size, (first, _) = v.number("data_parallel_size"), v.first_rank
    last = first + v.dp_local - 1
    if not v.given_rank and first < size <= last and v.dp_local <= size:
        fixes = (change(START, size - v.dp_local), change(LOCAL, size - first))
        yield hit_at(first=first, last=last, size=size, fixes=fixes)


@rule(
    "site.head_start_rank",
    says="--data-parallel-start-rank {rank} without --headless: this node would balance its ranks by itself",
    severity="warning",
    places=(START, "--headless"),
    source="vllm, entrypoints/cli/serve.py",
)
def only_a_headless_node_starts_later(v: CommandView) -> Iterator[Hit]:
    """A start rank on the head means hybrid balancing: its requests never reach the other nodes."""
    rank = v.number("data_parallel_start_rank", 0)
    if rank > 0 and not v.headless and not v.value("data_parallel_hybrid_lb"):
        yield hit_at(rank=rank, fixes=(change("--headless", True), change(START, ABSENT)))


@rule(
    "site.address",
    says="--data-parallel-address is {address}: the other nodes cannot reach it",
    places=(ADDRESS,),
    source="vllm, engine/arg_utils.py",
)
def the_head_has_an_address(v: CommandView) -> Iterator[Hit]:
    """With ranks on other nodes each of them connects to the head; without an address it is 127.0.0.1."""
    size = v.number("data_parallel_size")
    spread = size > 1 and 0 < v.dp_local < size and not v.external_lb
    address = v.value("data_parallel_address") or v.value("master_addr") or "127.0.0.1"
    if spread and v.number("nnodes") == 1 and address in ("127.0.0.1", "localhost", "::1", "0.0.0.0"):
        yield hit_at(address=address)


@rule("site.port", says="{flag} must be 1 to 65535; found {value}", source="vllm, config/parallel.py")
def ports_are_ports(v: CommandView) -> Iterator[Hit]:
    """The configuration takes any number; the socket does not."""
    for dest in PORTS:
        value, flag = v.value(dest), by_dest()[dest].flag
        if type(value) is int and not 1 <= value <= 65535:
            yield hit_at(flag, flag=flag, value=value, fixes=(change(flag, ABSENT),))


RULES: tuple[ServeRule, ...] = (
    the_ranks_fit_into_the_node,
    the_nodes_run_all_ranks,
    the_ranks_of_a_node_end_in_time,
    only_a_headless_node_starts_later,
    the_head_has_an_address,
    ports_are_ports,
)
