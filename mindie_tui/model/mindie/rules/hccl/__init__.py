"""What HCCL, not MindIE's daemon, asks of a rank table: it checks when the workers join, minutes after the start."""
