-- What founders settled is each assembly's first constitution.
INSERT INTO "constitution" ("assembly_id", "version", "settings", "proposal_id", "adopted_at")
SELECT "id", 1, jsonb_build_object(
  'name', "name", 'summary', "summary", 'values', "values", 'joining', "joining", 'vouches', "vouches",
  'rule', "rule", 'rules', "rules", 'deliberationHours', "deliberation_hours", 'votingHours', "voting_hours",
  'proposers', "proposers", 'endorsements', "endorsements", 'blockHours', "block_hours",
  'facilitation', "facilitation", 'facilitatorDays', "facilitator_days", 'facilitatorTerms', "facilitator_terms",
  'closeWhenAll', "close_when_all", 'amendWhileVoting', "amend_while_voting",
  'withdrawWhileVoting', "withdraw_while_voting", 'binding', "binding",
  'language', "language", 'timeZone', "time_zone"), NULL, "created_at"
FROM "assembly";
--> statement-breakpoint
UPDATE "membership" SET "affirmed_version" = 1 WHERE "affirmed_at" IS NOT NULL;
--> statement-breakpoint
UPDATE "proposal" p SET "decided_at" = q."closed_at" FROM "question" q
WHERE q."proposal_id" = p."id" AND q."outcome" IS NOT NULL;
--> statement-breakpoint
-- Constitutions and the public log are only ever added to.
CREATE TRIGGER "constitution_append_only" BEFORE UPDATE OR DELETE ON "constitution"
  FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
--> statement-breakpoint
CREATE TRIGGER "public_event_append_only" BEFORE UPDATE OR DELETE ON "public_event"
  FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
--> statement-breakpoint
CREATE TRIGGER "public_event_no_truncate" BEFORE TRUNCATE ON "public_event"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
