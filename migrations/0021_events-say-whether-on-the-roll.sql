ALTER TABLE "ballot_event" ADD COLUMN "on_roll" boolean DEFAULT false NOT NULL;
--> statement-breakpoint
ALTER TABLE "ballot_event" DISABLE TRIGGER "ballot_event_append_only";
--> statement-breakpoint
UPDATE "ballot_event" SET "on_roll" = true FROM "voter"
  WHERE "voter"."id" = "ballot_event"."voter_id" AND "voter"."membership_id" IS NOT NULL;
--> statement-breakpoint
ALTER TABLE "ballot_event" ENABLE TRIGGER "ballot_event_append_only";
