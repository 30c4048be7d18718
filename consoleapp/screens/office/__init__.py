"""Areas of work of those who answer for the desk: who may sign in, and what is on record."""
