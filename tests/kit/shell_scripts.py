"""Random scripts that start vLLM, and what a real bash makes of them."""

from __future__ import annotations

import os
import random
import subprocess
from pathlib import Path

STUB = """#!/bin/bash
printf '%s\\0' "$0" "$@" "--env--" > "$OUT.$$.part"
/usr/bin/env -0 >> "$OUT.$$.part"
mv "$OUT.$$.part" "$OUT.$(ls "$OUTDIR" | wc -l)"
"""
_NAMES = ("MODEL", "PORT", "tp", "EXTRA", "_x9")
_PLAIN = ("8000", "a/b-c", "x:y,z", "0.92", "auto")
_ODD = (
    "a b",
    "it's",
    'say "x"',
    "back\\slash",
    "$HOME",
    "`id`",
    "{'a': 1}",
    "",
    "x*",
    "#no",
    "a;b&c|d",
    "ä中",
    "~",
    "tab\there",
)
_JSON = ('{"a": 1}', '{"sizes":[1,2,4], "mode": "FULL"}', '{\n  "k": {"n": "v w"}\n}')


class Script:
    """A random script, built of what bash and the reader both take."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.lines: list[str] = []
        self.set: set[str] = set()

    def text(self) -> str:
        """The whole script; its last command is a start."""
        for _ in range(self.random.randint(0, 7)):
            self.lines.append(self.random.choice((self.assign, self.assign, self.export, self.branch, self.note))())
        self.lines.append(self.start())
        return "\n".join(self.lines) + "\n"

    def assign(self) -> str:
        name = self.random.choice(_NAMES)
        how = self.random.choice(("=", "=", "+=")) if name in self.set else "="
        value = self.value()
        self.set.add(name)
        return f"{name}{how}{value}{self.random.choice(('', ';', '  # why'))}"

    def export(self) -> str:
        name = self.random.choice(("HCCL_BUFFSIZE", "OMP_NUM_THREADS", *_NAMES))
        value = self.value()
        self.set.add(name)
        form = self.random.choice(
            ("export {n}={v}", "export {n}={v} OTHER=1", "{n}={v}\nexport {n}", "declare -x {n}={v}")
        )
        return form.format(n=name, v=value)

    def branch(self) -> str:
        name = self.random.choice(sorted(self.set) or ["PORT"])
        if name not in self.set:
            return self.note()
        before = set(self.set)
        inner = self.random.choice((self.assign, self.export))()
        self.set = before  # the branch may not be taken
        inner = inner.replace("\n", "\n  ")
        other = self.random.choice(_PLAIN)
        return self.random.choice(
            (
                f'if [ "${name}" = "{other}" ]; then\n  {inner}\nelse\n  BRANCH=else\nfi',
                f'[[ -n "${name}" ]] && BRANCH=yes',
                f'case "${name}" in\n  {other}) BRANCH=a ;;\n  *)\n    BRANCH=b\n    ;;\nesac',
                f"for item in 1 2 {other}; do\n  BRANCH=$item\ndone",
            )
        )

    def note(self) -> str:
        return self.random.choice(("# a comment with 'quotes\"", "", "  ", "unset NOTHING", ": nothing"))

    def quoted(self, text: str) -> str:
        """A text, quoted in one of the ways that shells have."""
        r = self.random
        if text and all(c.isalnum() or c in "/_.:,-" for c in text) and text.isascii() and r.random() < 0.5:
            return text
        double = '"' + "".join(f"\\{c}" if c in '"\\`$' else c for c in text) + '"'
        single = "'" + text.replace("'", "'\\''") + "'"
        ansi = "$'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n").replace("\t", "\\t") + "'"
        half = r.randint(0, len(text))
        parts = [f'"{"".join(f"{chr(92)}{c}" if c in chr(34) + chr(92) + "`$" else c for c in text[:half])}"']
        parts.append("'" + text[half:].replace("'", "'\"'\"'") + "'")
        slashes = "".join(c if c.isalnum() and c.isascii() else f"\\{c}" for c in text)
        choices = [double, single, ansi, "".join(parts)] + ([slashes] if text and "\n" not in text else [])
        return r.choice(choices)

    def value(self) -> str:
        """A value: text, references to what is set, defaults, sums."""
        r = self.random
        found = ""
        for _ in range(r.choice((1, 1, 1, 2, 3))):
            kind = r.random()
            names = sorted(self.set)
            if kind < 0.5 or not names:
                found += self.quoted(r.choice(_PLAIN + _ODD + _JSON))
            elif kind < 0.7:
                found += f'"${{{r.choice(names)}}}"'
            elif kind < 0.8:
                found += f"${{{r.choice(names)}:-{r.choice(_PLAIN)}}}"
            elif kind < 0.9:
                found += f"$(({r.randint(1, 9)} * ({r.randint(0, 9)} - 3)))"
            else:
                found += f'"${{{r.choice(names)}:+set}}"'
        return found

    def word(self) -> str:
        r = self.random
        name = r.choice(sorted(self.set)) if self.set else ""
        if name and r.random() < 0.3:
            return r.choice((f'"${name}"', f"${{{name}}}x", f"pre${name}", f'"a b ${{{name}}} c"', f"${name}"))
        return self.quoted(r.choice(_PLAIN + _ODD + _JSON))

    def start(self) -> str:
        r = self.random
        words = [self.quoted(r.choice(("/data/model", "Qwen/Qwen3-8B")))]
        for flag in r.sample(
            ("--port", "-tp", "--max-model-len", "--additional-config", "--served-model-name"), r.randint(0, 5)
        ):
            words.append(r.choice((f"{flag} {self.word()}", f"{flag}={self.word()}")))
        if r.random() < 0.3:
            words.append("--enforce-eager")
        command = r.choice((" ", " \\\n  ", "\\\n\t")).join(words)
        program = r.choice(("vllm serve", "vllm   serve", "python3 -m vllm.entrypoints.openai.api_server"))
        front = r.choice(("", "", "nohup ", "env A=b 'C=d e' ", "X=1 ", "exec ", "setsid ", "nice -n 5 "))
        tail = r.choice(("", " > /dev/null 2>&1", " 2>&1 | cat > /dev/null", ";", " && true", " || exit 1"))
        line = f"{front}{program} {command}{tail}"
        if r.random() < 0.15 and "'" not in line and front != "exec ":
            return f"bash -c '{line}'" if not self.set else line
        if r.random() < 0.15:
            return f"serve_it() {{\n  {line}\n}}\nserve_it" if front != "exec " else line
        if r.random() < 0.1 and "EOF" not in line:
            return f"bash <<'EOF'\n{line}\nEOF" if not self.set else line
        return line


def run_in_bash(scripts: list[str], folder: Path) -> list[list[tuple[list[str], dict[str, str]]]]:
    """Each script run by bash with a `vllm` and a `python3` that only note their arguments and environment."""
    bin_ = folder / "bin"
    bin_.mkdir()
    for name in ("vllm", "python3"):
        (bin_ / name).write_text(STUB)
        (bin_ / name).chmod(0o755)
    found = []
    for at, script in enumerate(scripts):
        out = folder / str(at)
        out.mkdir()
        environment = {"PATH": f"{bin_}:{os.environ['PATH']}", "OUT": str(out / "start"), "OUTDIR": str(out)}
        done = subprocess.run(["bash", "-c", script], env=environment, cwd=folder, capture_output=True, timeout=20)
        assert not done.stderr, (script, done.stderr)
        starts = []
        for file in sorted(out.iterdir()):
            argv, _, rest = file.read_bytes().partition(b"--env--\0")
            pairs = dict(pair.decode().split("=", 1) for pair in rest.split(b"\0") if pair)
            given = {
                k: v for k, v in pairs.items() if k not in ("PATH", "OUT", "OUTDIR", "PWD", "SHLVL", "_", "OLDPWD")
            }
            starts.append((argv.decode().split("\0")[1:-1], given))
        found.append(starts)
    return found
