CREATE TABLE "actor_key" (
	"owner" text NOT NULL,
	"kind" text NOT NULL,
	"public_spki" "bytea" NOT NULL,
	"private_sealed" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "actor_key_owner_kind_pk" PRIMARY KEY("owner","kind")
);
--> statement-breakpoint
CREATE TABLE "assembly" (
	"id" uuid PRIMARY KEY NOT NULL,
	"handle" text NOT NULL,
	"name" text NOT NULL,
	"summary" text NOT NULL,
	"values" jsonb NOT NULL,
	"rule" jsonb NOT NULL,
	"joining" text NOT NULL,
	"deliberation_hours" integer NOT NULL,
	"voting_hours" integer NOT NULL,
	"language" text NOT NULL,
	"time_zone" text NOT NULL,
	"visibility" text DEFAULT 'public' NOT NULL,
	"accent" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "assembly_handle_unique" UNIQUE("handle")
);
--> statement-breakpoint
CREATE TABLE "counter" (
	"assembly_id" uuid NOT NULL,
	"name" text NOT NULL,
	"last" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "counter_assembly_id_name_pk" PRIMARY KEY("assembly_id","name")
);
--> statement-breakpoint
CREATE TABLE "follower" (
	"assembly_id" uuid NOT NULL,
	"actor_id" text NOT NULL,
	"activity_id" text,
	"followed_at" timestamp (3) with time zone NOT NULL,
	"blocked" boolean DEFAULT false NOT NULL,
	CONSTRAINT "follower_assembly_id_actor_id_pk" PRIMARY KEY("assembly_id","actor_id")
);
--> statement-breakpoint
CREATE TABLE "membership_event" (
	"id" uuid PRIMARY KEY NOT NULL,
	"membership_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"by" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "membership" (
	"id" uuid PRIMARY KEY NOT NULL,
	"assembly_id" uuid NOT NULL,
	"actor_id" text NOT NULL,
	"state" text NOT NULL,
	"admitted_by" text NOT NULL,
	"joined_at" timestamp (3) with time zone,
	"left_at" timestamp (3) with time zone,
	"affirmed_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "membership_person" UNIQUE("assembly_id","actor_id")
);
--> statement-breakpoint
CREATE TABLE "setting" (
	"key" text PRIMARY KEY NOT NULL,
	"value" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "ballot_event" (
	"assembly_id" uuid NOT NULL,
	"seq" bigint NOT NULL,
	"question_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"voter_id" uuid,
	"position" text,
	"reasoned" boolean DEFAULT false NOT NULL,
	"via" text,
	"note_id" text,
	"activity_id" text,
	"code" text,
	"received_at" timestamp (3) with time zone NOT NULL,
	"evidence_id" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "ballot_event_assembly_id_seq_pk" PRIMARY KEY("assembly_id","seq")
);
--> statement-breakpoint
CREATE TABLE "evidence" (
	"id" uuid PRIMARY KEY NOT NULL,
	"method" text NOT NULL,
	"target" text NOT NULL,
	"headers" jsonb NOT NULL,
	"body" "bytea" NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"actor_document" text NOT NULL,
	"key_id" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "refusal_log" (
	"actor_id" text NOT NULL,
	"subject" text NOT NULL,
	"code" text NOT NULL,
	"count" integer DEFAULT 1 NOT NULL,
	"first_at" timestamp (3) with time zone NOT NULL,
	"last_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "refusal_log_actor_id_subject_code_pk" PRIMARY KEY("actor_id","subject","code")
);
--> statement-breakpoint
CREATE TABLE "reply" (
	"note_id" text NOT NULL,
	"assembly_id" uuid NOT NULL,
	"actor_id" text NOT NULL,
	"proposal_id" uuid,
	"question_id" uuid,
	"in_reply_to" text,
	"is_public" boolean NOT NULL,
	"command" text NOT NULL,
	"completes" boolean DEFAULT false NOT NULL,
	"html" text,
	"reason" text,
	"recorded_reason" text,
	"language" text,
	"received_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone,
	"deleted_at" timestamp (3) with time zone,
	CONSTRAINT "reply_note_id_actor_id_pk" PRIMARY KEY("note_id","actor_id")
);
--> statement-breakpoint
CREATE TABLE "tombstone" (
	"note_id" text NOT NULL,
	"actor_id" text NOT NULL,
	"deleted_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "tombstone_note_id_actor_id_pk" PRIMARY KEY("note_id","actor_id")
);
--> statement-breakpoint
CREATE TABLE "voter" (
	"id" uuid PRIMARY KEY NOT NULL,
	"question_id" uuid NOT NULL,
	"actor_id" text,
	"membership_id" uuid,
	"salt" "bytea" NOT NULL,
	CONSTRAINT "voter_person" UNIQUE("question_id","actor_id")
);
--> statement-breakpoint
CREATE TABLE "actor_document" (
	"hash" text PRIMARY KEY NOT NULL,
	"body" "bytea" NOT NULL,
	"fetched_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "announcement" (
	"id" uuid PRIMARY KEY NOT NULL,
	"subject" text NOT NULL,
	"verb" text NOT NULL,
	"revision" integer NOT NULL,
	"json" text NOT NULL,
	"is_public" boolean NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "announcement_subject" UNIQUE("subject","verb","revision")
);
--> statement-breakpoint
CREATE TABLE "delivery" (
	"id" uuid PRIMARY KEY NOT NULL,
	"assembly_id" uuid NOT NULL,
	"subject" text NOT NULL,
	"inbox" text NOT NULL,
	"host" text NOT NULL,
	"wanted" integer NOT NULL,
	"sent" integer,
	"tries" integer DEFAULT 0 NOT NULL,
	"failing_since" timestamp (3) with time zone,
	"queued" boolean DEFAULT true NOT NULL,
	"ended" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "delivery_inbox" UNIQUE("subject","inbox")
);
--> statement-breakpoint
CREATE TABLE "flag" (
	"id" uuid PRIMARY KEY NOT NULL,
	"actor_id" text NOT NULL,
	"objects" jsonb NOT NULL,
	"content" text NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "host" (
	"host" text PRIMARY KEY NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL,
	"failing_since" timestamp (3) with time zone,
	"open_until" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "key_value" (
	"key" text PRIMARY KEY NOT NULL,
	"value" jsonb NOT NULL,
	"expires_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "note" (
	"id" uuid PRIMARY KEY NOT NULL,
	"assembly_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"to_actor" text,
	"in_reply_to" text,
	"proposal_id" uuid,
	"question_id" uuid,
	"says" text NOT NULL,
	"asks" jsonb,
	"asks_until" timestamp (3) with time zone,
	"html" text NOT NULL,
	"language" text NOT NULL,
	"published_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "pending_request" (
	"seq" bigserial PRIMARY KEY NOT NULL,
	"actor_id" text NOT NULL,
	"origin" text NOT NULL,
	"address" text NOT NULL,
	"method" text NOT NULL,
	"target" text NOT NULL,
	"headers" jsonb NOT NULL,
	"body" "bytea" NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "received_activity" (
	"actor_id" text NOT NULL,
	"activity_id" text NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "received_activity_actor_id_activity_id_pk" PRIMARY KEY("actor_id","activity_id")
);
--> statement-breakpoint
CREATE TABLE "remote_actor" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"username" text NOT NULL,
	"name" text NOT NULL,
	"url" text,
	"inbox" text NOT NULL,
	"shared_inbox" text,
	"followers" text,
	"keys" jsonb NOT NULL,
	"document_hash" text NOT NULL,
	"fetched_at" timestamp (3) with time zone NOT NULL,
	"gone_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "web_process" (
	"id" uuid PRIMARY KEY NOT NULL,
	"watermark" timestamp (3) with time zone NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "proposal" (
	"id" uuid PRIMARY KEY NOT NULL,
	"assembly_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"author" text,
	"state" text NOT NULL,
	"title" text NOT NULL,
	"deliberation_from" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "proposal_number" UNIQUE("assembly_id","number")
);
--> statement-breakpoint
CREATE TABLE "question" (
	"id" uuid PRIMARY KEY NOT NULL,
	"proposal_id" uuid NOT NULL,
	"assembly_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"rule" jsonb NOT NULL,
	"options" jsonb NOT NULL,
	"roll_size" integer NOT NULL,
	"opens_at" timestamp (3) with time zone NOT NULL,
	"closes_at" timestamp (3) with time zone NOT NULL,
	"closed_at" timestamp (3) with time zone,
	"outcome" text,
	"final_tally" jsonb,
	"revision" bigint DEFAULT 0 NOT NULL,
	"announced_at" timestamp (3) with time zone,
	"update_queued" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE TABLE "roll" (
	"question_id" uuid NOT NULL,
	"membership_id" uuid NOT NULL,
	"actor_id" text NOT NULL,
	CONSTRAINT "roll_question_id_membership_id_pk" PRIMARY KEY("question_id","membership_id"),
	CONSTRAINT "roll_person" UNIQUE("question_id","actor_id")
);
--> statement-breakpoint
CREATE TABLE "version" (
	"proposal_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"title" text NOT NULL,
	"text" text NOT NULL,
	"language" text NOT NULL,
	"text_hash" text NOT NULL,
	"author" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "version_proposal_id_version_pk" PRIMARY KEY("proposal_id","version")
);
--> statement-breakpoint
ALTER TABLE "counter" ADD CONSTRAINT "counter_assembly_id_assembly_id_fk" FOREIGN KEY ("assembly_id") REFERENCES "public"."assembly"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "follower" ADD CONSTRAINT "follower_assembly_id_assembly_id_fk" FOREIGN KEY ("assembly_id") REFERENCES "public"."assembly"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "membership_event" ADD CONSTRAINT "membership_event_membership_id_membership_id_fk" FOREIGN KEY ("membership_id") REFERENCES "public"."membership"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "membership" ADD CONSTRAINT "membership_assembly_id_assembly_id_fk" FOREIGN KEY ("assembly_id") REFERENCES "public"."assembly"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ballot_event" ADD CONSTRAINT "ballot_event_assembly_id_assembly_id_fk" FOREIGN KEY ("assembly_id") REFERENCES "public"."assembly"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ballot_event" ADD CONSTRAINT "ballot_event_question_id_question_id_fk" FOREIGN KEY ("question_id") REFERENCES "public"."question"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ballot_event" ADD CONSTRAINT "ballot_event_voter_id_voter_id_fk" FOREIGN KEY ("voter_id") REFERENCES "public"."voter"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ballot_event" ADD CONSTRAINT "ballot_event_evidence_id_evidence_id_fk" FOREIGN KEY ("evidence_id") REFERENCES "public"."evidence"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reply" ADD CONSTRAINT "reply_assembly_id_assembly_id_fk" FOREIGN KEY ("assembly_id") REFERENCES "public"."assembly"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reply" ADD CONSTRAINT "reply_proposal_id_proposal_id_fk" FOREIGN KEY ("proposal_id") REFERENCES "public"."proposal"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reply" ADD CONSTRAINT "reply_question_id_question_id_fk" FOREIGN KEY ("question_id") REFERENCES "public"."question"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "voter" ADD CONSTRAINT "voter_question_id_question_id_fk" FOREIGN KEY ("question_id") REFERENCES "public"."question"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "voter" ADD CONSTRAINT "voter_membership_id_membership_id_fk" FOREIGN KEY ("membership_id") REFERENCES "public"."membership"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "delivery" ADD CONSTRAINT "delivery_assembly_id_assembly_id_fk" FOREIGN KEY ("assembly_id") REFERENCES "public"."assembly"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "note" ADD CONSTRAINT "note_assembly_id_assembly_id_fk" FOREIGN KEY ("assembly_id") REFERENCES "public"."assembly"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "note" ADD CONSTRAINT "note_proposal_id_proposal_id_fk" FOREIGN KEY ("proposal_id") REFERENCES "public"."proposal"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "note" ADD CONSTRAINT "note_question_id_question_id_fk" FOREIGN KEY ("question_id") REFERENCES "public"."question"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "proposal" ADD CONSTRAINT "proposal_assembly_id_assembly_id_fk" FOREIGN KEY ("assembly_id") REFERENCES "public"."assembly"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "question" ADD CONSTRAINT "question_proposal_id_proposal_id_fk" FOREIGN KEY ("proposal_id") REFERENCES "public"."proposal"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "question" ADD CONSTRAINT "question_assembly_id_assembly_id_fk" FOREIGN KEY ("assembly_id") REFERENCES "public"."assembly"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "roll" ADD CONSTRAINT "roll_question_id_question_id_fk" FOREIGN KEY ("question_id") REFERENCES "public"."question"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "roll" ADD CONSTRAINT "roll_membership_id_membership_id_fk" FOREIGN KEY ("membership_id") REFERENCES "public"."membership"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "version" ADD CONSTRAINT "version_proposal_id_proposal_id_fk" FOREIGN KEY ("proposal_id") REFERENCES "public"."proposal"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "follower_actor" ON "follower" USING btree ("actor_id");--> statement-breakpoint
CREATE INDEX "membership_actor" ON "membership" USING btree ("actor_id");--> statement-breakpoint
CREATE INDEX "ballot_event_voter" ON "ballot_event" USING btree ("question_id","voter_id","seq" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "ballot_event_note" ON "ballot_event" USING btree ("note_id");--> statement-breakpoint
CREATE INDEX "reply_question" ON "reply" USING btree ("question_id");--> statement-breakpoint
CREATE INDEX "reply_proposal" ON "reply" USING btree ("proposal_id");--> statement-breakpoint
CREATE INDEX "announcement_created" ON "announcement" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "delivery_host" ON "delivery" USING btree ("host");--> statement-breakpoint
CREATE INDEX "note_to" ON "note" USING btree ("to_actor","published_at");--> statement-breakpoint
CREATE INDEX "note_assembly" ON "note" USING btree ("assembly_id","published_at");--> statement-breakpoint
CREATE INDEX "note_question" ON "note" USING btree ("question_id");--> statement-breakpoint
CREATE INDEX "pending_request_actor" ON "pending_request" USING btree ("actor_id","seq");--> statement-breakpoint
CREATE INDEX "pending_request_origin" ON "pending_request" USING btree ("origin");--> statement-breakpoint
CREATE INDEX "pending_request_address" ON "pending_request" USING btree ("address");--> statement-breakpoint
CREATE INDEX "received_activity_at" ON "received_activity" USING btree ("received_at");--> statement-breakpoint
CREATE INDEX "proposal_state" ON "proposal" USING btree ("state");--> statement-breakpoint
CREATE INDEX "question_proposal" ON "question" USING btree ("proposal_id");--> statement-breakpoint
CREATE INDEX "question_assembly" ON "question" USING btree ("assembly_id");--> statement-breakpoint
CREATE INDEX "question_open" ON "question" USING btree ("closes_at");