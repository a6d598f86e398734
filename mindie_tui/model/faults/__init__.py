"""Faults of MindIE, CANN, Python engines, the kernel and AISBench: how a line shows one, its cause, and what to do."""
