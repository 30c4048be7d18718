"""What is kept: tables, migrations, queries, search, audit. Nothing above this floor knows the engine."""
