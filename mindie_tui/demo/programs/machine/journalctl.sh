# journalctl -k of a demo node: the machine below it has a kernel of its own, which is none of the demo's.
cat "$MINDIE_DEMO_NODE/state/kernel.log" 2>/dev/null
exit 0
