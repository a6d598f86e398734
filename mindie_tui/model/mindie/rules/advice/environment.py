"""Nobody complains: variables that will not do what was meant."""

from __future__ import annotations

from collections.abc import Iterator

from mindie_tui.model.documents.cpp_values import shown
from mindie_tui.model.finding import Fix, Place
from mindie_tui.model.mindie.parameters import catalogue, pointers
from mindie_tui.model.mindie.rules.rule import Found, Rule, hit, rule
from mindie_tui.model.mindie.rules.service_view import Service
from mindie_tui.model.mindie.rules.site.placement import variable
from mindie_tui.model.mindie.rules.spelling import nearest, one_slip

_DECLARED = {f.name: f for f in catalogue.ENVIRONMENT}
_NAMES = frozenset(_DECLARED)
_OUR_PREFIXES = ("MINDIE_", "MIES_", "HCCL_", "ATB_", "NPU_", "GLOO_", "PYTORCH_", "OMP_", "MASTER_", "RANK", "WORLD_")
LONGEST = 256
_READ_BY_DAEMON = frozenset(
    "MIES_CONTAINER_IP MIES_CONTAINER_MANAGEMENT_IP RANK_TABLE_FILE HOST_IP MINDIE_LOG_LEVEL MINDIE_LOG_TO_FILE "
    "MINDIE_LOG_TO_STDOUT MIES_SERVICE_MONITOR_MODE MIES_INSTALL_PATH MIES_CONFIG_JSON_PATH".split()
)


def _at(name: str) -> tuple[Place, ...]:
    return (Place("environment", f"/{name}"),)


@rule("advice.variable", says="{name} is {value}: it must be {wanted}", source="facts of MindIE's variables")
def variables_hold_what_they_should(s: Service) -> Iterator[Found]:
    """Each known variable has a form; what does not fit is mostly taken as not set, in silence, and HCCL ends with
    EI0001."""
    for name, value in s.env.items():
        field = _DECLARED.get(name)
        if field is not None and name != "NPU_MEMORY_FRACTION" and (wrong := field.kind.wrong(value)) is not None:
            nearest = (variable(name, wrong.nearest),) if isinstance(wrong.nearest, str) else ()
            values = {"name": name, "value": shown(value), "wanted": field.kind.words()}
            yield Found(values, (*nearest, variable(name, None)), _at(name))
        if name in _READ_BY_DAEMON and len(value.encode(errors="replace")) > LONGEST and name != "RANK_TABLE_FILE":
            says = "{name} is longer than {longest} bytes: MindIE takes it as not set"
            yield hit(says, *_at(name), fixes=(variable(name, None),), name=name, longest=LONGEST)


@rule("advice.variable_name", says="{name} is not in our list of variables", source="facts of MindIE's variables")
def variables_are_spelled_as_mindie_does(s: Service) -> Iterator[Found]:
    """A misspelt variable is as if it were not set. One slip of the hand is a misspelling; any other name may well be
    a variable that is not in our list."""
    for name, value in s.env.items():
        if name in _DECLARED or not name.startswith(_OUR_PREFIXES):
            continue
        meant = nearest(name, _NAMES)
        if meant is None or not one_slip(name, meant):
            yield Found({"name": name}, (), _at(name), "note")
        elif meant in s.env:
            says = "{name} is not in our list of variables, and {meant}, which is, is set too: is one of them a slip?"
            yield hit(says, *_at(name), fixes=(variable(name, None),), name=name, meant=meant)
        else:
            says = "{name} is not in our list of variables; did you mean {meant}?"
            edits = (*variable(name, None).edits, *variable(meant, value).edits)
            yield hit(
                says, *_at(name), fixes=(Fix(f"{meant} = {value}", edits, "environment"),), name=name, meant=meant
            )


