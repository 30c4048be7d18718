"""F4: what a policy holder owes, what came in, and what of it pays what (DOMAIN 6)."""
