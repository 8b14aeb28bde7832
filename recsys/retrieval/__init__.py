"""Which items may be served: candidates and filters."""
