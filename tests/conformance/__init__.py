"""Cases with the verdict of MindIE's own code, and the runner that compares them with the judge of the wizard."""
