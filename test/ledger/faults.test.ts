import { readFileSync } from "node:fs";
import { test } from "tap";
import { faultSentences } from "../../src/ledger/faults.ts";

test("whatever a verification may find wrong is said alike by the command line and by pages", async (t) => {
  const locale = readFileSync(new URL("../../locales/en.json", import.meta.url), "utf8");
  const { fault } = JSON.parse(locale).pages.ledger;
  const plain = (sentence: string) => sentence.replaceAll("’", "'");
  t.same(
    Object.fromEntries(
      Object.entries(fault as Record<string, string>).map(([code, said]) => [code, plain(said)]),
    ),
    faultSentences,
  );
});
