-- What was done stays for ever; who did it, and in which words, goes when they leave and wish so (ADR 15). Only the
-- transaction that erases says so, and only the columns that each trigger names may change: to nothing, to a stand-in,
-- or, where they hold JSON, to what is left of it without names.
CREATE FUNCTION "keep_but_names"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  was jsonb;
  becomes jsonb;
  name text;
BEGIN
  IF TG_OP = 'UPDATE' AND current_setting('folkmoot.erasing', true) = 'on' THEN
    was := to_jsonb(OLD);
    becomes := to_jsonb(NEW);
    IF was - TG_ARGV = becomes - TG_ARGV THEN
      FOREACH name IN ARRAY TG_ARGV LOOP
        CONTINUE WHEN becomes ->> name IS NULL OR becomes -> name = was -> name
          OR becomes ->> name LIKE 'erased:%' OR becomes ->> name = '\x'
          OR jsonb_typeof(becomes -> name) = 'object';
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
      END LOOP;
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$;
--> statement-breakpoint
DROP TRIGGER "ballot_event_append_only" ON "ballot_event";
--> statement-breakpoint
CREATE TRIGGER "ballot_event_append_only" BEFORE UPDATE OR DELETE ON "ballot_event"
  FOR EACH ROW EXECUTE FUNCTION "keep_but_names"('note_id', 'activity_id');
--> statement-breakpoint
DROP TRIGGER "membership_event_append_only" ON "membership_event";
--> statement-breakpoint
CREATE TRIGGER "membership_event_append_only" BEFORE UPDATE OR DELETE ON "membership_event"
  FOR EACH ROW EXECUTE FUNCTION "keep_but_names"('by');
--> statement-breakpoint
DROP TRIGGER "public_event_append_only" ON "public_event";
--> statement-breakpoint
CREATE TRIGGER "public_event_append_only" BEFORE UPDATE OR DELETE ON "public_event"
  FOR EACH ROW EXECUTE FUNCTION "keep_but_names"('subject', 'by', 'detail', 'salt');
--> statement-breakpoint
DROP TRIGGER "constitution_append_only" ON "constitution";
--> statement-breakpoint
CREATE TRIGGER "constitution_append_only" BEFORE UPDATE OR DELETE ON "constitution"
  FOR EACH ROW EXECUTE FUNCTION "keep_but_names"('settings');
--> statement-breakpoint
-- A text out of which a name was taken is not the one that was hashed, and does not claim to be.
CREATE FUNCTION "note_erased"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('folkmoot.erasing', true) = 'on' THEN NEW."is_erased" := true; END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER "version_note_erased" BEFORE UPDATE ON "version" FOR EACH ROW
  WHEN ((OLD."title", OLD."text", OLD."fields") IS DISTINCT FROM (NEW."title", NEW."text", NEW."fields"))
  EXECUTE FUNCTION "note_erased"();
--> statement-breakpoint
CREATE TRIGGER "constitution_note_erased" BEFORE UPDATE ON "constitution" FOR EACH ROW
  WHEN (OLD."settings" IS DISTINCT FROM NEW."settings") EXECUTE FUNCTION "note_erased"();
