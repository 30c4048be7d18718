"""Extracts of an insurer's own system: CSV files or a workbook, read and checked (docs/extracts.md)."""
