"""The keywords of ssh_config(5) up to OpenSSH 10: what each takes, and which of them ssh refuses to read."""

from __future__ import annotations

import re

from mindie_tui.model.message import Message
from mindie_tui.remote.transport.ssh.config.lexer import BadLine

_FLAG = ("true", "false", "yes", "no")
_ASK = (*_FLAG, "ask")
ALIASES = {
    "challengeresponseauthentication": "kbdinteractiveauthentication",
    "skeyauthentication": "kbdinteractiveauthentication",
    "tisauthentication": "kbdinteractiveauthentication",
    "dsaauthentication": "pubkeyauthentication",
    "identityfile2": "identityfile",
    "smartcarddevice": "pkcs11provider",
    "keepalive": "tcpkeepalive",
    "hostbasedkeytypes": "hostbasedacceptedalgorithms",
    "pubkeyacceptedkeytypes": "pubkeyacceptedalgorithms",
}
CHOICES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        (
            "batchmode canonicalizefallbacklocal checkhostip clearallforwardings enableescapecommandline "
            "enablesshkeysign exitonforwardfailure forkafterauthentication forwardx11 forwardx11trusted gatewayports "
            "gssapiauthentication gssapidelegatecredentials hashknownhosts hostbasedauthentication identitiesonly "
            "kbdinteractiveauthentication nohostauthenticationforlocalhost passwordauthentication permitlocalcommand "
            "proxyusefdpass stdinnull streamlocalbindunlink tcpkeepalive visualhostkey"
        ).split(),
        _FLAG,
    ),
    "addressfamily": ("inet", "inet6", "any"),
    "canonicalizehostname": (*_FLAG, "always"),
    "compression": ("yes", "no"),
    "controlmaster": (*_FLAG, "auto", "ask", "autoask"),
    "pubkeyauthentication": (*_FLAG, "unbound", "host-bound"),
    "requesttty": (*_FLAG, "force", "auto"),
    "sessiontype": ("none", "subsystem", "default"),
    "stricthostkeychecking": (*_ASK, "off", "accept-new"),
    "tunnel": (*_FLAG, "ethernet", "point-to-point"),
    "updatehostkeys": _ASK,
    "verifyhostkeydns": _ASK,
    "warnweakcrypto": (*_FLAG, "no-pq-kex"),
}
WHOLE = frozenset({"knownhostscommand", "localcommand", "proxycommand", "proxyjump", "remotecommand"})
"""The value is the rest of the line as it is written, quotes and # and all."""
LISTS = frozenset(
    "canonicaldomains canonicalizepermittedcnames channeltimeout globalknownhostsfile logverbose permitremoteopen "
    "revokedhostkeys userknownhostsfile".split()
)
"""Several values on a line; `none` must be alone."""
APPENDED = frozenset("certificatefile dynamicforward identityfile localforward remoteforward sendenv".split())
"""Each line adds to the ones before."""
_NUMBERS = frozenset(
    "canonicalizemaxdots connectionattempts numberofpasswordprompts requiredrsasize serveralivecountmax".split()
)
_TIMES = frozenset("connecttimeout forwardx11timeout serveraliveinterval".split())
PLAIN = frozenset(
    (
        "addkeystoagent bindaddress bindinterface casignaturealgorithms ciphers controlpath controlpersist escapechar "
        "fingerprinthash forwardagent gssapiclientidentity gssapikexalgorithms gssapikeyexchange "
        "gssapirenewalforcesrekey gssapiserveridentity gssapitrustdns hostbasedacceptedalgorithms hostkeyalgorithms "
        "hostkeyalias hostname identityagent ignoreunknown ipqos kbdinteractivedevices kexalgorithms loglevel macs "
        "obscurekeystroketiming pkcs11provider port preferredauthentications pubkeyacceptedalgorithms "
        "refuseconnection rekeylimit securitykeyprovider setenv streamlocalbindmask syslogfacility tag tunneldevice "
        "user versionaddendum xauthlocation"
    ).split()
)
PASSED_OVER = frozenset(
    (
        "protocol cipher fallbacktorsh globalknownhostsfile2 rhostsauthentication userknownhostsfile2 useroaming "
        "usersh useprivilegedport afstokenpassing kerberosauthentication kerberostgtpassing rsaauthentication "
        "rhostsrsaauthentication compressionlevel"
    ).split()
)
"""Words of old releases, which ssh reads without effect."""
BLOCKS = frozenset({"host", "match", "include"})
KNOWN = frozenset(CHOICES) | WHOLE | LISTS | APPENDED | _NUMBERS | _TIMES | PLAIN | PASSED_OVER | BLOCKS
_SEVERAL = LISTS | APPENDED | frozenset({"setenv", "ipqos", "rekeylimit", "addkeystoagent", "obscurekeystroketiming"})
_TIME = re.compile(r"(\d+[smhdw]?)+", re.IGNORECASE)


def check(keyword: str, words: list[str]) -> None:
    """Raises BadLine for a value with which ssh would stop, as far as this module knows the values.

    `keyword` is in KNOWN and not in WHOLE, PASSED_OVER or BLOCKS; whether the line is meant for a host is no matter.
    """
    if not words or not words[0]:
        raise BadLine(Message("{keyword} has no value", keyword=keyword))
    word = words[0]
    if keyword in CHOICES and word.lower() not in CHOICES[keyword]:
        raise BadLine(
            Message(
                "{keyword} cannot be {word}: it is one of {names}",
                keyword=keyword,
                word=word,
                names=", ".join(CHOICES[keyword]),
            )
        )
    if keyword == "port" and not (re.fullmatch(r"\d{1,5}", word, re.ASCII) and 0 < int(word) < 65536):
        raise BadLine(Message("port cannot be {word}: it is a number from 1 to 65535", word=word))
    if keyword in _NUMBERS and not re.fullmatch(r"\d{1,10}", word, re.ASCII):
        raise BadLine(Message("{keyword} cannot be {word}: it is a number", keyword=keyword, word=word))
    if keyword in _TIMES and word != "none" and not _TIME.fullmatch(word):
        raise BadLine(Message("{keyword} cannot be {word}: it is a time, as 30 or 5m", keyword=keyword, word=word))
    if keyword in LISTS and len(words) > 1 and any(w.lower() == "none" for w in words):
        raise BadLine(Message("{keyword} has none together with other values", keyword=keyword))
    if keyword in ("setenv",) and any("=" not in w for w in words):
        raise BadLine("setenv needs NAME=VALUE")
    if len(words) > 1 and keyword not in _SEVERAL:
        raise BadLine(Message("{keyword} has too many words: {names}", keyword=keyword, names=" ".join(words[1:])))
