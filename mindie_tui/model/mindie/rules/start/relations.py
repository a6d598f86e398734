"""MindIE's daemon, before it starts: what several fields of config.json have to do with each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mindie_tui.model.documents.cpp_values import cast, is_int, is_ip, shown, type_name
from mindie_tui.model.documents.document import ABSENT, Json
from mindie_tui.model.finding import Place
from mindie_tui.model.mindie.parameters import catalogue, pointers
from mindie_tui.model.mindie.rules.fixes import rank_table as table_fixes, section as section_fixes
from mindie_tui.model.mindie.rules.rule import Found, Rule, at, edit, rule, some
from mindie_tui.model.mindie.rules.service_view import DEFAULT_INTER_NODE_PORT, Service, entries, variable_of

CONFIG = "config.json"
IDS = pointers.BACKEND + "/npuDeviceIds"


def _pair(s: Service, first: str, second: str) -> tuple[int, int] | None:
    """Two numbers of ScheduleConfig, where both are right by themselves."""
    if s.flagged(f"{pointers.SCHEDULE}/{first}", f"{pointers.SCHEDULE}/{second}"):
        return None
    a, b = s.number(s.schedule, first), s.number(s.schedule, second)
    return None if a is None or b is None else (a, b)


@rule(
    "start.npu_ids",
    says="npuDeviceIds[{index}] is {value}: it must be a list of NPU ids, such as [0, 1]",
    source="param_checker.cpp",
    mindie="Type of element in json array does not match integer",
)
def npu_ids_are_lists_of_numbers(s: Service) -> Iterator[Found]:
    """npuDeviceIds is a list of lists, a list for each instance, of integers of 0 and up."""
    lists = s.backend.get("npuDeviceIds")
    for i, ids in enumerate(lists if isinstance(lists, list) else ()):
        if not isinstance(ids, list):
            yield _bad_ids(s, f"{i}", ids, f"{IDS}/{i}")
            continue
        for k, npu in enumerate(ids):
            if not (is_int(npu) and npu >= 0):
                yield _bad_ids(s, f"{i}][{k}", npu, f"{IDS}/{i}/{k}")


def _bad_ids(s: Service, index: str, value: Json, pointer: str) -> Found:
    ids = section_fixes.ids_of(s)
    fix = edit("npuDeviceIds", ids) if ids else None
    return Found({"index": index, "value": shown(value)}, some(fix), (Place(CONFIG, pointer),))


@rule(
    "start.instances",
    places=("npuDeviceIds", "modelInstanceNumber"),
    source="backend_config.cpp",
    says="npuDeviceIds has {lists} lists, but modelInstanceNumber is {instances}: each instance needs its own list",
    mindie="The size of npuDeviceIds does not equal to modelInstanceNumber",
)
def each_instance_has_its_npus(s: Service) -> Iterator[Found]:
    """One list of NPU ids for each copy of the model."""
    lists, instances = s.backend.get("npuDeviceIds"), s.number(s.backend, "modelInstanceNumber")
    if isinstance(lists, list) and instances is not None and len(lists) != instances:
        fixes = [edit("modelInstanceNumber", len(lists))] if 1 <= len(lists) <= 10 else []
        if 1 <= instances < len(lists):
            fixes.append(edit("npuDeviceIds", lists[:instances]))
        size = s.number(s.model, "worldSize")
        if not fixes and size and 1 <= instances <= 10 and size <= 64:
            fixes.append(edit("npuDeviceIds", section_fixes.ids(size, instances)))
        yield Found({"lists": len(lists), "instances": instances}, some(*fixes))


@rule(
    "start.world_size",
    places=("worldSize", "npuDeviceIds"),
    source="backend_config.cpp",
    says="worldSize is {world_size}, but npuDeviceIds lists {listed} NPUs: both say how many NPUs ONE node has",
    mindie="The size of npuDeviceIds (subset) does not equal to worldSize",
)
def world_size_is_the_npus_of_one_node(s: Service) -> Iterator[Found]:
    """worldSize equals the length of each list in npuDeviceIds, on several nodes too, where the rank table replaces
    both afterwards."""
    lists, size = s.backend.get("npuDeviceIds"), s.number(s.model, "worldSize")
    if not isinstance(lists, list) or size is None:
        return
    for ids in lists:
        if isinstance(ids, list) and len(ids) != size:
            wholly = all(isinstance(other, list) and len(other) == len(ids) for other in lists)
            fixes = [edit("worldSize", len(ids))] if ids and wholly else []
            if 1 <= size <= 64:
                fixes.append(edit("npuDeviceIds", section_fixes.ids(size, len(lists))))
            yield Found({"world_size": size, "listed": len(ids)}, some(*fixes))
            return


@rule(
    "start.npu_twice",
    places=("npuDeviceIds",),
    source="backend_config.cpp",
    says="npuDeviceIds names NPU {npu} twice",
    mindie="npuDeviceID does not allow repetitive element",
)
def no_npu_stands_twice(s: Service) -> Iterator[Found]:
    """An NPU serves one rank. With several nodes the rank table's ids count instead."""
    lists = s.backend.get("npuDeviceIds")
    if s.uses_table or not isinstance(lists, list):
        return
    for i, ids in enumerate(lists):
        if isinstance(ids, list) and all(is_int(n) for n in ids) and len(set(ids)) != len(ids):
            twice = next(n for n in ids if ids.count(n) > 1)
            fix = edit(f"{IDS}/{i}", list(range(len(ids)))) if len(ids) <= 64 else None
            yield Found({"npu": twice}, some(fix), at((f"{IDS}/{i}",)))


