"""What runs for minutes, by behaviour: kills, cuts, full disks, whole walks."""
