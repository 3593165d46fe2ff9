"""Servers of the Mastodon API, by Mastodon.py: they differ, and the adapter holds on all."""
