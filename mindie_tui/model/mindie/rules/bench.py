"""AISBench's settings, against AISBench's own limits and against the service that it will send requests to."""

from __future__ import annotations

import keyword
from collections.abc import Iterator

from mindie_tui.model.bench import fields as bf
from mindie_tui.model.bench.fields import AISBENCH, BY_POINTER, PARTS, BenchField
from mindie_tui.model.documents import document
from mindie_tui.model.documents.cpp_values import is_int, shown
from mindie_tui.model.documents.document import ABSENT, Edit, Json
from mindie_tui.model.finding import Fix, Place
from mindie_tui.model.mindie.artefacts.service_values import service_values
from mindie_tui.model.mindie.parameters import pointers
from mindie_tui.model.mindie.rules.rule import Found, Rule, edit, hit, rule, some
from mindie_tui.model.mindie.rules.service_view import Service, variable_of
from mindie_tui.model.mindie.rules.site.placement import service_address

WRITTEN = frozenset({"attr", "type", "abbr", "stream"})
"""Keys of AISBench's model config that the bench writes itself."""


def at(part: str, name: str, group: str = "settings/") -> Place:
    """The place of a setting in the profile."""
    return Place(bf.FILE, f"/bench/{part}/{group}{name}")


def setting(part: str, name: str, value: Json, group: str = "settings/") -> Fix:
    """The fix that sets one of AISBench's settings; ABSENT takes it out."""
    pointer = at(part, name, group).pointer
    if value is ABSENT:
        return Fix(f"without {name}", (Edit("remove", pointer),), bf.FILE)
    return Fix(f"{name} = {shown(value)}", (Edit("replace", pointer, value),), bf.FILE)


def parts(s: Service) -> list[str]:
    """The parts of the bench that are run."""
    return [part for part in PARTS if s.bench is not None and getattr(s.bench, part) is not None]


def setting_of(s: Service, part: str, name: str, group: str = "settings/") -> Json:
    """The value that AISBench gets for one setting: from the profile, the service or its own default."""
    assert s.bench is not None
    return bf.effective(s.bench, BY_POINTER[at(part, name, group).pointer], service_values(s.config), s.env)


def number(s: Service, part: str, name: str, group: str = "settings/") -> int | None:
    """An integer setting of AISBench; None where it is not one, which another rule reports."""
    value = setting_of(s, part, name, group)
    return value if type(value) is int else None


def by_hand(s: Service, part: str, name: str) -> Json:
    """The profile's own value of a setting that is otherwise derived from the service; ABSENT, null and "" derive
    it."""
    assert s.bench is not None
    value = bf.value_of(s.bench, at(part, name).pointer)
    return ABSENT if value in (None, "") else value


@rule("site.bench", says="the profile's bench settings differ from the service's", source=AISBENCH)
def the_bench_asks_this_service(s: Service) -> Iterator[Found]:
    """What the profile gives AISBench by hand (model, host_ip, host_port) must be what the service has."""
    for part in parts(s):
        model, asked = s.model.get("modelName"), by_hand(s, part, "model")
        if isinstance(model, str) and asked not in (ABSENT, model):
            fixes = some(edit("modelName", asked) if isinstance(asked, str) else None, setting(part, "model", ABSENT))
            says = "the bench asks for model {asked}, and the service is called {model}"
            yield hit(says, at(part, "model"), "modelName", fixes=fixes, asked=asked, model=model)
        port, asked = s.server.get("port"), by_hand(s, part, "host_port")
        if is_int(port) and asked not in (ABSENT, port):
            right = edit("/ServerConfig/port", asked) if is_int(asked) else None
            fixes = some(setting(part, "host_port", ABSENT), right)
            says = "the bench asks port {asked}, and the service listens on {port}"
            yield hit(says, at(part, "host_port"), "/ServerConfig/port", fixes=fixes, asked=asked, port=port)
        address, host = service_address(s, s.env), by_hand(s, part, "host_ip")
        everywhere = address in ("", "0.0.0.0", "::")
        if s.environment_known and isinstance(host, str) and not everywhere and host not in (address, "localhost"):
            variable = bool(variable_of(s.env, "MIES_CONTAINER_IP"))
            where = Place("environment", "/MIES_CONTAINER_IP") if variable else f"{pointers.SERVER}/ipAddress"
            says = "the bench asks {host}, and the service listens on {address}"
            yield hit(
                says, at(part, "host_ip"), where, fixes=(setting(part, "host_ip", ABSENT),), host=host, address=address
            )


