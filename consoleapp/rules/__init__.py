"""What is true: pure functions and values. No input or output, no framework, no reading of the clock."""
