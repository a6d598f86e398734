"""The engine: everything that is true of MindIE and of nothing else. A second engine is a sibling folder with the
same rooms inside; nothing of MindIE lies outside this folder.
"""
