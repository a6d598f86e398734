"""Data parallel ranks: how many, which of them on this node, over how many nodes, balanced by whom."""

from __future__ import annotations

from collections.abc import Iterator

from mindie_tui.model.documents.cpp_values import shown
from mindie_tui.model.documents.document import ABSENT
from mindie_tui.model.message import Message
from mindie_tui.model.vllm_ascend.rules.rule import Hit, ServeRule, change, hit_at, rule, some
from mindie_tui.model.vllm_ascend.rules.view import CommandView

SOURCE = "vllm, engine/arg_utils.py and config/parallel.py"
SIZE, LOCAL = "--data-parallel-size", "--data-parallel-size-local"
RANK, START = "--data-parallel-rank", "--data-parallel-start-rank"
EXTERNAL, HYBRID = "--data-parallel-external-lb", "--data-parallel-hybrid-lb"
ONE_HOST = ("mp", "uni", "external_launcher")
"""Executors that can run one rank over several nodes without Ray."""


@rule(
    "configuration.dp_local",
    says="--data-parallel-size-local {local} is above --data-parallel-size {size}",
    places=(LOCAL, SIZE),
    source=SOURCE,
)
def local_ranks_are_among_all(v: CommandView) -> Iterator[Hit]:
    """The ranks of a node are some of all ranks."""
    size = v.number("data_parallel_size")
    if size >= 1 and v.dp_local > size:
        engine = f"data_parallel_size_local ({v.dp_local}) must be <= data_parallel_size ({size})"
        fixes = (change(LOCAL, size), change(SIZE, v.dp_local))
        yield hit_at(local=v.dp_local, size=size, fixes=fixes, engine=engine)


@rule(
    "configuration.dp_rank",
    says="rank {rank} of {flag} is outside of the ranks 0 to {last} of --data-parallel-size {size}",
    source=SOURCE,
)
def ranks_are_within_dp(v: CommandView) -> Iterator[Hit]:
    """The first rank of a node with `local` ranks is at most data_parallel_size - local."""
    size = v.number("data_parallel_size")
    if size < 1 or size == 1 and v.dp_local != 0:
        return
    rank, flag = v.first_rank
    if rank >= size:
        engine = f"data_parallel_rank ({rank}) must be in the range [0, {size})"
        fits = size - v.dp_local if 0 < v.dp_local <= size else size - 1
        places = (flag, SIZE, *((RANK,) if flag != RANK else ()))
        fixes = (change(flag, fits),) if flag in (RANK, START) else ()
        yield hit_at(*places, rank=rank, flag=flag, last=size - 1, size=size, fixes=fixes, engine=engine)


@rule("configuration.external_lb", says="{flag} {needs}", source=SOURCE)
def an_external_rank_is_alone(v: CommandView) -> Iterator[Hit]:
    """With balancing from outside each process is one rank of a mixture-of-experts model; for a dense model, start
    independent services instead."""
    if not v.external_lb:
        return
    size = v.number("data_parallel_size")
    flag = RANK if v.given_rank else EXTERNAL
    inferred = v.number("nnodes") > 1 and size > 1
    if not v.given_rank and not inferred:
        engine = "data_parallel_rank or node_rank must be specified if data_parallel_external_lb is enable."
        yield hit_at(
            EXTERNAL,
            RANK,
            "--node-rank",
            flag=flag,
            needs=Message("needs --data-parallel-rank or --node-rank"),
            engine=engine,
        )
        return
    if size > 1 and v.moe is False:
        engine = "Non-MoE models do not support external data parallel mode."
        needs = Message("is for mixture-of-experts models; this one is dense")
        yield hit_at(flag, SIZE, flag=flag, needs=needs, fixes=(change(flag, ABSENT),), engine=engine)
    local = v.value("data_parallel_size_local")
    if local not in (1, None):
        engine = "data_parallel_size_local must be 1 or None when data_parallel_rank is set"
        needs = Message("makes this process one rank: {flag} must be 1 or absent; found {n}", flag=LOCAL, n=local)
        yield hit_at(LOCAL, RANK, flag=flag, needs=needs, fixes=(change(LOCAL, 1), change(flag, ABSENT)), engine=engine)
    if size <= 1:
        engine = "data_parallel_external_lb can only be set when data_parallel_size > 1"
        yield hit_at(
            flag,
            EXTERNAL,
            SIZE,
            flag=flag,
            needs=Message("needs --data-parallel-size above 1"),
            fixes=(change(flag, ABSENT),),
            engine=engine,
        )


