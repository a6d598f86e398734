"""mindie-tui: brings up MindIE on Ascend nodes and proves that it is fast and right."""

__version__ = "0.1.0"
