"""Bytes and commands on a machine, by whatever way: here, over SSH, inside a container. `kubectl exec` will be a
sibling of `ssh`.
"""
