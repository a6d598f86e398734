"""What `vllm serve` refuses before it makes a configuration: the model, named files, how ranks are balanced."""

from __future__ import annotations

from collections.abc import Iterator

from mindie_tui.model.documents.document import ABSENT
from mindie_tui.model.message import Message
from mindie_tui.model.vllm_ascend.rules.rule import Hit, ServeRule, change, hit_at, rule
from mindie_tui.model.vllm_ascend.rules.view import CommandView

SOURCE = "vllm, entrypoints/cli/serve.py"
FRONT = "vllm, entrypoints/openai/cli_args.py"
LOCAL, SIZE, RANK = "--data-parallel-size-local", "--data-parallel-size", "--data-parallel-rank"
EXTERNAL, HYBRID = "--data-parallel-external-lb", "--data-parallel-hybrid-lb"
MULTI, START = "--data-parallel-multi-port-external-lb", "--data-parallel-start-rank"
_TEMPLATE = "{}\n"
"""Characters that only the text of a chat template has, not its path."""


@rule("arguments.model", says="no model is given: vLLM would load Qwen/Qwen3-0.6B", places=("--model",), source=SOURCE)
def a_model_is_given(v: CommandView) -> Iterator[Hit]:
    """The model is the first word, or after --model, or in the file of --config."""
    if v.model is None and not v.parsed.unread and not v.parsed.problems:
        yield hit_at()


@rule("arguments.path", says="{flag} names {path}, which does not exist on this node", source="vllm, config/model.py")
def named_paths_exist(v: CommandView) -> Iterator[Hit]:
    """vLLM takes a path that does not exist for the name of a repository, and tries to download it."""
    given = {"--model": v.model, "--tokenizer": v.value("tokenizer")}
    for flag, path in given.items():
        if isinstance(path, str) and path.startswith("/") and v.command.paths.has(path) is False:
            engine = f"Repo id must be in the form 'repo_name' or 'namespace/repo_name': '{path}'."
            yield hit_at(flag, flag=flag, path=path, engine=engine)


@rule(
    "arguments.chat_template",
    says="--chat-template names {path}, which does not exist on this node",
    places=("--chat-template",),
    source=FRONT,
)
def the_chat_template_exists(v: CommandView) -> Iterator[Hit]:
    """A text without braces and line ends is a path."""
    path = v.value("chat_template")
    if isinstance(path, str) and not any(c in path for c in _TEMPLATE) and v.command.paths.has(path) is False:
        engine = f"The supplied chat template string ({path}) appears path-like, but doesn't exist!"
        yield hit_at(path=path, fixes=(change("--chat-template", ABSENT),), engine=engine)


@rule("arguments.needs", says="{flag} needs {other}", source=FRONT)
def switches_have_what_they_need(v: CommandView) -> Iterator[Hit]:
    """Automatic tool choice needs a parser; the output of a request is logged with the request only."""
    if v.value("enable_auto_tool_choice") and not v.value("tool_call_parser"):
        yield _needs("--enable-auto-tool-choice", "--tool-call-parser")
    if v.value("enable_log_outputs") and not v.value("enable_log_requests"):
        yield _needs("--enable-log-outputs", "--enable-log-requests")


def _needs(flag: str, other: str) -> Hit:
    engine = f"Error: {flag} requires {other}"
    return hit_at(flag, other, flag=flag, other=other, fixes=(change(flag, ABSENT),), engine=engine)


@rule(
    "arguments.grpc",
    says="--grpc needs the package smg-grpc-servicer, which the images of vLLM-Ascend do not have",
    places=("--grpc",),
    source="vllm, entrypoints/grpc_server.py; vllm-ascend, Dockerfile",
)
def there_is_no_grpc(v: CommandView) -> Iterator[Hit]:
    """The package comes with vllm[grpc], and the images install vLLM without it."""
    if v.value("grpc"):
        yield hit_at(fixes=(change("--grpc", ABSENT),), engine="gRPC mode requires smg-grpc-servicer.")


