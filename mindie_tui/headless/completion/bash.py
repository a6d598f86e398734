"""The completion of bash (4.2 or newer; the package bash-completion is not needed)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mindie_tui.headless.completion.grammar import FILES, CommandWords, LineArgument

_HEAD = """\
# bash completion for mindie-tui, written by `mindie-tui completion bash`.
# In ~/.bashrc:  eval "$(mindie-tui completion bash)"

# What the words of a list, one a line, have in common with what is typed.
_mindie_tui_offer() {
    local word
    while IFS= read -r word; do
        [[ $word == "$cur"* ]] && COMPREPLY+=("$word")
    done
}

# The words of some kinds on this machine: profiles, runs, checks.
_mindie_tui_words() {
    local program=${COMP_WORDS[0]/#\\~/$HOME}
    _mindie_tui_offer < <("$program" completion --words "$1" 2>/dev/null </dev/null)
}

_mindie_tui_files() {
    compopt -o filenames 2>/dev/null
    local file
    while IFS= read -r file; do
        COMPREPLY+=("$file")
    done < <(compgen -f -- "$cur")
}

_mindie_tui() {
    local cur=${COMP_WORDS[COMP_CWORD]} prev='' command='' i place=0
    COMPREPLY=()
    ((COMP_CWORD > 0)) && prev=${COMP_WORDS[COMP_CWORD - 1]}
    # bash cuts --option=value at the sign
    if [[ $cur == '=' ]]; then
        cur=''
    elif [[ $prev == '=' ]]; then
        prev=${COMP_WORDS[COMP_CWORD - 2]}
        [[ $prev == -* ]] || return 0
    fi
"""
_COUNT = """\
    # the words by their place that stand behind the command already
    for ((i++; i < COMP_CWORD; i++)); do
        case "$command ${{COMP_WORDS[i]}}" in
            {with_value}) [[ ${{COMP_WORDS[i + 1]}} == '=' ]] && ((i++)); ((i++)) ;;
            "$command =") ((i++)) ;;
            "$command -"*) ;;
            *) ((place++)) ;;
        esac
    done
"""
_TAIL = """\
    [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *= ]] && compopt -o nospace 2>/dev/null
    return 0
}
complete -F _mindie_tui mindie-tui
"""


def script(commands: Sequence[CommandWords]) -> str:
    """The whole file. What is read from this machine is compared and never evaluated, whatever a file is called."""
    top, *named = commands
    with_value = "|".join(name for one in top.options if one.value for name in one.names)
    lines = [
        _HEAD.rstrip("\n"),
        "    for ((i = 1; i < COMP_CWORD; i++)); do",
        '        case "${COMP_WORDS[i]}" in',
        f"            {with_value}) [[ ${{COMP_WORDS[i + 1]}} == '=' ]] && ((i++)); ((i++)) ;;",
        f"            {'|'.join(one.name for one in named)}) command=${{COMP_WORDS[i]}}; break ;;",
        "        esac",
        "    done",
        *_COUNT.rstrip("\n").format(with_value=_valued(named)).split("\n"),
        '    case "$command $prev" in',
        *_values(commands),
        "    esac",
        "    if [[ $cur == -* ]]; then",
        '        case "$command" in',
        *(f"            '{one.name}') _mindie_tui_offer {_here(_names(one.options))} ;;" for one in commands),
        "        esac",
        "    else",
        '        case "$command $place" in',
        f"            ' 0') _mindie_tui_offer {_here(one.name for one in named)} ;;",
        *(line for one in named for line in _places(one)),
        "        esac",
        "    fi",
        _TAIL,
    ]
    return "\n".join(lines)


def _valued(commands: Iterable[CommandWords]) -> str:
    """The patterns of each option of a command that takes a value."""
    found = [(one.name, name) for one in commands for option in one.options if option.value for name in option.names]
    return "|".join(f"'{command} {name}'" for command, name in found)


def _places(command: CommandWords) -> list[str]:
    """The words that are possible at each place of a command."""
    lines = []
    for at, argument in enumerate(command.places):
        pattern = f"'{command.name} '*" if argument.repeats else f"'{command.name} {at}'"
        lines.append(f"            {pattern}) {_value(argument)} ;;")
    return lines


def _values(commands: Iterable[CommandWords]) -> list[str]:
    """What follows each option that takes a value."""
    lines = []
    for command in commands:
        for option in command.options:
            if option.value:
                patterns = "|".join(f"'{command.name} {name}'" for name in option.names)
                lines.append(f"        {patterns}) {_value(option)}; return 0 ;;")
    return lines


def _value(argument: LineArgument) -> str:
    if argument.choices:
        return f"_mindie_tui_offer {_here(argument.choices)}"
    kinds = [kind for kind in argument.kinds if kind != FILES]
    calls = [f"_mindie_tui_words {','.join(kinds)}"] if kinds else []
    calls += ["_mindie_tui_files"] if FILES in argument.kinds else []
    return "; ".join(calls) or ":"


def _names(options: Iterable[LineArgument]) -> list[str]:
    return [name for option in options for name in option.names]


def _here(words: Iterable[str]) -> str:
    """Words of ours, one a line, as standard input."""
    return "<<< $'" + "\\n".join(words) + "'"
