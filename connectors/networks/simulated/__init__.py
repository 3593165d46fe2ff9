"""The adapter of the simulated network, made like any other."""
