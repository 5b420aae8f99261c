"""Readers of the files that bring slips: delimited text, spreadsheets and JSON, as streams of rows."""
