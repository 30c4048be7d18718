-- Who may do what in the database of a book. Run it as the owner, after each migration:
--
--   psql "$CONSOLEAPP_OWNER_URL" -v ON_ERROR_STOP=1 -f docs/postgresql-grants.sql
--
-- The owner migrates; consoles sign in as consoleapp_desk, which owns nothing and so cannot take a trigger away.
-- Make the role first: CREATE ROLE consoleapp_desk LOGIN PASSWORD '…';

GRANT USAGE ON SCHEMA public TO consoleapp_desk;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO consoleapp_desk;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO consoleapp_desk;
REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM consoleapp_desk;

-- What is append-only is only read and added to: every table that carries the trigger.
DO $$
DECLARE guarded regclass;
BEGIN
  FOR guarded IN SELECT tgrelid::regclass FROM pg_trigger WHERE tgname LIKE '%\_append\_only' LOOP
    EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %s FROM consoleapp_desk', guarded);
  END LOOP;
END $$;

-- Receipts and invoices are locked before they are allocated, and PostgreSQL asks for a right to update before it
-- locks a row. One column is enough; the trigger still refuses every update.
GRANT UPDATE (id) ON invoice, settlement TO consoleapp_desk;
