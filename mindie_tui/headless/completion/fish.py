"""The completion of fish."""

from __future__ import annotations

from collections.abc import Sequence

from mindie_tui.headless.completion.grammar import FILES, CommandWords, LineArgument

_HEAD = """\
# fish completion for mindie-tui, written by `mindie-tui completion fish`.
# Keep it as ~/.config/fish/completions/mindie-tui.fish

# The words of some kinds on this machine: profiles, runs, checks.
function __mindie_tui_words
    set -l program (string replace -r '^~' $HOME -- (commandline -opc)[1])
    eval (string escape -- $program) completion --words $argv[1] 2>/dev/null </dev/null
end
"""


def script(commands: Sequence[CommandWords]) -> str:
    """The whole file."""
    top, *named = commands
    before = "__fish_use_subcommand"
    lines = [_HEAD, "complete -c mindie-tui -f"]
    lines += [_option(before, one) for one in top.options]
    for command in named:
        after = f"__fish_seen_subcommand_from {command.name}"
        lines.append(f"complete -c mindie-tui -n {_quote(before)} -a {command.name} -d {_quote(command.summary)}")
        lines += [_option(after, one) for one in command.options]
        lines += [f"complete -c mindie-tui -n {_quote(after)}{_value(one)}" for one in command.places if _value(one)]
    return "\n".join(lines) + "\n"


def _option(when: str, option: LineArgument) -> str:
    names = "".join(f" -l {n[2:]}" if n.startswith("--") else f" -s {n[1:]}" for n in option.names)
    value = (" -r" + _value(option)) if option.value else ""
    return f"complete -c mindie-tui -n {_quote(when)}{names}{value} -d {_quote(option.meaning)}"


def _value(argument: LineArgument) -> str:
    if argument.choices:
        return f" -f -a {_quote(' '.join(argument.choices))}"
    kinds = [kind for kind in argument.kinds if kind != FILES]
    asked = f"(__mindie_tui_words {','.join(kinds)})"
    own = f" -a {_quote(asked)}" if kinds else ""
    return (" -F" if FILES in argument.kinds else " -f") + own if argument.kinds else ""


def _quote(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
