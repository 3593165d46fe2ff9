"""What moves cases along: the door in (ingest), the door out (delivery), clocks, assignment."""
