"""Rows of extracts into the book: staged, checked against what is on record, applied, all or nothing."""
