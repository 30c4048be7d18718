"""F8: one queue of what waits for somebody."""