@rule(
    "start.one_model",
    places=("templateType", pointers.MODELS),
    source="model_deploy_config.cpp",
    says="ModelConfig holds {models} models; templateType Standard serves exactly one",
    mindie="There should be one modelParam for Standard templateType.",
)
def standard_serves_one_model(s: Service) -> Iterator[Found]:
    """templateType Standard takes one entry of ModelConfig, Mix any number."""
    if s.schedule.get("templateType") == "Standard" and len(s.models) > 1:
        yield Found({"models": len(s.models)}, (edit(pointers.MODELS, s.models[:1]), edit("templateType", "Mix")))


@rule(
    "start.preempt_batch",
    places=("maxPreemptCount", "maxBatchSize"),
    source="schedule_config.cpp",
    says="maxPreemptCount is {count}, more than maxBatchSize, which is {batch}",
    mindie="The maxPreemptCount cannot be set greater than maxBatchsize, please set 'maxPreemptCount' to be not "
    "greater than 'maxBatchsize' in config.json.",
)
def no_more_is_preempted_than_runs(s: Service) -> Iterator[Found]:
    """No more requests can be preempted than a batch holds."""
    if (pair := _pair(s, "maxPreemptCount", "maxBatchSize")) and pair[0] > pair[1]:
        fixes = (edit("maxPreemptCount", pair[1]), edit("maxPreemptCount", 0))
        yield Found({"count": pair[0], "batch": pair[1]}, some(*fixes))


@rule(
    "start.preempt_memory",
    places=("cpuMemSize", "maxPreemptCount"),
    source="config_manager_impl.cpp",
    says="maxPreemptCount is {count}, so cpuMemSize must be more than 0: preempted requests wait in host memory",
    mindie="The value of modelParam.cpuMemSize can not be 0 when maxPreemptCount is not 0.",
)
def preempted_requests_need_host_memory(s: Service) -> Iterator[Found]:
    """What is preempted is swapped into cpuMemSize GiB of host memory."""
    count = s.number(s.schedule, "maxPreemptCount")
    if not count or s.flagged(f"{pointers.SCHEDULE}/maxPreemptCount"):
        return
    for i, model in enumerate(s.models):
        if isinstance(model, dict) and s.number(model, "cpuMemSize") == 0:
            memory = f"{pointers.MODELS}/{i}/cpuMemSize"
            yield Found(
                {"count": count}, (edit(memory, 5), edit("maxPreemptCount", 0)), at((memory, "maxPreemptCount"))
            )


