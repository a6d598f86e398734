"""One finding = one rule = one function, filed by the stage in which MindIE would complain. The code is
`stage.name`, so the code says which folder to open.
"""
