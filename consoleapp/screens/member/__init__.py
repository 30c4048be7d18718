"""Everything about one person, on one screen: who they are, and what is asked about them."""
