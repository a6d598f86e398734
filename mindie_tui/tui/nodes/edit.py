"""Add nodes, or edit one: name, host and ip; a set such as a3-[01-16] means many nodes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from pydantic import ValidationError
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Label, Static

from mindie_tui.model.node import Node, node_names
from mindie_tui.tui.dialogs.sheet import Sheet
from mindie_tui.tui.text.cells import cut, say
from mindie_tui.tui.text.translate import t

FIELDS = (
    ("name", "a3-01, or a set: a3-[01-16]"),
    ("host", "a Host of ~/.ssh/config, user@address:port, or local"),
    ("ip", "address for the other nodes; empty: the SSH address"),
)


def nodes_of(name: str, host: str, ip: str, taken: Collection[str] = (), serves: bool = True) -> tuple[Node, ...]:
    """The nodes of three typed lines. A range counts in all of them together; raises ValueError with a sentence."""
    if not name:
        raise ValueError(t("a node needs a name; a set such as a3-[01-16] names many"))
    names = node_names(name)
    hosts, ips = (node_names(line) if line else [""] for line in (host, ip))
    for what, found in (("host", hosts), ("ip", ips)):
        if len(found) not in (1, len(names)):
            says = "{n} names but {m} of {what}; write the range in both alike"
            raise ValueError(t(says, n=len(names), m=len(found), what=what))
        if len(found) == 1 and len(names) > 1 and found[0] and what == "ip":
            raise ValueError(t("one ip for several nodes; write a range such as 10.20.3.[11-26]"))
    made = []
    for at, one in enumerate(names):
        if one in taken:
            raise ValueError(t("{name} exists already; a name belongs to one node", name=one))
        at_host, at_ip = hosts[at if len(hosts) > 1 else 0], ips[at if len(ips) > 1 else 0]
        local = at_host == "local"
        try:
            made.append(
                Node(
                    name=one,
                    host="" if local else at_host,
                    ip=at_ip or None,
                    serves=serves,
                    connection="local" if local else "ssh",
                )
            )
        except ValidationError as wrong:
            said = t("{name} is not a valid node name; use letters, digits, . _ -, at most 64", name=cut(one, 30))
            raise ValueError(said) from wrong
    return tuple(made)


class EditNodes(Sheet[tuple[Node, ...] | None]):
    """`await app.push_screen_wait(EditNodes(...))` gives the nodes; None on esc."""

    BINDINGS = [
        Binding("enter", "keep", "keep", priority=True),
        Binding("tab,down", "app.focus_next", "next field", key_display="tab", priority=True),
        Binding("shift+tab,up", "app.focus_previous", "previous field", show=False, priority=True),
    ]

    def __init__(self, title: str, read: Callable[[str, str, str], tuple[Node, ...]], node: Node | None = None) -> None:
        super().__init__()
        self.heading, self.read, self.node = title, read, node

    def headline(self) -> Content:
        return say((t(self.heading), "bold $strong"))

    def content(self) -> Iterable[Widget]:
        node = self.node
        values = ("", "", "")
        if node is not None:
            values = (node.name, "local" if node.connection == "local" else node.host, node.ip or "")
        for (name, hint), value in zip(FIELDS, values, strict=True):
            field = Input(value, placeholder=t(hint), compact=True, id=name)
            yield Horizontal(Label(t(name), classes="field-label"), field, classes="field-row")
        yield Static("", id="wrong", classes="sheet-answers")

    def _read(self) -> tuple[Node, ...]:
        name, host, ip = (self.query_one(f"#{field}", Input).value.strip() for field, _ in FIELDS)
        return self.read(name, host, ip)

    def on_input_changed(self) -> None:
        try:
            found = self._read()
        except ValueError as wrong:
            typed = any(self.query_one(f"#{field}", Input).value for field, _ in FIELDS)
            self.query_one("#wrong", Static).update(say((str(wrong), "$error" if typed else "$muted")))
            return
        many = f"{len(found)} {t('nodes')}: {found[0].name} .. {found[-1].name}" if len(found) > 1 else ""
        self.query_one("#wrong", Static).update(say((many or t("one node"), "$muted")))

    def action_keep(self) -> None:
        try:
            self.dismiss(self._read())
        except ValueError as wrong:
            self.query_one("#wrong", Static).update(say((str(wrong), "$error")))
