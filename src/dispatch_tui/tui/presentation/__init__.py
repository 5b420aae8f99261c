"""Pure formatting: from records to the words, cells and lines that the screens show."""
