"""The network of whoever has none of ours: another system pushes its customers' messages in by the
API, and fetches the replies there or has them delivered to a signed webhook."""
