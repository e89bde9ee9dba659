DROP INDEX "public_event_assembly";--> statement-breakpoint
ALTER TABLE "public_event" ADD COLUMN "seq" bigserial NOT NULL;--> statement-breakpoint
CREATE INDEX "public_event_assembly" ON "public_event" USING btree ("assembly_id","seq");