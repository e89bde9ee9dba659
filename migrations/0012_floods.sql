CREATE TABLE "flood" (
	"question_id" uuid NOT NULL,
	"server" text NOT NULL,
	"hour" timestamp (3) with time zone NOT NULL,
	"count" integer NOT NULL,
	CONSTRAINT "flood_question_id_server_hour_pk" PRIMARY KEY("question_id","server","hour")
);
--> statement-breakpoint
CREATE TABLE "newcomer" (
	"assembly_id" uuid NOT NULL,
	"server" text NOT NULL,
	"hour" timestamp (3) with time zone NOT NULL,
	"count" integer NOT NULL,
	CONSTRAINT "newcomer_assembly_id_server_hour_pk" PRIMARY KEY("assembly_id","server","hour")
);
--> statement-breakpoint
ALTER TABLE "flood" ADD CONSTRAINT "flood_question_id_question_id_fk" FOREIGN KEY ("question_id") REFERENCES "public"."question"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "newcomer" ADD CONSTRAINT "newcomer_assembly_id_assembly_id_fk" FOREIGN KEY ("assembly_id") REFERENCES "public"."assembly"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "newcomer_hour" ON "newcomer" USING btree ("hour");