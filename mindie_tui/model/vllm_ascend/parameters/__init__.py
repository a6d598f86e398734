"""The arguments, variables and keys of additional_config that matter on Ascend, each declared once."""