@rule(
    "start.prefill_batch",
    places=("maxPrefillBatchSize", "maxBatchSize"),
    source="schedule_config.cpp",
    says="maxPrefillBatchSize is {prefill}, more than maxBatchSize, which is {batch}",
    mindie="scheduleParam.maxPrefillBatchSize [{prefill}] is out of bound [{batch}]",
)
def a_prefill_batch_fits_into_a_batch(s: Service) -> Iterator[Found]:
    """At most maxBatchSize requests are prefilled at once; 0 means as many."""
    if (pair := _pair(s, "maxPrefillBatchSize", "maxBatchSize")) and pair[0] > pair[1]:
        fixes = [edit("maxPrefillBatchSize", pair[1])]
        if pair[0] <= 819200:
            fixes.append(edit("maxBatchSize", pair[0]))
        yield Found({"prefill": pair[0], "batch": pair[1]}, some(*fixes))


@rule(
    "start.prefill_tokens",
    places=("maxPrefillTokens", "maxInputTokenLen"),
    source="config_manager_impl.cpp",
    says="maxPrefillTokens is {tokens}, less than maxInputTokenLen, which is {longest}: the longest input must fit",
    mindie="The value of maxPrefillTokens should not be less than maxInputTokenLen.",
)
def the_longest_input_fits_into_a_prefill(s: Service) -> Iterator[Found]:
    """Without templateType Mix an input is prefilled in one piece."""
    tokens, longest = s.number(s.schedule, "maxPrefillTokens"), s.number(s.deploy, "maxInputTokenLen")
    if tokens is None or longest is None or s.schedule.get("templateType") == "Mix" or tokens >= longest:
        return
    if not s.flagged(f"{pointers.SCHEDULE}/maxPrefillTokens", f"{pointers.DEPLOY}/maxInputTokenLen"):
        fixes = (edit("maxPrefillTokens", longest), edit("maxInputTokenLen", tokens))
        yield Found({"tokens": tokens, "longest": longest}, fixes)


@rule(
    "start.max_n",
    places=("maxN", "maxBatchSize"),
    source="schedule_config.cpp",
    says="maxN is {n}, more than maxBatchSize, which is {batch}",
    mindie="The maxN cannot be set greater than maxBatchSize, please set 'maxN' to be not greater than "
    "'maxBatchSize' in config.json.",
)
def the_widest_beam_fits_into_a_batch(s: Service) -> Iterator[Found]:
    """The samples of one request run in one batch."""
    if (pair := _pair(s, "maxN", "maxBatchSize")) and pair[0] > pair[1]:
        yield Found({"n": pair[0], "batch": pair[1]}, (edit("maxN", pair[1]), edit("maxN", ABSENT)))


@rule(
    "start.partial_prefills",
    places=("maxLongPartialPrefills", "maxNumPartialPrefills"),
    source="schedule_config.cpp",
    says="maxLongPartialPrefills is {long}: it must be 1 to maxNumPartialPrefills, which is {all}",
    mindie="scheduleParam.maxLongPartialPrefills [{long}] is out of bound [{all}]",
)
def long_prefills_are_some_of_all(s: Service) -> Iterator[Found]:
    """The long prefills that are cut at once are some of all long prefills; 8 of 64 by default."""
    where = pointers.SCHEDULE
    if s.flagged(f"{where}/maxLongPartialPrefills", f"{where}/maxNumPartialPrefills"):
        return
    long, all_ = (
        (cast(s.schedule.get(key, default), "size_t") or 0) & (2**32 - 1)
        for key, default in (("maxLongPartialPrefills", 8), ("maxNumPartialPrefills", 64))
    )
    if not 1 <= long <= all_:
        fixes = (edit("maxLongPartialPrefills", min(max(long, 1), all_)), edit("maxNumPartialPrefills", 64))
        yield Found({"long": long, "all": all_}, some(*fixes))


