"""F5 Claims: the list of lines, one claim whole, and the form of the counter."""
