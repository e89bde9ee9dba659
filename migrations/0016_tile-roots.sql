ALTER TABLE "ledger_tile" ADD COLUMN "root" "bytea";
--> statement-breakpoint
-- The root of every full tile that there is: pairs are hashed, and their hashes again, until one is left.
CREATE FUNCTION "root_of_tile"("hashes" bytea) RETURNS bytea LANGUAGE plpgsql AS $$
DECLARE
  below bytea := "hashes";
  above bytea;
BEGIN
  WHILE length(below) > 32 LOOP
    above := '\x';
    FOR pair IN 0 .. length(below) / 64 - 1 LOOP
      above := above || sha256('\x01'::bytea || substring(below FROM pair * 64 + 1 FOR 64));
    END LOOP;
    below := above;
  END LOOP;
  RETURN below;
END $$;
--> statement-breakpoint
ALTER TABLE "ledger_tile" DISABLE TRIGGER "ledger_tile_append_only";
--> statement-breakpoint
UPDATE "ledger_tile" SET "root" = "root_of_tile"("hashes");
--> statement-breakpoint
ALTER TABLE "ledger_tile" ENABLE TRIGGER "ledger_tile_append_only";
--> statement-breakpoint
DROP FUNCTION "root_of_tile";
--> statement-breakpoint
ALTER TABLE "ledger_tile" ALTER COLUMN "root" SET NOT NULL;
