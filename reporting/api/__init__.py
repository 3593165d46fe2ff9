"""Reports for programs: the same figures, raw, each with the address of its cases."""
