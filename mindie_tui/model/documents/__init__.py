"""A JSON document: read and shown as MindIE's C++ reads it, the kinds of value a field may hold, a change along a
path, a comparison. Knows no field of MindIE.
"""
