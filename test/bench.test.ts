import { test } from "tap";
import { measureVerify } from "../bench/ledger-files.ts";

test("the benchmark's ledger of files verifies in a process of its own", async (t) => {
  const { size, seconds, megabytes } = await measureVerify({ members: 150, questions: 3, strangers: 20 });
  t.equal(size, 2 + 150 + 3 * (2 + 150 + 20 + 2));
  t.ok(seconds > 0 && megabytes > 0);
});
