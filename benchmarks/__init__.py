"""What is promised about speed, measured with a peer beside it: ``python -m benchmarks``."""
