"""A load on a running service, whatever engine serves it: the requests, the answers, and what the figures mean.
Accuracy is a kind of bench."""
