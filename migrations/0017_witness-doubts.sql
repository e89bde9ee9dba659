ALTER TABLE "witness" ADD COLUMN "doubt" text;--> statement-breakpoint
ALTER TABLE "witness" ADD COLUMN "doubt_since" timestamp (3) with time zone;