@rule("configuration.hybrid_lb", says="{flag} {needs}", source=SOURCE)
def hybrid_balancing_has_local_ranks(v: CommandView) -> Iterator[Hit]:
    """Each node balances its own ranks, so each has an API server, and its number of ranks is given. A start rank above
    0 on a node that is not headless means the same."""
    local, start = v.value("data_parallel_size_local"), v.value("data_parallel_start_rank")
    if v.value("data_parallel_hybrid_lb"):
        if v.headless:
            engine = "data_parallel_hybrid_lb is not applicable in headless mode"
            fixes = (change(HYBRID, ABSENT), change("--headless", ABSENT))
            yield hit_at(
                HYBRID,
                "--headless",
                flag=HYBRID,
                needs=Message("excludes {flag}", flag="--headless"),
                fixes=fixes,
                engine=engine,
            )
        if local is None and not v.external_lb:
            engine = "data_parallel_size_local must be set to use data_parallel_hybrid_lb."
            yield hit_at(HYBRID, LOCAL, flag=HYBRID, needs=Message("needs {flag}", flag=LOCAL), engine=engine)
    elif not start or v.headless or v.external_lb:
        return
    if local == 1 and v.number("data_parallel_size") <= 1 and not v.headless:
        engine = "data_parallel_external_lb can only be set when data_parallel_size > 1"
        flag = HYBRID if v.value("data_parallel_hybrid_lb") else START
        yield hit_at(
            flag, EXTERNAL, SIZE, flag=flag, needs=Message("needs --data-parallel-size above 1"), engine=engine
        )


@rule("configuration.nnodes", says="{flag} {needs}", source=SOURCE)
def nodes_share_the_world(v: CommandView) -> Iterator[Hit]:
    """--nnodes spreads the whole world (dp x pp x tp) evenly over the nodes; --node-rank counts from 0."""
    nodes, rank = v.number("nnodes"), v.number("node_rank", 0)
    if nodes <= 1:
        return
    world = v.number("data_parallel_size") * v.pp * v.tp
    if world % nodes:
        engine = f"world_size={world} must be divisible by nnodes={nodes}."
        places = ["--nnodes", "--tensor-parallel-size", "--pipeline-parallel-size", SIZE]
        needs = Message("{nodes} must divide the world size {world} (dp x pp x tp)", nodes=nodes, world=world)
        yield hit_at(*places, flag="--nnodes", needs=needs, engine=engine)
    if rank >= nodes:
        engine = f"node_rank={rank} must be less than nnodes={nodes}."
        places = ["--node-rank", "--nnodes"]
        needs = Message("{rank} must be below --nnodes {nodes}", rank=rank, nodes=nodes)
        yield hit_at(*places, flag="--node-rank", needs=needs, fixes=(change("--node-rank", nodes - 1),), engine=engine)
    if rank < 0:
        engine = "data_parallel_rank: Input should be greater than or equal to 0"
        yield hit_at(
            "--node-rank", RANK, flag="--node-rank", needs=Message("{rank} must be 0 and up", rank=rank), engine=engine
        )
    backend = v.value("distributed_executor_backend")
    if backend is not None and backend not in ONE_HOST:
        engine = "nnodes > 1 can only be set when distributed executor backend is mp, uni or external_launcher."
        flag = "--distributed-executor-backend"
        needs = Message("excludes {flag}", flag=f"{flag} {backend}")
        yield hit_at("--nnodes", flag, flag="--nnodes", needs=needs, fixes=(change(flag, "mp"),), engine=engine)
    if v.value("data_parallel_backend") == "ray":
        engine = "nnodes > 1 is only supported with data_parallel_backend=mp"
        flag = "--data-parallel-backend"
        needs = Message("excludes {flag}", flag=f"{flag} ray")
        yield hit_at("--nnodes", flag, flag="--nnodes", needs=needs, fixes=(change(flag, "mp"),), engine=engine)


@rule(
    "configuration.executor",
    says="--distributed-executor-backend {value} {needs}",
    places=("--distributed-executor-backend",),
    source="vllm, v1/executor/abstract.py",
)
def the_executor_is_known(v: CommandView) -> Iterator[Hit]:
    """mp, uni, ray, external_launcher, or the import path of a class."""
    backend = v.value("distributed_executor_backend")
    if not isinstance(backend, str):
        return
    value, off = shown(backend), change("--distributed-executor-backend", ABSENT)
    if backend not in (*ONE_HOST, "ray") and "." not in backend:
        engine = "not enough values to unpack (expected 2, got 1)"
        needs = Message("is unknown: use mp, uni, ray or external_launcher")
        yield hit_at(value=value, needs=needs, fixes=(off,), engine=engine)
    elif v.pp > 1 and backend not in ("ray", "mp", "external_launcher"):
        engine = (
            "Pipeline Parallelism without Ray distributed executor or multiprocessing executor or external launcher is "
            "not supported."
        )
        places = ("--distributed-executor-backend", "--pipeline-parallel-size")
        yield hit_at(*places, value=value, needs=Message("has no pipeline parallel"), fixes=some(off), engine=engine)
    elif backend == "external_launcher" and v.number("data_parallel_size") > 1 and v.variable("RANK") is None:
        needs = Message("with data parallel needs the variable RANK, which its launcher sets")
        yield hit_at("--distributed-executor-backend", "$RANK", value=value, needs=needs, engine="KeyError: 'RANK'")


RULES: tuple[ServeRule, ...] = (
    local_ranks_are_among_all,
    ranks_are_within_dp,
    an_external_rank_is_alone,
    hybrid_balancing_has_local_ranks,
    nodes_share_the_world,
    the_executor_is_known,
)
