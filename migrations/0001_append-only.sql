-- What was done about a question, and what happened to memberships, is never changed afterwards.
CREATE FUNCTION "refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$;
--> statement-breakpoint
CREATE TRIGGER "ballot_event_append_only" BEFORE UPDATE OR DELETE ON "ballot_event"
  FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
--> statement-breakpoint
CREATE TRIGGER "ballot_event_no_truncate" BEFORE TRUNCATE ON "ballot_event"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
--> statement-breakpoint
CREATE TRIGGER "membership_event_append_only" BEFORE UPDATE OR DELETE ON "membership_event"
  FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
