"""Invented books of any size: deterministic, and skewed as real ones are."""
