"""Commands that read documents of this machine: profiles, config.json, what a word means. No node, no run."""
