"""Programs that are sent to a node over standard input, for Python 3.8 and its standard library.

A program may import modules of the folders here, and nothing else of ours, by `from module import name` alone: the
sender (remote/transport/node_program.py) puts the text of each in front of the program, so nothing is installed there.
"""
