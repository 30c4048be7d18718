"""F10: forms, contact points, terms and answers."""