_EXCLUDE: tuple[tuple[str, str, tuple[str, str], str, str], ...] = (
    # two variables, the values that exclude each other (empty: any), what to say, which to take out
    (
        "HCCL_INTRA_PCIE_ENABLE",
        "HCCL_INTRA_ROCE_ENABLE",
        ("1", "1"),
        "{one} and {other} are both 1: HCCL takes one of them at most (EI0001)",
        "HCCL_INTRA_ROCE_ENABLE",
    ),
    (
        "HCCL_INTRA_PCIE_ENABLE",
        "HCCL_INTRA_ROCE_ENABLE",
        ("0", "0"),
        "{one} and {other} are both 0: HCCL's document has no such pair; one of them must be 1",
        "HCCL_INTRA_PCIE_ENABLE",
    ),
    (
        "HCCL_HOST_SOCKET_PORT_RANGE",
        "HCCL_IF_BASE_PORT",
        ("", ""),
        "{one} and {other} are both set: HCCL takes {one}, and {other} has no effect",
        "HCCL_IF_BASE_PORT",
    ),
    (
        "HCCL_IF_IP",
        "HCCL_SOCKET_IFNAME",
        ("", ""),
        "{one} and {other} are both set: HCCL takes {one}, and {other} has no effect",
        "HCCL_SOCKET_IFNAME",
    ),
)
_NEED: tuple[tuple[str, str, str, str], ...] = (
    # a variable, its value (empty: any), what it needs, what to say
    (
        "HCCL_WHITELIST_DISABLE",
        "0",
        "HCCL_WHITELIST_FILE",
        "{one} is 0, and {other} is not set: no address may take part",
    ),
    ("HCCL_OP_RETRY_PARAMS", "", "HCCL_OP_RETRY_ENABLE", "{one} has no effect without {other}"),
)


@rule("advice.variable_pair", says="{one} and {other} exclude each other", source="HCCL's environment variables")
def variables_go_together(s: Service) -> Iterator[Found]:
    """Pairs of which HCCL uses only one, and variables that have no effect without another."""
    env = s.env
    for one, other, (first, second), says, out in _EXCLUDE:
        if one in env and other in env and first in ("", env[one]) and second in ("", env[other]):
            yield hit(says, *_at(one), *_at(other), fixes=(variable(out, None),), one=one, other=other)
    for one, value, other, says in _NEED:
        if one in env and value in ("", env[one]) and not env.get(other):
            yield hit(says, *_at(one), *_at(other), fixes=(variable(one, None),), one=one, other=other)


@rule("advice.log", says="{name} is {value}: {so}", source="set_env.sh; facts of the log")
def the_log_can_be_followed(s: Service) -> Iterator[Found]:
    """set_env.sh sets MINDIE_LOG_LEVEL=ERROR and MINDIE_LOG_TO_STDOUT=0: then most phases of the start are not seen."""
    level = s.env.get("MINDIE_LOG_LEVEL", "")
    if level and level.split(":")[-1].strip().upper() not in ("DEBUG", "INFO"):
        so = "the phases of the start are logged at INFO, and will not be seen"
        yield Found(
            {"name": "MINDIE_LOG_LEVEL", "value": level, "so": so},
            (variable("MINDIE_LOG_LEVEL", "INFO"),),
            _at("MINDIE_LOG_LEVEL"),
        )
    stdout = s.env.get("MINDIE_LOG_TO_STDOUT", "")
    if stdout and stdout.split(":")[-1].strip() not in ("1", "true"):
        so = "the log stays in files on the node, and the start cannot be followed"
        yield Found(
            {"name": "MINDIE_LOG_TO_STDOUT", "value": stdout, "so": so},
            (variable("MINDIE_LOG_TO_STDOUT", "1"),),
            _at("MINDIE_LOG_TO_STDOUT"),
        )


@rule("advice.monitor", says="MIES_SERVICE_MONITOR_MODE is {value}: /metrics answers 500", source="metrics")
def metrics_are_on(s: Service) -> Iterator[Found]:
    """/metrics needs MIES_SERVICE_MONITOR_MODE=1."""
    value = s.env.get("MIES_SERVICE_MONITOR_MODE")
    if value is not None and value != "1":
        fix = (variable("MIES_SERVICE_MONITOR_MODE", "1"),)
        yield Found({"value": value or '""'}, fix, _at("MIES_SERVICE_MONITOR_MODE"))


@rule("advice.master_port", says="MASTER_PORT is {port}, which {name} has too", source="operators' guide")
def the_workers_port_is_their_own(s: Service) -> Iterator[Found]:
    """The workers meet on MASTER_PORT of the master, where service, management and metrics listen too."""
    port = s.env.get("MASTER_PORT", "")
    for holder, where, name in (
        (s.server, pointers.SERVER, "port"),
        (s.server, pointers.SERVER, "managementPort"),
        (s.server, pointers.SERVER, "metricsPort"),
        (s.backend, pointers.BACKEND, "multiNodesInferPort"),
    ):
        if port.isdecimal() and holder.get(name) == int(port):
            places = (*_at("MASTER_PORT"), Place("config.json", f"{where}/{name}"))
            yield Found({"port": port, "name": name}, (variable("MASTER_PORT", "29500"),), places)


