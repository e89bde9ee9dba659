-- A head stays as it was signed: its text, the ledger's own signature, which is its first, and what the tree is
-- appended to from. Witnesses' signatures come to stand under it, a line each.
CREATE FUNCTION "keep_ledger_head"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  lines integer := strpos(OLD."note", E'\n\n') + 2;
  own text := left(OLD."note", lines - 1 + strpos(substr(OLD."note", lines), E'\n'));
BEGIN
  IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - 'note' = to_jsonb(NEW) - 'note'
    AND left(NEW."note", length(own)) = own
    AND substr(NEW."note", length(own) + 1) ~ E'^(— [^\n]+\n)*$' THEN RETURN NEW; END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$;
--> statement-breakpoint
CREATE TRIGGER "ledger_head_append_only" BEFORE UPDATE OR DELETE ON "ledger_head"
  FOR EACH ROW EXECUTE FUNCTION "keep_ledger_head"();
--> statement-breakpoint
CREATE TRIGGER "ledger_head_no_truncate" BEFORE TRUNCATE ON "ledger_head"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
