# sudo of a demo node: whoever logs in is root already; a node's fault makes it ask for a password.
[ "$1" = -n ] || { echo "sudo: a terminal is required to read the password" >&2; exit 1; }
shift
if grep -q '"sudo_asks": true' "$MINDIE_DEMO_NODE/state/faults.json"; then
    echo "sudo: a password is required" >&2
    exit 1
fi
SUDO_USER=$USER
export SUDO_USER
exec "$@"