@rule("site.bench_limits", says="AISBench refuses a setting", source="ais_bench_benchmark 3.1, utils/config/build.py")
def every_setting_is_within_the_limits_of_aisbench(s: Service) -> Iterator[Found]:
    """AISBench enforces a type and a range for each setting, and says so minutes later, at times with exit status 0."""
    bench = s.bench
    for one in bf.FIELDS if bench is not None else ():
        assert bench is not None
        value = bf.value_of(bench, one.field.pointer) if bf.given(bench, one.field.pointer) else ABSENT
        if value is ABSENT or (one.follows and value in (None, "")):
            continue
        if (wrong := one.field.kind.wrong(value)) is not None:
            says = "{setting} is {value}: it must be {wanted}"
            nearest = wrong.nearest
            fixes = (_fix(one, nearest),) if nearest is not ABSENT else (_fix(one, ABSENT),)
            yield hit(
                says,
                Place(bf.FILE, one.field.pointer),
                fixes=fixes,
                setting=one.field.name,
                value=shown(value),
                wanted=one.field.kind.words(),
            )


def _fix(one: BenchField, value: Json) -> Fix:
    pointer = one.field.pointer
    if value is ABSENT:
        return Fix(f"without {one.field.name}", (Edit("remove", pointer),), bf.FILE)
    return Fix(f"{one.field.name} = {shown(value)}", (Edit("replace", pointer, value),), bf.FILE)


@rule("site.bench_keys", says="a profile must not contain a key", source=AISBENCH)
def the_bench_writes_its_own_keys(s: Service) -> Iterator[Found]:
    """attr, type, abbr and stream follow from `models` and the installed version; a key is named by api_key_env."""
    bench = s.bench
    for one in bf.own_keys(bench) if bench is not None else ():
        name, fix = one.field.name, (_fix(one, ABSENT),)
        group = document.tokens(one.field.pointer)[2]
        where = Place(bf.FILE, one.field.pointer)
        if name in WRITTEN and group == "settings":
            yield hit("{setting} is written by the bench itself", where, fixes=fix, setting=name)
        elif name == "api_key":
            says = "a key has no place in a profile: write the name of its variable under bench.api_key_env"
            yield hit(says, where, fixes=fix)
        elif not name.isidentifier() or keyword.iskeyword(name):
            says = "{setting} is not a possible setting of AISBench"
            yield hit(says, where, fixes=fix, setting=shown(name))


@rule("site.bench_https", says="HTTPS on one side only", source="AISBench's enable_ssl; server_config.cpp")
def both_speak_https_or_neither(s: Service) -> Iterator[Found]:
    """enable_ssl of AISBench and httpsEnabled of the service are two switches of one line."""
    https = s.server.get("httpsEnabled")
    for part in parts(s) if isinstance(https, bool) else ():
        asks = setting_of(s, part, "enable_ssl")
        if not isinstance(asks, bool) or asks == https or by_hand(s, part, "url") is not ABSENT:
            continue
        alike = setting(part, "enable_ssl", https)
        places = (at(part, "enable_ssl"), "httpsEnabled")
        if https:
            yield hit(
                "httpsEnabled is true, and the bench asks over plain HTTP",
                *places,
                fixes=(edit("httpsEnabled", False), alike),
            )
        else:
            yield hit("enable_ssl is true, and the service speaks plain HTTP", *places, fixes=(alike,))


