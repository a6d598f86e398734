# hccn_tool of a demo node: the questions of MindIE's own guide, answered in the real tool's words.
# A shell's own words alone: a preflight asks it 64 times a node at once, and an interpreter takes 20 ms to start.

read -r faults 2>/dev/null < "$MINDIE_DEMO_NODE/state/faults.json" || :
node=${MINDIE_DEMO_IP##*.} device=$2

has() { # whether the list of this fault holds the device
  list=${faults#*\""$1"\": [}
  [ "$list" != "$faults" ] || return 1
  case ", ${list%%]*}," in *", $device,"*) return 0 ;; esac
  return 1
}

word() { # what the table of this fault has for the device, else $2
  table=${faults#*\""$1"\": \{}
  value=${table#*\""$device"\": \"}
  [ "$table" != "$faults" ] && [ "$value" != "$table" ] && printf '%s\n' "${value%%\"*}" || printf '%s\n' "$2"
}

fail() {
  printf '%s\n' "$1"
  exit 1
}

case $1:$device in
-i:[0-9] | -i:1[0-5]) ;;
-i:[0-9]*) [ $# -ge 4 ] && fail "The device is not exist!" || fail "Command execute failed!" ;;
*) fail "Command execute failed!" ;;
esac
subnet=11.12.$((164 + node))
case "$3 $4:$#" in
"-ip -g:4")
  has no_device_ip && fail "Get ipconf failed, because no ip was preset there!"
  printf 'ipaddr:%s\nnetmask:255.255.255.0\n' "$subnet.$((80 + device))" ;;
"-link -g:4") has link_down && echo "link status: DOWN" || echo "link status: UP" ;;
"-net_health -g:4") echo "net health status: $(word net_health Success)" ;;
"-netdetect -g:4") echo "netdetect address: $subnet.1" ;;
"-gateway -g:4") echo "default gateway:$subnet.1, Iface:eth$device" ;;
"-tls -g:4")
  has tls_on && switch=1 || switch=0
  echo "dev_id:$device, tls switch[$switch](0:disable, 1:enable), tls preconfigured[1](0:non-preset, 1:preset)," \
    "tls alarm time threshold[60]days" ;;
"-lldp -g:4")
  printf 'Chassis ID TLV\n\tMAC: 38:6b:1c:00:%02x:01\nPort ID TLV\n' "$node"
  printf '\tIfname: 400GE1/%s/%s:%s\n' $((1 + device / 8)) $((1 + device / 2 % 4)) $((1 + device % 2))
  printf 'System Name TLV\n\tCE9860-%s\n' "$node" ;;
"-vnic -g:4")
  printf 'vnic link status: UP\nvnic ipaddr: 192.168.%s.%s\nvnic netmask: 255.255.248.0\n' "$node" $((199 + device)) ;;
"-optical -g:4") printf 'present : present\nVendor Name: HISILICON\n' ;;
"-ping -g:6" | "-hccs_ping -g:6")
  [ "$5" = address ] || fail "Command execute failed!"
  printf 'device %s PING %s\n' "$device" "$6"
  printf 'recv seq=0,time=0.070000ms\nrecv seq=1,time=0.073000ms\nrecv seq=2,time=0.076000ms\n'
  echo "3 packets transmitted, 3 received, 0.00% packet loss" ;;
*) fail "Command execute failed!" ;;
esac
