-- What a request was is hashed in the ledger: it stays as it came, or an erasure empties the whole of it (ADR 15).
CREATE FUNCTION "keep_evidence"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND current_setting('folkmoot.erasing', true) = 'on'
    AND (NEW."id", NEW."received_at") = (OLD."id", OLD."received_at")
    AND (NEW."method", NEW."target", NEW."headers", NEW."body", NEW."actor_document", NEW."key_id", NEW."salt")
      = ('', '', '[]'::jsonb, '\x'::bytea, '', '', '\x'::bytea) THEN RETURN NEW; END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$;
--> statement-breakpoint
CREATE TRIGGER "evidence_append_only" BEFORE UPDATE OR DELETE ON "evidence"
  FOR EACH ROW EXECUTE FUNCTION "keep_evidence"();
--> statement-breakpoint
CREATE TRIGGER "evidence_no_truncate" BEFORE TRUNCATE ON "evidence"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
--> statement-breakpoint
CREATE TRIGGER "membership_event_no_truncate" BEFORE TRUNCATE ON "membership_event"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
--> statement-breakpoint
CREATE TRIGGER "constitution_no_truncate" BEFORE TRUNCATE ON "constitution"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
--> statement-breakpoint
CREATE TRIGGER "ledger_tile_no_truncate" BEFORE TRUNCATE ON "ledger_tile"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
