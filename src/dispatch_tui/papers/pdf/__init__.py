"""Paper forms as PDF: what stands on them, how it is set in type, laid out on pages and drawn."""
