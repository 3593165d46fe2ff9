"""Verbs of the settings: `check_x` may refuse, `do_x` writes the rows and the audit line."""