@rule(
    "advice.bench_output",
    severity="note",
    says="answers end before max_out_len",
    source="maxIterTimes caps the output length",
)
def the_service_gives_answers_that_long(s: Service) -> Iterator[Found]:
    """maxIterTimes caps each answer of the service, whatever a request asks for. In an accuracy run a cut answer is
    mostly a wrong one."""
    longest = s.number(s.schedule, "maxIterTimes")
    for part in parts(s) if longest else ():
        asked = number(s, part, "max_out_len")
        if asked is not None and longest is not None and asked > longest:
            says = "max_out_len is {asked}, and the service ends each answer at maxIterTimes, which is {longest}"
            fixes = (edit("maxIterTimes", asked), setting(part, "max_out_len", longest))
            yield hit(says, at(part, "max_out_len"), "maxIterTimes", fixes=fixes, asked=asked, longest=longest)


@rule("advice.bench_length", says="input and output do not fit together", source="model_deploy_config.cpp")
def input_and_output_fit_into_a_sequence(s: Service) -> Iterator[Found]:
    """maxSeqLen holds input and output together: with the longest input the answer is cut below max_out_len."""
    whole, longest = s.number(s.deploy, "maxSeqLen"), s.number(s.deploy, "maxInputTokenLen")
    for part in parts(s) if whole is not None and longest is not None else ():
        assert whole is not None and longest is not None
        asked, both = number(s, part, "max_out_len"), number(s, part, "max_seq_len")
        if asked is not None and asked >= whole:
            says = "max_out_len is {asked}, but input and output together must fit in maxSeqLen, which is {whole}"
            yield hit(
                says,
                at(part, "max_out_len"),
                "maxSeqLen",
                asked=asked,
                whole=whole,
                fixes=(edit("maxSeqLen", asked + longest),),
            )
        elif asked is not None and asked + longest > whole:
            says = (
                "the longest input (maxInputTokenLen {longest}) and max_out_len {asked} are {sum} tokens, more "
                "than maxSeqLen, which is {whole}: such an answer is cut"
            )
            yield hit(
                says,
                at(part, "max_out_len"),
                "maxSeqLen",
                "maxInputTokenLen",
                longest=longest,
                asked=asked,
                sum=asked + longest,
                whole=whole,
                fixes=(edit("maxSeqLen", asked + longest),),
                severity="warning" if part == "accuracy" else "note",
            )
        if both is not None and both > whole and by_hand(s, part, "max_seq_len") is not ABSENT:
            says = "max_seq_len is {both}, more than the service's maxSeqLen, which is {whole}"
            yield hit(
                says,
                at(part, "max_seq_len"),
                "maxSeqLen",
                both=both,
                whole=whole,
                fixes=(setting(part, "max_seq_len", whole), edit("maxSeqLen", both)),
            )


def load(s: Service, part: str) -> int | None:
    """Requests that can run at once: the largest concurrency of the profile, at most the number of requests."""
    asked = [number(s, part, "batch_size")]
    if part == "performance":
        swept = setting_of(s, part, "batch_size", "sweep/")
        asked += [n for n in swept if type(n) is int] if isinstance(swept, list) else []
    most = max((n for n in asked if n is not None), default=None)
    prompts = number(s, part, "num_prompts", "") if part == "performance" else None
    return min(most, prompts) if most is not None and prompts is not None else most


@rule(
    "advice.bench_links", says="more requests at once than the service accepts", source="server_config.cpp: maxLinkNum"
)
def the_service_takes_that_many_at_once(s: Service) -> Iterator[Found]:
    """maxLinkNum requests are served at once and twice as many wait; more are refused and count as failed."""
    most = s.number(s.server, "maxLinkNum")
    for part in parts(s) if most else ():
        asked = load(s, part)
        if asked is None or most is None or asked <= most:
            continue
        fixes = (*some(edit("maxLinkNum", asked) if asked <= 4096 else None), setting(part, "batch_size", most))
        if asked > 3 * most:
            says = (
                "batch_size is {asked}: the service serves maxLinkNum {most} at once, lets {waiting} wait and "
                "refuses more"
            )
            yield hit(says, at(part, "batch_size"), "maxLinkNum", fixes=fixes, asked=asked, most=most, waiting=2 * most)
        else:
            says = "batch_size is {asked}, and the service serves maxLinkNum {most} at once: the others wait"
            yield hit(says, at(part, "batch_size"), "maxLinkNum", fixes=fixes, asked=asked, most=most)


