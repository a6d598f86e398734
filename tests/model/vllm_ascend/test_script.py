from mindie_tui.model.documents.script.reading import read
from mindie_tui.model.documents.script.words import text_word
from mindie_tui.model.vllm_ascend.script import script_of, starts


def programs(text: str):
    return [(start.program, [word.raw for word in start.arguments]) for start in starts(read(text))]


def test_every_way_to_start():
    module = ("python3", "-m", "vllm.entrypoints.openai.api_server")
    cases = {
        "vllm serve M -tp 8": (("vllm", "serve"), ["M", "-tp", "8"]),
        "/usr/local/bin/vllm serve M": (("/usr/local/bin/vllm", "serve"), ["M"]),
        "python3 -u -m vllm.entrypoints.openai.api_server --model M": (
            ("python3", "-u", "-m", "vllm.entrypoints.openai.api_server"),
            ["--model", "M"],
        ),
        " ".join(module) + " --model M": (module, ["--model", "M"]),
        "python -m vllm.entrypoints.cli.main serve M": (("python", "-m", "vllm.entrypoints.cli.main", "serve"), ["M"]),
        "msprof --output=x vllm serve M": (("vllm", "serve"), ["M"]),
    }
    assert {text: programs(text) for text in cases} == {text: [start] for text, start in cases.items()}


def test_who_only_speaks_of_it_starts_nothing():
    for text in (
        "echo vllm serve M",
        "pkill -f 'vllm serve'",
        "ps | grep vllm serve",
        "python x.py",
        "vllm bench serve",
    ):
        assert programs(text) == [], text


def test_a_start_printed_and_read_is_the_same():
    argv = ["/data/my model", "--port", "8000", "--additional-config", '{"a": "it\'s"}', "--enforce-eager", ""]
    environment = {"A": "1", "X-Y": "b c", "E": "", "P": "$HOME/x"}
    text = script_of([text_word(one) for one in argv], {name: text_word(one) for name, one in environment.items()})
    [start] = starts(read(text))
    assert [word.literal for word in start.arguments] == argv
    assert {name: value.literal for name, value in start.ran.environment.items()} == environment
    assert text.splitlines()[-1] == "    --enforce-eager ''"