@rule(
    "arguments.headless_servers",
    says="--api-server-count {count} with --headless: a headless node has no API server",
    places=("--api-server-count", "--headless"),
    source=SOURCE,
)
def a_headless_node_has_no_servers(v: CommandView) -> Iterator[Hit]:
    """The head answers all requests."""
    count = v.number("api_server_count", 0)
    if v.headless and count > 0:
        engine = (
            f"--api-server-count={count} cannot be used with --headless (no API servers are started in headless mode)."
        )
        yield hit_at(count=count, fixes=(change("--api-server-count", ABSENT),), engine=engine)


@rule(
    "arguments.load_balancing",
    says="only one kind of data parallel load balancing can be chosen; found {found}",
    source=SOURCE,
)
def one_kind_of_balancing(v: CommandView) -> Iterator[Hit]:
    """Internal without any of these flags; external with a rank of its own; hybrid per node; several ports."""
    external = [f for f, on in ((EXTERNAL, v.value("data_parallel_external_lb")), (RANK, v.given_rank)) if on]
    hybrid = [HYBRID] if v.value("data_parallel_hybrid_lb") else []
    multi = [MULTI] if v.value("data_parallel_multi_port_external_lb") else []
    if not hybrid and not multi and v.value("data_parallel_start_rank") is not None:
        hybrid = [START]
    kinds = [kind for kind in (multi, external, hybrid) if kind]
    if len(kinds) > 1:
        flags = [flag for kind in kinds for flag in kind]
        engine = (
            "Cannot use more than one data parallel load balancing mode. Choose one of: "
            f"{MULTI}, {EXTERNAL} (or {RANK}), {HYBRID} (or {START})."
        )
        fixes = tuple(change(flag, ABSENT) for flag in flags)
        yield hit_at(*flags, found=" and ".join(flags), fixes=fixes, engine=engine)


@rule(
    "arguments.multi_port",
    says="--data-parallel-multi-port-external-lb {needs}",
    source="vllm, entrypoints/openai/dp_supervisor.py",
)
def several_ports_have_several_ranks(v: CommandView) -> Iterator[Hit]:
    """One process watches a server per local rank, on consecutive ports."""
    if not v.value("data_parallel_multi_port_external_lb"):
        return
    size, local = v.number("data_parallel_size"), v.number("data_parallel_size_local", 0)
    start = v.number("data_parallel_start_rank", 0)
    if v.number("api_server_count", 1) != 1:
        yield hit_at(MULTI, "--api-server-count", needs=Message("needs --api-server-count 1"))
    if v.given_rank:
        yield hit_at(
            MULTI,
            RANK,
            needs=Message("gives the ranks itself: remove {flag}", flag=RANK),
            fixes=(change(RANK, ABSENT),),
        )
    for flag in ("--uds", "--grpc"):
        if v.value(flag[2:]):
            yield hit_at(MULTI, flag, needs=Message("excludes {flag}", flag=flag), fixes=(change(flag, ABSENT),))
    if size < 2:
        yield hit_at(MULTI, SIZE, needs=Message("needs {flag} above 1; found {n}", flag=SIZE, n=size))
    elif local < 2 or local > size or size % local:
        needs = Message("needs {flag} of 2 and up that divides {size}; found {n}", flag=LOCAL, size=size, n=local)
        yield hit_at(MULTI, LOCAL, SIZE, needs=needs)
    elif start + local > size:
        yield hit_at(MULTI, START, SIZE, needs=Message("would start ranks beyond {flag} {size}", flag=SIZE, size=size))


RULES: tuple[ServeRule, ...] = (
    a_model_is_given,
    named_paths_exist,
    the_chat_template_exists,
    switches_have_what_they_need,
    there_is_no_grpc,
    a_headless_node_has_no_servers,
    one_kind_of_balancing,
    several_ports_have_several_ranks,
)
