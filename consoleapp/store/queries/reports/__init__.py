"""What each report asks the book: one SELECT with a label for every column, in the order it is read in."""
