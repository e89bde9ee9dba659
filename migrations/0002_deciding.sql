CREATE TABLE "constitution" (
	"assembly_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"settings" jsonb NOT NULL,
	"proposal_id" uuid,
	"adopted_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "constitution_assembly_id_version_pk" PRIMARY KEY("assembly_id","version")
);
--> statement-breakpoint
CREATE TABLE "ban" (
	"id" uuid PRIMARY KEY NOT NULL,
	"assembly_id" uuid,
	"target" text NOT NULL,
	"reason" text NOT NULL,
	"by" text NOT NULL,
	"proposal_id" uuid,
	"at" timestamp (3) with time zone NOT NULL,
	"until" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	"ended_by" text
);
--> statement-breakpoint
CREATE TABLE "hiding" (
	"id" uuid PRIMARY KEY NOT NULL,
	"assembly_id" uuid NOT NULL,
	"note_id" text NOT NULL,
	"actor_id" text NOT NULL,
	"by" text NOT NULL,
	"reason" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"shown_by" text,
	"shown_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "invitation" (
	"id" uuid PRIMARY KEY NOT NULL,
	"assembly_id" uuid NOT NULL,
	"code_hash" text NOT NULL,
	"by" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_by" text,
	"used_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "invitation_code_hash_unique" UNIQUE("code_hash")
);
--> statement-breakpoint
CREATE TABLE "leave_invitation" (
	"id" uuid PRIMARY KEY NOT NULL,
	"membership_id" uuid NOT NULL,
	"by" text NOT NULL,
	"reasons" text NOT NULL,
	"decisions" jsonb NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"answer_by" timestamp (3) with time zone NOT NULL,
	"answer" text,
	"answered_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "role_term" (
	"id" uuid PRIMARY KEY NOT NULL,
	"assembly_id" uuid NOT NULL,
	"membership_id" uuid NOT NULL,
	"actor_id" text NOT NULL,
	"role" text NOT NULL,
	"from" timestamp (3) with time zone NOT NULL,
	"until" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"ended" text,
	"proposal_id" uuid NOT NULL
);
--> statement-breakpoint
CREATE TABLE "vouch" (
	"membership_id" uuid NOT NULL,
	"by" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "vouch_membership_id_by_pk" PRIMARY KEY("membership_id","by")
);
--> statement-breakpoint
CREATE TABLE "endorsement" (
	"proposal_id" uuid NOT NULL,
	"membership_id" uuid NOT NULL,
	"actor_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "endorsement_proposal_id_membership_id_pk" PRIMARY KEY("proposal_id","membership_id")
);
--> statement-breakpoint
CREATE TABLE "objection" (
	"id" uuid PRIMARY KEY NOT NULL,
	"proposal_id" uuid NOT NULL,
	"question_id" uuid,
	"version" integer NOT NULL,
	"membership_id" uuid NOT NULL,
	"actor_id" text NOT NULL,
	"kind" text NOT NULL,
	"note_id" text,
	"change" text,
	"state" text NOT NULL,
	"raised_at" timestamp (3) with time zone NOT NULL,
	"answer" text,
	"answered_by" text,
	"answered_at" timestamp (3) with time zone,
	"asked_until" timestamp (3) with time zone,
	"settled_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "public_event" (
	"id" uuid PRIMARY KEY NOT NULL,
	"assembly_id" uuid,
	"proposal_id" uuid,
	"subject" text NOT NULL,
	"kind" text NOT NULL,
	"by" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"detail" jsonb
);
--> statement-breakpoint
ALTER TABLE "assembly" ADD COLUMN "rules" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "assembly" ADD COLUMN "vouches" integer DEFAULT 2 NOT NULL;--> statement-breakpoint
ALTER TABLE "assembly" ADD COLUMN "proposers" text DEFAULT 'members' NOT NULL;--> statement-breakpoint
ALTER TABLE "assembly" ADD COLUMN "endorsements" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "assembly" ADD COLUMN "block_hours" integer DEFAULT 72 NOT NULL;--> statement-breakpoint
ALTER TABLE "assembly" ADD COLUMN "facilitation" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "assembly" ADD COLUMN "facilitator_days" integer DEFAULT 90 NOT NULL;--> statement-breakpoint
ALTER TABLE "assembly" ADD COLUMN "facilitator_terms" integer DEFAULT 2 NOT NULL;--> statement-breakpoint
ALTER TABLE "assembly" ADD COLUMN "close_when_all" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "assembly" ADD COLUMN "amend_while_voting" text DEFAULT 'never' NOT NULL;--> statement-breakpoint
ALTER TABLE "assembly" ADD COLUMN "withdraw_while_voting" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "assembly" ADD COLUMN "binding" text DEFAULT 'all' NOT NULL;--> statement-breakpoint
ALTER TABLE "assembly" ADD COLUMN "constitution" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "membership_event" ADD COLUMN "detail" jsonb;--> statement-breakpoint
ALTER TABLE "membership" ADD COLUMN "affirmed_version" integer;--> statement-breakpoint
ALTER TABLE "membership" ADD COLUMN "language" text;--> statement-breakpoint
ALTER TABLE "proposal" ADD COLUMN "kind" text DEFAULT 'general' NOT NULL;--> statement-breakpoint
ALTER TABLE "proposal" ADD COLUMN "act" jsonb;--> statement-breakpoint
ALTER TABLE "proposal" ADD COLUMN "changes_id" uuid;--> statement-breakpoint
ALTER TABLE "proposal" ADD COLUMN "changes_how" text;--> statement-breakpoint
ALTER TABLE "proposal" ADD COLUMN "problem_id" uuid;--> statement-breakpoint
ALTER TABLE "proposal" ADD COLUMN "opens_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "proposal" ADD COLUMN "closes_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "proposal" ADD COLUMN "statement" text;--> statement-breakpoint
ALTER TABLE "proposal" ADD COLUMN "statement_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "proposal" ADD COLUMN "decided_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "proposal" ADD COLUMN "lapses_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "question" ADD COLUMN "constitution" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "question" ADD COLUMN "close_when_all" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "question" ADD COLUMN "earliest_close" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "question" ADD COLUMN "binding" text DEFAULT 'all' NOT NULL;--> statement-breakpoint
ALTER TABLE "question" ADD COLUMN "replaces_id" uuid;--> statement-breakpoint
ALTER TABLE "question" ADD COLUMN "ended" text;--> statement-breakpoint
ALTER TABLE "version" ADD COLUMN "fields" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "version" ADD COLUMN "reason" text;--> statement-breakpoint
ALTER TABLE "constitution" ADD CONSTRAINT "constitution_assembly_id_assembly_id_fk" FOREIGN KEY ("assembly_id") REFERENCES "public"."assembly"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ban" ADD CONSTRAINT "ban_assembly_id_assembly_id_fk" FOREIGN KEY ("assembly_id") REFERENCES "public"."assembly"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hiding" ADD CONSTRAINT "hiding_assembly_id_assembly_id_fk" FOREIGN KEY ("assembly_id") REFERENCES "public"."assembly"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_assembly_id_assembly_id_fk" FOREIGN KEY ("assembly_id") REFERENCES "public"."assembly"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "leave_invitation" ADD CONSTRAINT "leave_invitation_membership_id_membership_id_fk" FOREIGN KEY ("membership_id") REFERENCES "public"."membership"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "role_term" ADD CONSTRAINT "role_term_assembly_id_assembly_id_fk" FOREIGN KEY ("assembly_id") REFERENCES "public"."assembly"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "role_term" ADD CONSTRAINT "role_term_membership_id_membership_id_fk" FOREIGN KEY ("membership_id") REFERENCES "public"."membership"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vouch" ADD CONSTRAINT "vouch_membership_id_membership_id_fk" FOREIGN KEY ("membership_id") REFERENCES "public"."membership"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "endorsement" ADD CONSTRAINT "endorsement_proposal_id_proposal_id_fk" FOREIGN KEY ("proposal_id") REFERENCES "public"."proposal"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "endorsement" ADD CONSTRAINT "endorsement_membership_id_membership_id_fk" FOREIGN KEY ("membership_id") REFERENCES "public"."membership"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "objection" ADD CONSTRAINT "objection_proposal_id_proposal_id_fk" FOREIGN KEY ("proposal_id") REFERENCES "public"."proposal"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "objection" ADD CONSTRAINT "objection_question_id_question_id_fk" FOREIGN KEY ("question_id") REFERENCES "public"."question"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "objection" ADD CONSTRAINT "objection_membership_id_membership_id_fk" FOREIGN KEY ("membership_id") REFERENCES "public"."membership"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "public_event" ADD CONSTRAINT "public_event_assembly_id_assembly_id_fk" FOREIGN KEY ("assembly_id") REFERENCES "public"."assembly"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "ban_target" ON "ban" USING btree ("target");--> statement-breakpoint
CREATE INDEX "hiding_note" ON "hiding" USING btree ("note_id","actor_id");--> statement-breakpoint
CREATE INDEX "invitation_assembly" ON "invitation" USING btree ("assembly_id");--> statement-breakpoint
CREATE INDEX "leave_invitation_membership" ON "leave_invitation" USING btree ("membership_id");--> statement-breakpoint
CREATE INDEX "role_term_assembly" ON "role_term" USING btree ("assembly_id","actor_id");--> statement-breakpoint
CREATE INDEX "objection_proposal" ON "objection" USING btree ("proposal_id");--> statement-breakpoint
CREATE INDEX "objection_person" ON "objection" USING btree ("question_id","membership_id");--> statement-breakpoint
CREATE INDEX "public_event_assembly" ON "public_event" USING btree ("assembly_id","at");--> statement-breakpoint
CREATE INDEX "public_event_proposal" ON "public_event" USING btree ("proposal_id");--> statement-breakpoint
CREATE INDEX "proposal_changes" ON "proposal" USING btree ("changes_id");--> statement-breakpoint
CREATE INDEX "proposal_problem" ON "proposal" USING btree ("problem_id");