@rule(
    "start.stage_select",
    places=("stageSelectPolicy", "supportSelectBatch"),
    source="schedule_config.cpp",
    says="stageSelectPolicy is {value}: it must be 0, 1 or 2",
    mindie="scheduleParam.stageSelectPolicy [{value}] is out of bound [2]",
)
def the_stage_policy_is_known(s: Service) -> Iterator[Found]:
    """0, 1 or 2, read into 16 bits; supportSelectBatch true sets it to 1 whatever its value is."""
    value = s.number(s.schedule, "stageSelectPolicy")
    if value is None or s.flagged(f"{pointers.SCHEDULE}/stageSelectPolicy"):
        return
    if s.schedule.get("supportSelectBatch") is not True and value % 2**16 > 2:
        yield Found({"value": value}, (edit("stageSelectPolicy", 0), edit("stageSelectPolicy", ABSENT)))


@rule(
    "start.port_clash",
    places=("/ServerConfig/port", "multiNodesInferPort"),
    source="config_manager_impl.cpp",
    says="port and multiNodesInferPort are both {port}, on one node too",
    mindie="Endpoint port cannot be equal to multiNodesInferPort.",
)
def the_service_has_a_port_of_its_own(s: Service) -> Iterator[Found]:
    """port differs from multiNodesInferPort (1120 where absent), even when there is one node."""
    port = s.number(s.server, "port")
    if port is None or s.flagged(f"{pointers.SERVER}/port", f"{pointers.BACKEND}/multiNodesInferPort"):
        return
    if port == s.backend.get("multiNodesInferPort", DEFAULT_INTER_NODE_PORT):
        free = 1025 if port != 1025 else 1030
        other = DEFAULT_INTER_NODE_PORT if port != DEFAULT_INTER_NODE_PORT else 1122
        yield Found({"port": port}, (edit("/ServerConfig/port", free), edit("multiNodesInferPort", other)))


@rule(
    "start.address",
    says="{name} is {value}: it must be an IPv4 or IPv6 address{but}",
    source="common_util.cpp",
    mindie="Input {name} [{value}] is invalid",
)
def addresses_are_addresses(s: Service) -> Iterator[Found]:
    """ipAddress and managementIpAddress, or what overrides them in the environment. 0.0.0.0 and :: only with
    allowAllZeroIpListening."""
    zero = s.server.get("allowAllZeroIpListening") is True
    seen: set[tuple[str, Json]] = set()
    for env in s.envs:
        for key, variable in (
            ("ipAddress", "MIES_CONTAINER_IP"),
            ("managementIpAddress", "MIES_CONTAINER_MANAGEMENT_IP"),
        ):
            given = variable_of(env, variable)
            value = given or s.server.get(key if key in s.server else "ipAddress")
            if not isinstance(value, str) or is_ip(value, zero=zero) or (key, value) in seen:
                continue
            seen.add((key, value))
            if given:
                where: tuple[Place, ...] = (Place("environment", f"/{variable}"),)
                fixes = some(*table_fixes.of_variable(s, variable, env))
            else:
                name = key if key in s.server else "ipAddress"
                where = (Place(CONFIG, f"{pointers.SERVER}/{name}"),)
                fixes = some(edit(name, "127.0.0.2"))
                if is_ip(value, zero=True):
                    fixes = some(edit("allowAllZeroIpListening", True), *fixes)
                    where += (Place(CONFIG, f"{pointers.SERVER}/allowAllZeroIpListening"),)
            but = "; 0.0.0.0 and :: need allowAllZeroIpListening" if is_ip(value, zero=True) else ""
            neither = "" if "." in value or ":" in value else " format is invalid (neither IPv4 nor IPv6)"
            mindie = f"Input {key} [{value}]{neither or ' is invalid'}" if value else f"Input {key} is empty"
            values = {"name": variable if given else key, "value": shown(value), "but": but}
            yield Found(values, fixes, where, mindie=mindie)


