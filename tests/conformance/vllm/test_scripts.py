"""Starts of tutorials and nightly tests, a sample of them: read, printed and read again, and in other spellings."""

import random
import shlex
from pathlib import Path

from mindie_tui.model.documents.script.reading import read
from mindie_tui.model.vllm_ascend.script import starts
from tests.conformance.vllm.scripts import Launch, differences, launches

HERE = Path(__file__).parent


def sample():
    return [one for form in ("commands", "nightly") for one in launches(HERE / f"{form}.jsonl")]


def test_each_start_is_read_and_printed_back():
    found = sample()
    assert len(found) > 100
    assert [(one.name, differences(one)) for one in found if differences(one)] == []


def test_a_difference_is_seen():
    wrong = Launch("x", ("M", "-tp", "2"), {"A": "1"}, {}, script="export A=1\nvllm serve M -tp 4")
    assert differences(wrong) == ["its script: found [('M', '-tp', '4')]"]
    wrong = Launch("x", ("M",), {"A": "1", "B": "2"}, {}, script="export A=1\nvllm serve M")
    assert len(differences(wrong)) == 1


def spelled(launch: Launch, seed: int) -> str:
    """The start in one of the ways in which people write it."""
    r = random.Random(seed)
    words = [_quoted(word, r) for word in launch.argv]
    lines = [
        f"{r.choice(('export ', 'export  ', 'declare -x '))}{n}={_quoted(v, r)}" for n, v in launch.environment.items()
    ]
    noise = ("", "# a note: don't", "echo 'starting'", "sleep 1", "source /usr/local/Ascend/ascend-toolkit/set_env.sh")
    lines = [line for own in lines for line in (own, r.choice(noise))]
    rows = [words[0]] if words else []
    for word in words[1:]:
        joins = not word.startswith("-") or r.random() < 0.2
        rows[-1:] = [f"{rows[-1]} {word}"] if joins else [rows[-1], word]
    gap = r.choice((" ", " \\\n  ", " \\\n", " \\\n  # why\n  ", " \\ \n    ", "\\\n\t"))
    if any(not row.startswith("-") for row in rows[1:]):
        gap = " \\\n  "
    front, back = r.choice(
        (("", ""), ("nohup ", " > log 2>&1 &"), ("exec ", ""), ("setsid ", " | tee log"), ("", " &"))
    )
    return "\n".join([*lines, f"{front}{shlex.join(launch.program)} {gap.join(rows)}{back}", "wait"])


def _quoted(text: str, r: random.Random) -> str:
    plain = shlex.quote(text)
    escaped = "".join(f"\\{c}" if c in '"\\`$' else c for c in text)
    ansi = "$'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n").replace("\t", "\\t") + "'"
    return r.choice((plain, plain, f'"{escaped}"', ansi))


def test_other_spellings_say_the_same():
    wrong = []
    for seed, launch in enumerate(one for one in sample() if all(name.isidentifier() for name in one.environment)):
        text = spelled(launch, seed)
        found = [
            (tuple(word.raw for word in one.arguments), {n: v.raw for n, v in one.ran.environment.items()})
            for one in starts(read(text))
        ]
        if found != [(launch.argv, dict(launch.environment))]:
            wrong.append((launch.name, text, found))
    assert wrong[:1] == []
