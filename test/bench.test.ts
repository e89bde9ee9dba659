import { test } from "tap";
import { measureGrowth } from "../bench/growth.ts";
import { measureVerify } from "../bench/ledger-files.ts";
import { makeTestDatabase, onPostgres } from "./support/database.ts";

test("the benchmark's ledger of files verifies in a process of its own", async (t) => {
  const { size, seconds, megabytes } = await measureVerify({ members: 150, questions: 3, strangers: 20 });
  t.equal(size, 2 + 150 + 3 * (2 + 150 + 20 + 2));
  t.ok(seconds > 0 && megabytes > 0);
});

test("the benchmark fills a question by SQL, and casts, signs and shows on top of it", async (t) => {
  if (!onPostgres) return t.comment("only on PostgreSQL");
  const databases = [await makeTestDatabase(), await makeTestDatabase()];
  const [one, other] = databases.map(({ place }) => ("url" in place ? place.url : ""));
  const { small, large, pages } = await measureGrowth([one ?? "", other ?? ""], 20, 700, 5);
  for (const figure of [small.cast, small.sign, large.cast, large.sign, pages.large.cold, pages.small.warm])
    t.ok(figure > 0);
  for (const { drop } of databases) await drop();
});
