"""Floor 1: the rules of the room in pure Python; no files, no database, no clock, no screen."""
