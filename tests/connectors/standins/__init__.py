"""Servers of the project's own that stand in for networks of which no other stand-in exists."""
