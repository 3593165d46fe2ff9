"""The fault drill: the whole product under faults, and a checker that believes only the network's
ledger and the database."""
