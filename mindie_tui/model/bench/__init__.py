"""A load on a running service, whatever serves it: what is asked, what comes back, what the figures mean. Accuracy
is a kind of bench.
"""
