"""F3: the list of policies, and one policy with its members, schedules, plans side by side and invoices."""
