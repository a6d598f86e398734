"""Configurations that ssh and we must read alike: (name, the file, the host, more files).

@DIR@ is the folder that the files stand in. A name that begins with `new:` needs a later OpenSSH than this machine may
have; then ssh refuses it, and what the manual says of it is the test's own to say.
"""

import textwrap
from pathlib import Path

H1 = """
    Match host 127.0.0.1
      StrictHostKeyChecking no
    Host h1
      HostName 127.0.0.1
      Port 22555
"""
TABLE: list[tuple[str, str, str]] = [
    ("nothing", "", "h1"),
    ("match host is judged as it stands there", H1, "h1"),
    ("match host after HostName", "Host h1\n HostName 10.0.0.1\nMatch host 10.0.0.1\n StrictHostKeyChecking no", "h1"),
    ("match host %h", "Host h1\n HostName %h.lab\nMatch host h1.lab\n User lab", "h1"),
    ("exec true, yes, then no",
     'Match exec "true"\n StrictHostKeyChecking yes\nHost *\n StrictHostKeyChecking no', "h"),
    ("exec false, yes, then no",
     "Match exec false\n StrictHostKeyChecking yes\nHost *\n StrictHostKeyChecking no", "h"),
    ("negated exec", 'Match !exec "false"\n StrictHostKeyChecking yes\nHost *\n StrictHostKeyChecking no', "h"),
    ("exec, no", "Match exec true\n StrictHostKeyChecking no", "h"),
    ("exec with tokens", 'Match exec "test %h = h"\n Port 2022', "h"),
    ("exec after a false one is not run", "Match host other exec true\n Port 2\nHost *\n Port 3", "h"),
    ("exec, HostName", "Match exec true\n HostName 10.0.0.9\nHost *\n HostName 10.0.0.1", "h"),
    ("exec in an include", "Host h\n Include @DIR@/exec\nHost *\n StrictHostKeyChecking no", "h"),
    ("localnetwork",
     "Match localnetwork 127.0.0.0/8\n StrictHostKeyChecking yes\nHost *\n StrictHostKeyChecking no", "h"),
    ("originalhost", "Host h\n HostName 10.0.0.1\nMatch originalhost h\n Port 9", "h"),
    ("originalhost negated", "Match !originalhost h\n Port 9\nMatch originalhost a,h\n Port 8", "h"),
    ("user before it is set", "Match user ops\n Port 9\nHost h\n User ops", "h"),
    ("user after it is set", "Host h\n User ops\nMatch user ops\n Port 9", "h"),
    ("user list", "Host h\n User ops\nMatch user root,o*,!x*\n Port 9", "h"),
    ("localuser", "Match localuser root\n Port 9", "h"),
    ("all", "Match all\n Port 9", "h"),
    ("all negated", "Match !all\n Port 9", "h"),
    ("all after host", "Match host h all\n Port 9", "h"),
    ("all beside others", "Match host h user root all\n Port 9", "h"),
    ("final", "Match final\n Port 9\nHost h\n HostName 10.0.0.1", "h"),
    ("final sees HostName", "Match final host 10.0.0.1\n Port 9\nHost h\n HostName 10.0.0.1", "h"),
    ("final runs Host with HostName", "Match final\n User x\nHost 10.*\n Port 9\nHost h\n HostName 10.0.0.1", "h"),
    ("not final", "Match !final host 10.0.0.1\n Port 9\nHost h\n HostName 10.0.0.1", "h"),
    ("canonical is not asked for", "Match canonical\n Port 9", "h"),
    ("canonical", "CanonicalizeHostname yes\nMatch canonical\n Port 9", "h"),
    ("tagged", "Host dev\n Tag lab\nMatch tagged lab\n StrictHostKeyChecking no\n Port 2022", "dev"),
    ("match without a word", "Match\n Port 9", "h"),
    ("match of an unknown kind", "Match place here\n Port 9", "h"),
    ("match with =", "Match host=h\n Port 9", "h"),
    ("host negated", "Host * !h\n Port 9\nHost h\n Port 8", "h"),
    ("host negated after a match", "Host h !h\n Port 9", "h"),
    ("host capitals", "Host A3-*\n Port 9\nHost a3-*\n Port 8", "A3-01"),
    ("host question mark", "Host a3-0?\n Port 9", "a3-01"),
    ("host brackets are letters", "Host a3-0[12]\n Port 9", "a3-01"),
    ("host comma is a letter", "Host a,b\n Port 9", "a"),
    ("host quoted", 'Host "a b" h\n Port 9', "h"),
    ("host with a comment", "Host a # h\n Port 9", "h"),
    ("host =", "Host=h\n Port=9\n User = ops", "h"),
    ("comment after a value", "Host h\n HostName 10.0.0.1 # it's the first\n Port 2222 # not 22", "h"),
    ("comment after match", "Match all # CLOUDFLARE\n Include @DIR@/more # it's there\nHost h\n User x", "h"),
    ("comment glued to a word", "Host h\n User ops#1", "h"),
    ("bytes that are no text in a comment", "# \udcd6\udcf7\udcbb\udcfa\nHost h\n Port 9", "h"),
    ("bytes that are no text in a user", "Host h\n User a\udcd6", "h"),
    ("a backslash at the end", "Host h\n HostName 10.0.0.1\n IdentityFile C:\\Users\\ops\\.ssh\\", "h"),
    ("escapes", 'Host h\n User "a\\"b"\n IdentityFile /tmp/a\\ b', "h"),
    ("single quotes", "Host h\n User 'ops x'", "h"),
    ("an open quote", "Host h\n User 'ops", "h"),
    ("an open quote elsewhere", "Host other\n User 'ops\nHost h\n Port 9", "h"),
    ("a quoted keyword", '"Host" h\n "Port" 9', "h"),
    ("tabs and carriage returns", "Host\th\r\n\tPort\t9\r\n", "h"),
    ("a form feed at the end", "Host h\n Port 9\f", "h"),
    ("an unknown keyword", "Host other\n StrictHostKeyCheking yes\nHost h\n Port 9", "h"),
    ("an unknown keyword that may be", "IgnoreUnknown UseKey*\nHost h\n UseKeychain yes\n Port 9", "h"),
    ("ignoreunknown too late", "Host h\n UseKeychain yes\nIgnoreUnknown UseKeychain", "h"),
    ("ignoreunknown of another host", "Host x\n IgnoreUnknown UseKeychain\nHost h\n UseKeychain yes", "h"),
    ("an old keyword", "Protocol 2\nUseRoaming no\nHost h\n Port 9", "h"),
    ("a value too many", "Host h\n Port 9 10", "h"),
    ("no value", "Host h\n Port", "h"),
    ("a bad port elsewhere", "Host other\n Port many\nHost h\n Port 9", "h"),
    ("a port too high", "Host h\n Port 65536", "h"),
    ("a bad flag", "Host h\n BatchMode maybe", "h"),
    *((f"strict {w}", f"StrictHostKeyChecking {w}", "h") for w in ("yes", "no", "off", "ask", "accept-new", "YES")),
    *((f"strict {w}", f"StrictHostKeyChecking {w}", "h") for w in ("true", "false", "never", '""')),
    ("strict twice", "Host h\n StrictHostKeyChecking yes\nHost *\n StrictHostKeyChecking no", "h"),
    ("several known hosts", 'Host h\n UserKnownHostsFile @DIR@/a "@DIR@/b"\n GlobalKnownHostsFile @DIR@/c', "h"),
    ("known hosts none", "UserKnownHostsFile none\nGlobalKnownHostsFile none", "h"),
    ("known hosts none beside one", "UserKnownHostsFile none @DIR@/a", "h"),
    ("known hosts with tokens", "UserKnownHostsFile @DIR@/%h.%p.%r.%n", "h"),
    ("known hosts with a token of nobody", "UserKnownHostsFile @DIR@/%z", "h"),
    ("revoked", "RevokedHostKeys @DIR@/revoked", "h"),
    ("revoked none", "RevokedHostKeys none\nHost *\n RevokedHostKeys @DIR@/a", "h"),
    ("alias", "HostKeyAlias Lab", "h"),
    ("jump", "ProxyJump gate", "h"),
    ("jump none first", "Host h\n ProxyJump none\nHost *\n ProxyJump gate", "h"),
    ("jump before command", "ProxyJump gate\nProxyCommand nc %h %p", "h"),
    ("command before jump", "ProxyCommand nc %h %p\nProxyJump gate", "h"),
    ("jump none, then a command", "ProxyJump none\nProxyCommand nc %h %p", "h"),
    ("command none", "ProxyCommand none\nProxyJump gate", "h"),
    ("jump with tokens", "HostName %h.lab\nPort 9\nProxyJump %r@gate-%n.%h", "h"),
    ("jump with a token of nobody", "ProxyJump gate-%z", "h"),
    ("jump to an address", "ProxyJump ssh://ops@gate:2222", "h"),
    ("jump with a user and a port", "ProxyJump ops@gate:2222,second", "h"),
    ("command with quotes and #", "ProxyCommand sh -c 'nc %h %p' # it is ours", "h"),
    ("include", "Host h\n Include @DIR@/more\nHost *\n Port 9", "h"),
    ("include of a block for another", "Host other\n Include @DIR@/more\nHost *\n Port 9", "h"),
    ("a Host in an include ends with it", "Include @DIR@/hosts\nPort 9", "h"),
    ("include of nothing", "Include @DIR@/missing*\nPort 9", "h"),
    ("include that others can write", "Include @DIR@/open\nPort 9", "h"),
    ("include without end", "Include @DIR@/loop", "h"),
    ("a bad line in an include of another host", "Host other\n Include @DIR@/bad", "h"),
    ("include several", "Include @DIR@/more @DIR@/hosts\nPort 9", "h"),
    ("hashed", "HashKnownHosts yes", "h"),
    ("check host ip", "CheckHostIP yes", "h"),
    ("host key algorithms", "HostKeyAlgorithms ssh-ed25519", "h"),
    ("host key algorithms less", "HostKeyAlgorithms -ecdsa*", "h"),
    ("host key algorithms first", "HostKeyAlgorithms ^rsa-sha2-512", "h"),
    ("ciphers", "Ciphers aes256-ctr,aes128-ctr\nMACs hmac-sha2-256", "h"),
    ("kex", "KexAlgorithms -ecdh*", "h"),
    ("known hosts command", "KnownHostsCommand /bin/cat @DIR@/a # %H", "h"),
    ("update host keys", "UpdateHostKeys yes\nPort 9", "h"),
    ("identity files add up",
     "Host h\n IdentityFile ~/.ssh/a\nHost *\n IdentityFile ~/.ssh/b\n CertificateFile c", "h"),
    ("identity none", "IdentityFile none\nIdentitiesOnly yes", "h"),
    ("a hop of a laboratory", """
        Host vm
          HostName vm.site.example
        Host *.site.example
            User username
        Match host *.site.example,!tunnel*.site.example !exec "hostname -A | grep -q '.site.example '"
          ProxyJump tunnel.site.example
     """, "vm"),
]  # fmt: skip
FILES = {
    "more": "Host h\n  User more\n  Port 7\n",
    "hosts": "Host nobody\n  Port 6\n",
    "open": "Port 5\n",
    "loop": "Include @DIR@/loop\n",
    "bad": "Host x\n  Nonsense yes\n",
    "exec": "Match exec true\n  StrictHostKeyChecking yes\n",
    "revoked": "",
}


def written(folder: Path, text: str) -> Path:
    """The configuration's path, with the files beside it that it may name."""
    for name, words in FILES.items():
        (folder / name).write_text(words.replace("@DIR@", str(folder)))
        (folder / name).chmod(0o666 if name == "open" else 0o600)
    path = folder / "config"
    raw = textwrap.dedent(text).replace("@DIR@", str(folder)).encode("utf-8", "surrogateescape")
    path.write_bytes(raw)
    return path
