"""hostname of a demo node; -I and -i give its address."""

import os
import sys

if __name__ == "__main__":
    asked = sys.argv[1:]
    sys.stdout.write(os.environ["MINDIE_DEMO_IP" if asked and asked[0] in ("-I", "-i") else "MINDIE_DEMO_NAME"] + "\n")
