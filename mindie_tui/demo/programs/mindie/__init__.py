"""Run by path, hence no package-relative imports; the `mindie_` prefix stays, because an `http.py` beside them
would shadow the standard library.
"""
