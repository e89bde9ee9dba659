-- Ledgers begin with the assemblies that there are.
INSERT INTO "counter" ("assembly_id", "name") SELECT "id", 'ledger' FROM "assembly";
--> statement-breakpoint
-- An entry gets its number, its hash and so its place for ever when its transaction commits (ADR 13). The counter's
-- row is the last lock that a transaction takes, so that nobody waits for it while they hold what others wait for.
CREATE FUNCTION "number_ledger_entry"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  place bigint;
BEGIN
  UPDATE "counter" SET "last" = "last" + 1
    WHERE "assembly_id" = NEW."assembly_id" AND "name" = 'ledger' RETURNING "last" - 1 INTO STRICT place;
  UPDATE "ledger_entry" SET "seq" = place,
    "hash" = sha256('\x00'::bytea || convert_to(NEW."head" || place || NEW."tail", 'UTF8'))
    WHERE "id" = NEW."id";
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER "ledger_entry_number" AFTER INSERT ON "ledger_entry"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "number_ledger_entry"();
--> statement-breakpoint
-- Nobody numbers an entry but the trigger, and nothing else of one is ever changed.
CREATE FUNCTION "keep_ledger_entry"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW."seq" IS NULL AND NEW."hash" IS NULL THEN RETURN NEW; END IF;
  ELSIF TG_OP = 'UPDATE' THEN
    IF OLD."seq" IS NULL AND NEW."seq" IS NOT NULL AND pg_trigger_depth() > 1
      AND (NEW."id", NEW."assembly_id", NEW."kind", NEW."head", NEW."tail")
        = (OLD."id", OLD."assembly_id", OLD."kind", OLD."head", OLD."tail") THEN RETURN NEW; END IF;
  END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$;
--> statement-breakpoint
CREATE TRIGGER "ledger_entry_append_only" BEFORE INSERT OR UPDATE OR DELETE ON "ledger_entry"
  FOR EACH ROW EXECUTE FUNCTION "keep_ledger_entry"();
--> statement-breakpoint
CREATE TRIGGER "ledger_entry_no_truncate" BEFORE TRUNCATE ON "ledger_entry"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
--> statement-breakpoint
CREATE TRIGGER "ledger_tile_append_only" BEFORE UPDATE OR DELETE ON "ledger_tile"
  FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
