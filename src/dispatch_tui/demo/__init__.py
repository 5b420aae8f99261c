"""A complete sample branch with a living day."""