@rule("advice.torch_variables", says="backendType torch needs {name} in the environment", source="facts of torch")
def torch_has_its_variables(s: Service) -> Iterator[Found]:
    """torch's workers find each other by the interface of MIES_CONTAINER_IP; set_env.sh gives HCCL_BUFFSIZE."""
    if s.model.get("backendType") == "torch" and s.environment_known and not s.env.get("GLOO_SOCKET_IFNAME"):
        yield Found({"name": "GLOO_SOCKET_IFNAME"}, (), _at("GLOO_SOCKET_IFNAME"))


@rule(
    "advice.proxy",
    says="{name} is set: gRPC between the nodes and the bench go through the proxy",
    source="facts of the start",
)
def no_proxy_is_set(s: Service) -> Iterator[Found]:
    """gRPC and AISBench honour proxies; the start script takes them out, and what the profile exports comes back."""
    for name in s.env:
        if name.lower() in ("http_proxy", "https_proxy", "all_proxy", "grpc_proxy"):
            yield Found({"name": name}, (variable(name, None),), _at(name))


@rule("advice.world_variable", says="WORLD_SIZE is {value}, and W is {world}", source="A3_single.sh")
def world_size_variable_is_w(s: Service) -> Iterator[Found]:
    """WORLD_SIZE decides nothing, but what reads it should see the NPUs of all nodes."""
    value, world = s.env.get("WORLD_SIZE"), s.world
    if value and world is not None and value != str(world):
        yield Found({"value": value, "world": world}, (variable("WORLD_SIZE", str(world)),), _at("WORLD_SIZE"))


@rule("advice.master", says="MASTER_IP is {value}, and the first node is {master}", source="operators' guide")
def master_ip_is_the_first_node(s: Service) -> Iterator[Found]:
    """The first node of the rank table is the master."""
    value, master = s.env.get("MASTER_IP"), s.site.ips[0] if s.site.ips else None
    if value and master and value != master:
        yield Found({"value": value, "master": master}, (variable("MASTER_IP", master),), _at("MASTER_IP"))


@rule("advice.fraction", says="NPU_MEMORY_FRACTION is {value}: {so}", severity="note", source="the operators' guide")
def the_fraction_leaves_room(s: Service) -> Iterator[Found]:
    """The least with which the service starts is the most stable; with npuMemSize above 0 it has no effect."""
    value = s.env.get("NPU_MEMORY_FRACTION", "")
    try:
        fraction = float(value)
    except ValueError:
        return
    memory = s.model.get("npuMemSize")
    if type(memory) is int and memory > 0:
        places = (*_at("NPU_MEMORY_FRACTION"), Place("config.json", f"{pointers.MODEL}/npuMemSize"))
        says = "NPU_MEMORY_FRACTION has no effect, because npuMemSize is {memory} GiB"
        yield hit(says, *places, memory=memory)
    elif 0.92 < fraction <= 1:
        so = "under high concurrency at most 0.92 is advised; take the least that starts"
        yield Found({"value": value, "so": so}, (variable("NPU_MEMORY_FRACTION", "0.92"),), _at("NPU_MEMORY_FRACTION"))


@rule(
    "advice.async",
    says="MINDIE_ASYNC_SCHEDULING_ENABLE is 1, and maxBatchSize {batch} is at most 50: it stays off",
    severity="note",
    source="GPUStack's checks",
)
def asynchronous_scheduling_has_batches(s: Service) -> Iterator[Found]:
    """Small batches are scheduled synchronously."""
    batch = s.number(s.schedule, "maxBatchSize")
    if s.env.get("MINDIE_ASYNC_SCHEDULING_ENABLE") == "1" and batch is not None and 0 < batch <= 50:
        places = (*_at("MINDIE_ASYNC_SCHEDULING_ENABLE"), Place("config.json", f"{pointers.SCHEDULE}/maxBatchSize"))
        yield Found({"batch": batch}, (), places)


RULES: tuple[Rule, ...] = (
    variables_hold_what_they_should,
    variables_are_spelled_as_mindie_does,
    variables_go_together,
    the_log_can_be_followed,
    metrics_are_on,
    the_workers_port_is_their_own,
    torch_has_its_variables,
    no_proxy_is_set,
    world_size_variable_is_w,
    master_ip_is_the_first_node,
    the_fraction_leaves_room,
    asynchronous_scheduling_has_batches,
)
