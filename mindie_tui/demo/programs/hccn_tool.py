"""hccn_tool of a demo node: the questions of MindIE's own guide, answered in the real tool's words."""

import json
import os
import sys

STATE = os.path.join(os.environ["MINDIE_DEMO_NODE"], "state")


def answer(device, words, node, faults):
    """The text of one question; None where the tool does not know it."""
    subnet = f"11.12.{164 + node}"
    tls, link = int(device in faults.get("tls_on", [])), "DOWN" if device in faults.get("link_down", []) else "UP"
    questions = {
        "-ip": f"ipaddr:{subnet}.{80 + device}\nnetmask:255.255.255.0",
        "-link": f"link status: {link}",
        "-net_health": "net health status: Success",
        "-netdetect": f"netdetect address: {subnet}.1",
        "-gateway": f"default gateway:{subnet}.1, Iface:eth{device}",
        "-tls": f"dev_id:{device}, tls switch[{tls}](0:disable, 1:enable), "
        "tls preconfigured[1](0:non-preset, 1:preset), tls alarm time threshold[60]days",
        "-lldp": f"Chassis ID TLV\n\tMAC: 38:6b:1c:00:{node:02x}:01\nPort ID TLV\n"
        f"\tIfname: 400GE1/{1 + device // 8}/{1 + device // 2 % 4}:{1 + device % 2}\nSystem Name TLV\n\tCE9860-{node}",
        "-vnic": f"vnic link status: UP\nvnic ipaddr: 192.168.{node}.{199 + device}\nvnic netmask: 255.255.248.0",
        "-optical": "present : present\nVendor Name: HISILICON",
    }
    if len(words) == 2 and words[1] == "-g":
        return questions.get(words[0])
    if len(words) == 4 and words[0] in ("-ping", "-hccs_ping") and words[1:3] == ["-g", "address"]:
        lines = [f"device {device} PING {words[3]}"]
        lines += [f"recv seq={n},time=0.0{70 + 3 * n}000ms" for n in range(3)]
        return "\n".join(lines + ["3 packets transmitted, 3 received, 0.00% packet loss"])
    return None


def main(words):
    with open(os.path.join(STATE, "faults.json"), encoding="utf-8") as file:
        faults = json.load(file)
    if len(words) < 4 or words[0] != "-i" or not words[1].isdigit():
        sys.stdout.write("Command execute failed!\n")
        sys.exit(1)
    device = int(words[1])
    if device > 15:
        sys.stdout.write("The device is not exist!\n")
        sys.exit(1)
    if words[2:] == ["-ip", "-g"] and device in faults.get("no_device_ip", []):
        sys.stdout.write("Get ipconf failed, because no ip was preset there!\n")
        sys.exit(1)
    text = answer(device, words[2:], int(os.environ["MINDIE_DEMO_IP"].rsplit(".", 1)[1]), faults)
    sys.stdout.write("Command execute failed!\n" if text is None else text + "\n")
    sys.exit(text is None)


if __name__ == "__main__":
    main(sys.argv[1:])
