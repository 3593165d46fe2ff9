"""The live board: what stands in the queues at this moment, readable across a room."""
