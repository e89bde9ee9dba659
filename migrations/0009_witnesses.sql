CREATE TABLE "witness" (
	"id" uuid PRIMARY KEY NOT NULL,
	"assembly_id" uuid NOT NULL,
	"actor_id" text NOT NULL,
	"role" text NOT NULL,
	"state" text NOT NULL,
	"key" text,
	"held" text,
	"size" bigint DEFAULT 0 NOT NULL,
	"heard" text,
	"heard_at" timestamp (3) with time zone,
	"told_at" timestamp (3) with time zone,
	"revision" integer DEFAULT 0 NOT NULL,
	"checked_at" timestamp (3) with time zone,
	"behind_since" timestamp (3) with time zone,
	"fork" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"changed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "witness_pair" UNIQUE("assembly_id","role","actor_id")
);
--> statement-breakpoint
ALTER TABLE "witness" ADD CONSTRAINT "witness_assembly_id_assembly_id_fk" FOREIGN KEY ("assembly_id") REFERENCES "public"."assembly"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "witness_state" ON "witness" USING btree ("assembly_id","role","state");