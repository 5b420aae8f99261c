"""Floor 2: YAML into validated, typed settings, with file and line in every message."""