@rule(
    "start.names",
    says="{name} must be a list of file names; found {value}",
    source="server_config.cpp",
    mindie="{name} init error",
)
def lists_of_files_hold_names(s: Service) -> Iterator[Found]:
    """Lists of certificate files are looked into where their TLS is on; interCommTLSEnabled is on by default."""
    for holder, at_, names in _looked_into(s):
        for name in names:
            value = holder.get(name, ABSENT)
            for k, item in enumerate(entries(value)):
                if not isinstance(item, str):
                    pointer = f"{at_}/{name}/{k}" if isinstance(value, list) else f"{at_}/{name}"
                    default = catalogue.by_pointer(f"{at_}/{name}")
                    fix = edit(f"{at_}/{name}", default.default) if default else None
                    yield Found({"name": name, "value": shown(item)}, some(fix), at((pointer,)))
                    break


_INTER_COMM = ("interCommTlsCert", "interCommTlsCaPath", "interCommPk", "interCommTlsCrlPath")


def _looked_into(s: Service) -> Iterator[tuple[dict[str, Any], str, tuple[str, ...]]]:
    if s.server.get("interCommTLSEnabled", True) is True:
        yield s.server, pointers.SERVER, ("interCommTlsCaFiles", "interCommTlsCrlFiles")
    if s.server.get("httpsEnabled") is True:
        names: tuple[str, ...] = ("tlsCaFile", "tlsCrlFiles")
        if not one_plane(s):
            names += ("managementTlsCaFile", "managementTlsCrlFiles", "metricsTlsCaFile", "metricsTlsCrlFiles")
        yield s.server, pointers.SERVER, tuple(n for n in names if isinstance(s.server.get(n), list))
    if s.layerwise:
        yield s.server, pointers.SERVER, ("layerwiseDisaggregatedSlaveIpAddress",)
    if s.backend.get("interNodeTLSEnabled") is True:
        names = ("interNodeTlsCaFiles", "interNodeTlsCrlFiles")
        yield s.backend, pointers.BACKEND, tuple(n for n in names if isinstance(s.backend.get(n), list))


def one_plane(s: Service) -> bool:
    """Service, management and metrics share address and port, so that one set of certificates serves."""
    env = s.env
    ip = variable_of(env, "MIES_CONTAINER_IP") or s.server.get("ipAddress")
    management = variable_of(env, "MIES_CONTAINER_MANAGEMENT_IP") or s.server.get(
        "managementIpAddress", s.server.get("ipAddress")
    )
    port = s.server.get("port")
    return ip == management and s.server.get("managementPort", port) == port == s.server.get("metricsPort")


@rule(
    "start.inter_comm",
    says="{name} is {value}: it must be {wanted}",
    source="server_config.cpp",
    mindie="JSON error in ConfigManager: [json.exception.type_error.302] type must be {cpp}, but is {got}",
)
def inter_comm_is_readable(s: Service) -> Iterator[Found]:
    """interCommTLSEnabled is read without a look at its type, and where it is on (the default) four texts are too."""
    flag = s.server.get("interCommTLSEnabled", True)
    if not isinstance(flag, bool):
        yield _comm("interCommTLSEnabled", flag, "true or false", "boolean", True)
    elif flag:
        for name in _INTER_COMM:
            value = s.server.get(name, ABSENT)
            if value is not ABSENT and not isinstance(value, str):
                default = catalogue.by_name(name)
                yield _comm(name, value, "text", "string", default.default if default else "")


def _comm(name: str, value: Json, wanted: str, cpp: str, default: Json) -> Found:
    values = {"name": name, "value": shown(value), "wanted": wanted, "cpp": cpp, "got": type_name(value)}
    return Found(values, some(edit(name, default), edit(name, ABSENT)), at((name,)))


RULES: tuple[Rule, ...] = (
    npu_ids_are_lists_of_numbers,
    each_instance_has_its_npus,
    world_size_is_the_npus_of_one_node,
    no_npu_stands_twice,
    standard_serves_one_model,
    no_more_is_preempted_than_runs,
    preempted_requests_need_host_memory,
    a_prefill_batch_fits_into_a_batch,
    the_longest_input_fits_into_a_prefill,
    the_widest_beam_fits_into_a_batch,
    long_prefills_are_some_of_all,
    the_stage_policy_is_known,
    the_service_has_a_port_of_its_own,
    addresses_are_addresses,
    lists_of_files_hold_names,
    inter_comm_is_readable,
)
