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

# Whether the word at the cursor has this place behind a command: its name, the place (2+ for 2 and later ones), and
# the options that take a value.
function __mindie_tui_at
    set -l place -1
    set -l value 0
    for word in (commandline -opc)[2..-1]
        if test $value -eq 1
            set value 0
        else if contains -- $word $argv[3..-1]
            set value 1
        else if string match -q -- '-*' $word
            continue
        else if test $place -ge 0
            set place (math $place + 1)
        else if test $word = $argv[1]
            set place 0
        end
    end
    test $place = $argv[2]; and return 0
    string match -q -- '*+' $argv[2]; and test $place -ge (string trim -c + -- $argv[2])
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
        lines += _places(command)
    return "\n".join(lines) + "\n"


def _places(command: CommandWords) -> list[str]:
    """The words that are possible at each place of a command."""
    valued = [name for option in command.options if option.value for name in option.names]
    lines = []
    for at, one in enumerate(command.places):
        if value := _value(one):
            when = " ".join(["__mindie_tui_at", command.name, f"{at}{'+' if one.repeats else ''}", *valued])
            lines.append(f"complete -c mindie-tui -n {_quote(when)}{value}")
    return lines


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
