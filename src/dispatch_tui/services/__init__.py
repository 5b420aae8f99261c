"""Floor 4: use cases; one function is one transaction and one group of events."""
