# cat of a demo node: /etc/hccn.conf is the node's own, as in a file system of its own. The rest is the real one.

[ "$*" != /etc/hccn.conf ] || set -- "$MINDIE_DEMO_NODE/etc/hccn.conf"
exec /bin/cat "$@"
