"""The completion of zsh."""

from __future__ import annotations

from collections.abc import Sequence

from mindie_tui.headless.completion.grammar import FILES, CommandWords, LineArgument

_HEAD = """\
#compdef mindie-tui
# zsh completion for mindie-tui, written by `mindie-tui completion zsh`.
# Keep it as _mindie-tui in a folder of $fpath, or in ~/.zshrc after compinit:  eval "$(mindie-tui completion zsh)"

# The words of some kinds on this machine: profiles, runs, checks.
_mindie_tui_words() {
    local -a found
    found=("${(@f)$(_call_program words ${(q)_mindie_tui_program} completion --words $1 2>/dev/null </dev/null)}")
    found=(${found:#})
    compadd -S "${2- }" -a found
}

_mindie_tui() {
    local curcontext="$curcontext" state line _mindie_tui_program=${~words[1]}
    local -A opt_args
"""
_TAIL = """\
}

if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _mindie_tui "$@"
else
    compdef _mindie_tui mindie-tui
fi
"""


def script(commands: Sequence[CommandWords]) -> str:
    """The whole file, for $fpath and for `eval`."""
    top, *named = commands
    lines = [
        _HEAD.rstrip("\n"),
        "    local -a commands=(",
        *(f"        {_quote(_name(one.name) + ':' + one.summary)}" for one in named),
        "    )",
        "    _arguments -C \\",
        *(f"        {spec} \\" for one in top.options for spec in _option(one)),
        "        '1: :->command' '*:: :->rest'",
        "    case $state in",
        "        command) _describe -t commands command commands ;;",
        "        rest)",
        "            case $words[1] in",
    ]
    for one in named:
        specs = [spec for option in one.options for spec in _option(option)]
        specs += [
            _quote(f"{'*' if place.repeats else ''}:{_plain(place.value)}:{_value(place)}") for place in one.places
        ]
        lines.append(f"                {one.name}) _arguments \\")
        lines += [f"                    {spec} \\" for spec in specs[:-1]] + [f"                    {specs[-1]} ;;"]
    lines += ["            esac ;;", "    esac", _TAIL]
    return "\n".join(lines)


def _option(option: LineArgument) -> list[str]:
    """One specification for each of its names."""
    star = "*" if option.repeats else ""
    value = f":{_plain(option.value)}:{_value(option)}" if option.value else ""
    names = [f"{name}=" if value and name.startswith("--") else name for name in option.names]
    return [_quote(f"{star}{name}[{_plain(option.meaning)}]{value}") for name in names]


def _value(argument: LineArgument) -> str:
    if argument.choices:
        return f"({' '.join(argument.choices)})"
    kinds = [kind for kind in argument.kinds if kind != FILES]
    calls = []
    if kinds:
        ends = " ''" if {"waivable", "sets"} & set(kinds) else ""
        calls.append(f" _mindie_tui_words {','.join(kinds)}{ends}")  # without the blank, options of compadd come first
    if FILES in argument.kinds:
        calls.append("_files")
    if len(calls) == 2:
        return f"{{{calls[0]}; {calls[1]}}}"
    return calls[0] if calls else " "


def _name(name: str) -> str:
    return name.replace(":", "\\:")


def _plain(text: str) -> str:
    """Text without what ends a specification."""
    for sign in "\\[]:":
        text = text.replace(sign, f"\\{sign}")
    return text


def _quote(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"
