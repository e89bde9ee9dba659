CREATE TABLE "suggestion_support" (
	"suggestion_id" uuid NOT NULL,
	"actor_id" text NOT NULL,
	"degree" text,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "suggestion_support_suggestion_id_actor_id_pk" PRIMARY KEY("suggestion_id","actor_id")
);
--> statement-breakpoint
CREATE TABLE "suggestion" (
	"id" uuid PRIMARY KEY NOT NULL,
	"proposal_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"actor_id" text NOT NULL,
	"note_id" text,
	"degree" text NOT NULL,
	"on_version" integer NOT NULL,
	"is_fulfilled" boolean DEFAULT false NOT NULL,
	"judged_version" integer,
	"judged_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"withdrawn_at" timestamp (3) with time zone,
	CONSTRAINT "suggestion_number" UNIQUE("proposal_id","number")
);
--> statement-breakpoint
ALTER TABLE "objection" ADD COLUMN "amendment_id" uuid;--> statement-breakpoint
ALTER TABLE "suggestion_support" ADD CONSTRAINT "suggestion_support_suggestion_id_suggestion_id_fk" FOREIGN KEY ("suggestion_id") REFERENCES "public"."suggestion"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "suggestion" ADD CONSTRAINT "suggestion_proposal_id_proposal_id_fk" FOREIGN KEY ("proposal_id") REFERENCES "public"."proposal"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "suggestion_support_actor" ON "suggestion_support" USING btree ("actor_id");--> statement-breakpoint
CREATE INDEX "suggestion_actor" ON "suggestion" USING btree ("actor_id");--> statement-breakpoint
CREATE INDEX "suggestion_note" ON "suggestion" USING btree ("note_id");--> statement-breakpoint
ALTER TABLE "objection" ADD CONSTRAINT "objection_amendment_id_amendment_id_fk" FOREIGN KEY ("amendment_id") REFERENCES "public"."amendment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "objection_amendment" ON "objection" USING btree ("amendment_id");