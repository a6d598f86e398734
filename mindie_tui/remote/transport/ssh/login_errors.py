"""Why a login failed: what asyncssh or the system says, as one of our errors."""

from __future__ import annotations

import socket

import asyncssh

from mindie_tui.model.errors import HostKeyUnknown, LinkError, LoginRefused, Unreachable
from mindie_tui.model.message import Message, joined
from mindie_tui.remote.transport.ssh.handshake import Handshake
from mindie_tui.remote.transport.ssh.host import SshHost


def as_link_error(error: Exception, node: str, host: SshHost, hand: Handshake, login_timeout: float) -> LinkError:
    """Our own error for an error of asyncssh or of the system."""
    place = f"{host.settings.hostname}:{host.settings.port}"
    match error:
        case _ if hand.refusal is not None:
            return hand.refusal
        case asyncssh.HostKeyNotVerifiable():
            return HostKeyUnknown(
                Message("the host certificate of {place} is not trusted: {reason}", place=place, reason=error.reason),
                node=node,
                fingerprint="",
                known_hosts=str(host.known.files[0]) if host.known.files else "none",
                do="look at the @cert-authority lines of known_hosts",
            )
        case TimeoutError():
            return Unreachable(
                Message(
                    "{place}: {how_far} within {login_timeout:g} s",
                    place=place,
                    how_far=_how_far(hand),
                    login_timeout=login_timeout,
                ),
                node=node,
                do="is the machine up, and sshd?",
            )
        case socket.gaierror():
            return Unreachable(
                Message("the name {hostname} is not known here", hostname=host.settings.hostname),
                node=node,
                do="write HostName for it in the SSH configuration, or an address",
            )
        case ConnectionRefusedError():
            return Unreachable(
                Message("{place} refused the connection", place=place),
                node=node,
                do="is sshd running there, on that port?",
            )
        case asyncssh.Error():
            return Unreachable(f"{place}: {error.reason}", node=node)
        case OSError():
            return Unreachable(f"{place}: {error.strerror or error}", node=node)
    return Unreachable(f"{place}: {error}", node=node, do="look at its lines in the SSH configuration")


def _how_far(hand: Handshake) -> str:
    if hand.heard:
        return "it answered, but the login did not end"
    return "it took the connection, but says nothing" if hand.connected else "no answer"


def login_refused(node: str, host: SshHost, hand: Handshake, tried: list[str], can_ask: bool) -> LoginRefused:
    """None of what was offered was taken; `tried` says what that was, `can_ask` whether a password could be given."""
    account = host.account
    if hand.sent:
        what: str = Message("{account} accepted no key and not the password", account=account)
    elif hand.wants and not can_ask:
        what = Message(
            "{account} accepted no key and takes a password, but there is no terminal to ask for it on", account=account
        )
    else:
        given = Message("and no password was given") if hand.wants else ""
        what = joined(Message("{account} accepted no key", account=account), given, between=", ")
    return LoginRefused(
        Message("{what}; tried {names}", what=what, names=", ".join(tried)),
        node=node,
        do=Message(
            "put your public key there (ssh-copy-id), or name one with IdentityFile for Host {alias}", alias=host.alias
        ),
    )
