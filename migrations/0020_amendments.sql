CREATE TABLE "amendment_support" (
	"amendment_id" uuid NOT NULL,
	"membership_id" uuid NOT NULL,
	"actor_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "amendment_support_amendment_id_membership_id_pk" PRIMARY KEY("amendment_id","membership_id")
);
--> statement-breakpoint
CREATE TABLE "amendment" (
	"id" uuid PRIMARY KEY NOT NULL,
	"proposal_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"membership_id" uuid NOT NULL,
	"actor_id" text NOT NULL,
	"on_version" integer NOT NULL,
	"at_version" integer NOT NULL,
	"edits" jsonb NOT NULL,
	"replacements" jsonb NOT NULL,
	"reason" text,
	"language" text NOT NULL,
	"note_id" text,
	"state" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"opened_at" timestamp (3) with time zone,
	"answer" text,
	"settled_by" text,
	"settled_at" timestamp (3) with time zone,
	"settled_version" integer,
	"promoted_id" uuid,
	CONSTRAINT "amendment_number" UNIQUE("proposal_id","number")
);
--> statement-breakpoint
CREATE TABLE "coauthor" (
	"proposal_id" uuid NOT NULL,
	"membership_id" uuid NOT NULL,
	"actor_id" text NOT NULL,
	"version" integer NOT NULL,
	CONSTRAINT "coauthor_proposal_id_membership_id_pk" PRIMARY KEY("proposal_id","membership_id")
);
--> statement-breakpoint
CREATE TABLE "merge_draft" (
	"proposal_id" uuid PRIMARY KEY NOT NULL,
	"chosen" jsonb NOT NULL,
	"note" text,
	"by" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "assembly" ADD COLUMN "amendments_by_vote" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "amendment_support" ADD CONSTRAINT "amendment_support_amendment_id_amendment_id_fk" FOREIGN KEY ("amendment_id") REFERENCES "public"."amendment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "amendment_support" ADD CONSTRAINT "amendment_support_membership_id_membership_id_fk" FOREIGN KEY ("membership_id") REFERENCES "public"."membership"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "amendment" ADD CONSTRAINT "amendment_proposal_id_proposal_id_fk" FOREIGN KEY ("proposal_id") REFERENCES "public"."proposal"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "amendment" ADD CONSTRAINT "amendment_membership_id_membership_id_fk" FOREIGN KEY ("membership_id") REFERENCES "public"."membership"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "amendment" ADD CONSTRAINT "amendment_promoted_id_proposal_id_fk" FOREIGN KEY ("promoted_id") REFERENCES "public"."proposal"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "coauthor" ADD CONSTRAINT "coauthor_proposal_id_proposal_id_fk" FOREIGN KEY ("proposal_id") REFERENCES "public"."proposal"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "coauthor" ADD CONSTRAINT "coauthor_membership_id_membership_id_fk" FOREIGN KEY ("membership_id") REFERENCES "public"."membership"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "merge_draft" ADD CONSTRAINT "merge_draft_proposal_id_proposal_id_fk" FOREIGN KEY ("proposal_id") REFERENCES "public"."proposal"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "amendment_state" ON "amendment" USING btree ("proposal_id","state");--> statement-breakpoint
CREATE INDEX "amendment_actor" ON "amendment" USING btree ("actor_id");--> statement-breakpoint
CREATE INDEX "amendment_note" ON "amendment" USING btree ("note_id");--> statement-breakpoint
CREATE INDEX "amendment_promoted" ON "amendment" USING btree ("promoted_id");