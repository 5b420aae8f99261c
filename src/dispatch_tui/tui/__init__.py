"""Floor 6: the screens; no SQL and no rules here."""
