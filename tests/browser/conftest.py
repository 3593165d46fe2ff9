"""End-to-end tests: the whole running product, in a real browser."""
