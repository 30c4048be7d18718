"""Questions to the book: Core selects that return rows made for the question, never loaded graphs."""
