CREATE TABLE "quote_permit" (
	"id" uuid PRIMARY KEY NOT NULL,
	"assembly_id" uuid NOT NULL,
	"actor_id" text NOT NULL,
	"request_id" text NOT NULL,
	"asked" integer DEFAULT 1 NOT NULL,
	"quoted" text NOT NULL,
	"quoting" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "quote_permit_note" UNIQUE("actor_id","quoting","quoted")
);
--> statement-breakpoint
CREATE TABLE "heard_from" (
	"assembly_id" uuid NOT NULL,
	"server" text NOT NULL,
	"hour" timestamp (3) with time zone NOT NULL,
	"count" integer NOT NULL,
	CONSTRAINT "heard_from_assembly_id_server_hour_pk" PRIMARY KEY("assembly_id","server","hour")
);
--> statement-breakpoint
DROP INDEX "reply_question";--> statement-breakpoint
DROP INDEX "reply_proposal";--> statement-breakpoint
ALTER TABLE "reply" ADD COLUMN "id" uuid DEFAULT gen_random_uuid() NOT NULL;--> statement-breakpoint
ALTER TABLE "reply" ADD COLUMN "root_id" uuid;--> statement-breakpoint
ALTER TABLE "reply" ADD COLUMN "place" uuid[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "reply" ADD COLUMN "quotes" text;--> statement-breakpoint
ALTER TABLE "reply" ADD COLUMN "about_version" integer;--> statement-breakpoint
ALTER TABLE "reply" ADD COLUMN "about_from" integer;--> statement-breakpoint
ALTER TABLE "reply" ADD COLUMN "about_to" integer;--> statement-breakpoint
ALTER TABLE "quote_permit" ADD CONSTRAINT "quote_permit_assembly_id_assembly_id_fk" FOREIGN KEY ("assembly_id") REFERENCES "public"."assembly"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "heard_from" ADD CONSTRAINT "heard_from_assembly_id_assembly_id_fk" FOREIGN KEY ("assembly_id") REFERENCES "public"."assembly"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "heard_from_hour" ON "heard_from" USING btree ("hour");--> statement-breakpoint
CREATE UNIQUE INDEX "reply_id" ON "reply" USING btree ("id");--> statement-breakpoint
CREATE INDEX "reply_thread" ON "reply" USING btree ("root_id","place");--> statement-breakpoint
CREATE INDEX "reply_actor" ON "reply" USING btree ("actor_id","received_at");--> statement-breakpoint
CREATE INDEX "reply_about" ON "reply" USING btree ("proposal_id","about_version") WHERE "reply"."about_version" is not null;--> statement-breakpoint
CREATE INDEX "reply_question" ON "reply" USING btree ("question_id","id");--> statement-breakpoint
CREATE INDEX "reply_proposal" ON "reply" USING btree ("proposal_id","id");