@rule(
    "advice.bench_batch",
    severity="note",
    source="schedule_config.cpp: maxBatchSize",
    says="batch_size is {asked}, and at most {most} are decoded at once (maxBatchSize {batch} x dp {dp}): the others "
    "wait, and TTFT counts the wait",
)
def the_scheduler_decodes_that_many_at_once(s: Service) -> Iterator[Found]:
    """Each dp group has a scheduler of its own that decodes maxBatchSize requests; what is beyond waits."""
    batch, dp = s.number(s.schedule, "maxBatchSize"), s.parallel.given.get("dp", 1)
    for part in parts(s) if batch and dp >= 1 else ():
        asked = load(s, part)
        if asked is not None and batch is not None and asked > batch * dp:
            values = {"asked": asked, "most": batch * dp, "batch": batch, "dp": dp}
            yield Found(values, (), (at(part, "batch_size"), Place("config.json", f"{pointers.SCHEDULE}/maxBatchSize")))


@rule(
    "advice.bench_prompts",
    severity="note",
    source=AISBENCH,
    says="num_prompts is {prompts}: a concurrency of {asked} (batch_size) is never reached",
)
def the_load_is_reached(s: Service) -> Iterator[Found]:
    """No more requests run at once than there are."""
    for part in parts(s)[:1]:
        prompts, asked = number(s, "performance", "num_prompts", ""), number(s, part, "batch_size")
        if part == "performance" and prompts is not None and asked is not None and asked > prompts:
            places = (at(part, "num_prompts", ""), at(part, "batch_size"))
            yield Found({"prompts": prompts, "asked": asked}, (), places)


@rule(
    "advice.bench_stream",
    source=AISBENCH,
    says="performance is measured without a stream ({models}): there is no TTFT, TPOT and ITL then",
)
def latency_is_seen_in_a_stream(s: Service) -> Iterator[Found]:
    """Without a stream an answer comes in one piece: only its whole time is known."""
    performance = s.bench.performance if s.bench is not None else None
    if performance is not None and performance.models == "vllm_api_general_chat":
        fix = setting("performance", "models", "vllm_api_stream_chat", "")
        yield Found({"models": performance.models}, (fix,), (at("performance", "models", ""),))


@rule(
    "advice.bench_eos",
    source=AISBENCH,
    says="ignore_eos is true in an accuracy run: each answer continues to max_out_len, and "
    "the text after its end is scored too",
)
def answers_may_end(s: Service) -> Iterator[Found]:
    """ignore_eos makes answers of a fixed length, for performance; a score needs answers that end."""
    if "accuracy" in parts(s) and setting_of(s, "accuracy", "ignore_eos", "generation_kwargs/") is True:
        fix = setting("accuracy", "ignore_eos", ABSENT, "generation_kwargs/")
        yield Found({}, (fix,), (at("accuracy", "ignore_eos", "generation_kwargs/"),))


@rule(
    "advice.bench_path",
    source=AISBENCH,
    says="path is {path}: write an absolute path, because AISBench runs in its own folder",
)
def the_tokenizer_is_found_from_anywhere(s: Service) -> Iterator[Found]:
    """AISBench runs in a folder of the run, where a relative path leads nowhere."""
    for part in parts(s):
        path = by_hand(s, part, "path")
        if isinstance(path, str) and not path.startswith("/"):
            yield Found({"path": path}, (setting(part, "path", ABSENT),), (at(part, "path"),))


RULES: tuple[Rule, ...] = (
    the_bench_asks_this_service,
    every_setting_is_within_the_limits_of_aisbench,
    the_bench_writes_its_own_keys,
    both_speak_https_or_neither,
    the_service_gives_answers_that_long,
    input_and_output_fit_into_a_sequence,
    the_service_takes_that_many_at_once,
    the_scheduler_decodes_that_many_at_once,
    the_load_is_reached,
    latency_is_seen_in_a_stream,
    answers_may_end,
    the_tokenizer_is_found_from_anywhere,
)
