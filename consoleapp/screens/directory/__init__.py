"""F6: which doctor is open near me."""
