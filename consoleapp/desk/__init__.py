"""What staff may do: one function a verb. Screens and commands call nothing below."""
