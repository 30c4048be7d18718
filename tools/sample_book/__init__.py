"""The invented sample book, written as extracts. `tools/build_sample.py` puts it into `data/sample/`."""
