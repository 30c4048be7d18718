"""Files in and out: extracts, workbooks, invented books."""
