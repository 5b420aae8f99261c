"""Floor 5: what leaves the room: exports and machine-readable documents."""
