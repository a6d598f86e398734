"""Every key that a person can set in config.json, the environment and plugin_params, declared once, in two
languages.
"""
