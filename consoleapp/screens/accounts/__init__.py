"""F7: portal accounts, the list and one of them; what staff do about an account."""
