"""The simulated network: a process of its own that knows nothing of the product.

It speaks HTTP in the manner of a real network and keeps everything in its own SQLite ledger, so
that what reached "the network" can be compared with what the product believes. Nothing here may
import the rest of the repository, and the adapter may not import this.
"""
