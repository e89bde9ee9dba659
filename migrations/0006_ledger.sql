CREATE TABLE "ledger_entry" (
	"id" uuid PRIMARY KEY NOT NULL,
	"assembly_id" uuid NOT NULL,
	"seq" bigint,
	"kind" text NOT NULL,
	"question_id" uuid,
	"head" text NOT NULL,
	"tail" text NOT NULL,
	"hash" "bytea",
	"about_id" uuid,
	"evidence_id" uuid,
	CONSTRAINT "ledger_entry_seq" UNIQUE("assembly_id","seq")
);
--> statement-breakpoint
CREATE TABLE "ledger_head" (
	"assembly_id" uuid NOT NULL,
	"size" bigint NOT NULL,
	"root" "bytea" NOT NULL,
	"note" text NOT NULL,
	"tail" "bytea" NOT NULL,
	"roots" "bytea" NOT NULL,
	"signed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "ledger_head_assembly_id_size_pk" PRIMARY KEY("assembly_id","size")
);
--> statement-breakpoint
CREATE TABLE "ledger_tile" (
	"assembly_id" uuid NOT NULL,
	"level" integer NOT NULL,
	"index" bigint NOT NULL,
	"hashes" "bytea" NOT NULL,
	CONSTRAINT "ledger_tile_assembly_id_level_index_pk" PRIMARY KEY("assembly_id","level","index")
);
--> statement-breakpoint
ALTER TABLE "evidence" ADD COLUMN "salt" "bytea" DEFAULT substring(sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())) from 1 for 16) NOT NULL;--> statement-breakpoint
ALTER TABLE "membership" ADD COLUMN "salt" "bytea" DEFAULT substring(sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())) from 1 for 16) NOT NULL;--> statement-breakpoint
ALTER TABLE "public_event" ADD COLUMN "salt" "bytea" DEFAULT substring(sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())) from 1 for 16) NOT NULL;--> statement-breakpoint
ALTER TABLE "ledger_entry" ADD CONSTRAINT "ledger_entry_assembly_id_assembly_id_fk" FOREIGN KEY ("assembly_id") REFERENCES "public"."assembly"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_entry" ADD CONSTRAINT "ledger_entry_evidence_id_evidence_id_fk" FOREIGN KEY ("evidence_id") REFERENCES "public"."evidence"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_head" ADD CONSTRAINT "ledger_head_assembly_id_assembly_id_fk" FOREIGN KEY ("assembly_id") REFERENCES "public"."assembly"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_tile" ADD CONSTRAINT "ledger_tile_assembly_id_assembly_id_fk" FOREIGN KEY ("assembly_id") REFERENCES "public"."assembly"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "ledger_entry_question" ON "ledger_entry" USING btree ("question_id","seq");--> statement-breakpoint
CREATE INDEX "ledger_entry_about" ON "ledger_entry" USING btree ("about_id");--> statement-breakpoint
CREATE INDEX "note_proposal" ON "note" USING btree ("proposal_id");--> statement-breakpoint
CREATE INDEX "remote_actor_username" ON "remote_actor" USING btree (lower("username"));--> statement-breakpoint
CREATE INDEX "membership_event_membership" ON "membership_event" USING btree ("membership_id");--> statement-breakpoint
CREATE INDEX "roll_actor" ON "roll" USING btree ("actor_id");