"""What this machine has for SSH: its configuration, keys, agent and known hosts. Names and counts, no key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mindie_tui.model.doctor.item import MachineItem
from mindie_tui.model.message import Message
from mindie_tui.model.text import few

KeyState = Literal["open", "locked", "not used", "unreadable"]
"""open: usable as it is; locked: has a passphrase; not used: others can read the file."""


@dataclass(frozen=True, slots=True)
class SeenSsh:
    """What was found; paths as they are shown."""

    program: str
    """Path of ssh, "" for none."""
    config: str
    """The configuration's file, "" for none."""
    hosts: int
    refusal: str
    """Why the configuration cannot be read; "" where it can."""
    keys: tuple[tuple[str, KeyState], ...]
    agent: int | None
    """Keys that the agent holds; None where it does not answer."""
    has_agent: bool
    """An agent is named by SSH_AUTH_SOCK or IdentityAgent."""
    known_hosts: str
    """The file that a new host key is added to, "" for none."""
    known: int | None
    """Host keys in all known_hosts files; None where one cannot be read."""


def ssh_items(seen: SeenSsh) -> tuple[MachineItem, ...]:
    """Program, configuration, keys, agent and known hosts."""
    return _program(seen), _config(seen), _keys(seen), _agent(seen), _known_hosts(seen)


def _program(seen: SeenSsh) -> MachineItem:
    if seen.program:
        return MachineItem("ssh", "ok", seen.program, Message("ssh -G reads the SSH configuration. No login uses it."))
    return MachineItem(
        "ssh", "note", Message("no ssh is installed"),
        Message("mindie-tui connects without it and reads the SSH configuration itself. "
                "Lines that only ssh can decide, such as Match exec, are refused."),
        Message("if a host is refused for that, install the OpenSSH client"),
    )  # fmt: skip


def _config(seen: SeenSsh) -> MachineItem:
    if seen.refusal:
        means = Message("No node can be reached until it can be read.")
        return MachineItem("ssh_config", "problem", seen.refusal, means, Message("fix that line"))
    if not seen.config:
        return MachineItem(
            "ssh_config", "note", Message("there is no ~/.ssh/config"),
            Message("A profile names its nodes as user@address:port."),
            Message("to name nodes by a Host, write them to ~/.ssh/config"),
        )  # fmt: skip
    found = Message("{file}: {hosts} hosts", file=seen.config, hosts=seen.hosts)
    return MachineItem("ssh_config", "ok", found, Message("The wizard offers these hosts as nodes."))


def _keys(seen: SeenSsh) -> MachineItem:
    of_state = {state: [path for path, its in seen.keys if its == state] for _, state in seen.keys}
    if unused := of_state.get("not used"):
        return MachineItem(
            "ssh_keys", "problem", Message("others can read {keys}", keys=few(unused)),
            Message("As ssh does, mindie-tui does not use such a key."), f"chmod 600 {unused[0]}",
        )  # fmt: skip
    if unreadable := of_state.get("unreadable"):
        return MachineItem(
            "ssh_keys", "note", Message("{keys} cannot be read", keys=few(unreadable)),
            Message("This key is passed over at each login."),
            Message("check its owner and its format: ssh-keygen -y -f {key}", key=unreadable[0]),
        )  # fmt: skip
    if opened := of_state.get("open"):
        means = Message("A login uses them without a question.")
        return MachineItem("ssh_keys", "ok", few(opened), means)
    if locked := of_state.get("locked"):
        state: Literal["ok", "note"] = "ok" if seen.agent else "note"
        return MachineItem(
            "ssh_keys", state, Message("{keys}, with a passphrase", keys=few(locked)),
            Message("The wizard asks for the passphrase. A command without a terminal needs the agent."),
            f"ssh-add {locked[0]}",
        )  # fmt: skip
    return MachineItem(
        "ssh_keys", "ok" if seen.agent else "note", Message("no key file"),
        Message("A login uses the agent's keys, or the wizard asks for a password."),
        "" if seen.agent else Message("ssh-keygen -t ed25519, then ssh-copy-id to each node"),
    )  # fmt: skip


def _agent(seen: SeenSsh) -> MachineItem:
    if not seen.has_agent:
        return MachineItem(
            "ssh_agent", "note", Message("none: SSH_AUTH_SOCK is not set"),
            Message("Keys with a passphrase are asked for at each start."),
            'eval "$(ssh-agent)"; ssh-add',
        )  # fmt: skip
    if seen.agent is None:
        return MachineItem(
            "ssh_agent", "problem", Message("the agent does not answer"),
            Message("The agent's socket is named, but nothing answers on it. Logins continue without the agent."),
            Message('start it again: eval "$(ssh-agent)"; ssh-add'),
        )  # fmt: skip
    if not seen.agent:
        means = Message("An agent without keys opens no login.")
        return MachineItem("ssh_agent", "note", Message("it contains no key"), means, "ssh-add")
    return MachineItem("ssh_agent", "ok", Message("it contains {count} keys", count=seen.agent),
                       Message("A login offers them. The agent is never forwarded to a node."))  # fmt: skip


def _known_hosts(seen: SeenSsh) -> MachineItem:
    if seen.known is None:
        return MachineItem(
            "known_hosts", "problem", Message("{file} cannot be read", file=seen.known_hosts),
            Message("Every host counts as unknown."), Message("check the owner and the mode of the file"),
        )  # fmt: skip
    if not seen.known:
        return MachineItem(
            "known_hosts", "note", Message("no host key is known"),
            Message("The wizard shows each new key and asks. A command without a terminal stops there."),
            Message("log in once with ssh, or use --accept-host-key SHA256:..."),
        )  # fmt: skip
    found = Message("{count} host keys; new ones go to {file}", count=seen.known, file=seen.known_hosts or "-")
    return MachineItem("known_hosts", "ok", found, Message("A host whose key has changed is never connected to."))
