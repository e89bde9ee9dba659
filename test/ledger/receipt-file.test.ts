import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { test } from "tap";
import { folkmoot } from "../support/cli.ts";
import { callerFor } from "../support/member.ts";
import { until } from "../support/moot.ts";
import { begin } from "../support/story.ts";

const folder = mkdtempSync(join(tmpdir(), "folkmoot-receipt-"));

/** Runs `folkmoot verify` on a receipt as anybody would, and answers how it ended and what it said. */
function verify(receipt: string): Promise<{ code: number | null; said: string }> {
  const file = join(folder, "receipt.json");
  writeFileSync(file, receipt);
  return folkmoot(["verify", file]);
}

test("the file of a receipt is verified against what its assembly's server signs today", async (t) => {
  const story = await begin();
  const { moot } = story;
  const [ann, bea] = (await story.admit("ann", "bea")) as any[];
  const { id } = await story.ask();
  const { body } = await (await callerFor(moot, ann))(`/proposals/${id}/ballots`, { position: "agree" });
  const { text } = await until("a head over it", async () => {
    const answer = await moot.get(new URL(body.receipt).pathname, "application/json");
    return answer.status === 200 && answer;
  });
  await (await callerFor(moot, bea))(`/proposals/${id}/ballots`, { position: "disagree" });
  const good = await verify(text);
  t.equal(good.code, 0, good.said);
  t.match(good.said, /It holds: the entry is in the record/);
  t.equal(good.said.match(/✓/g)?.length, 4);
  const altered = await verify(text.replace("agree", "block"));
  t.equal(altered.code, 1);
  t.match(altered.said, /✗ The entry is under that head.*\n.*\n.*\nDOES NOT HOLD\. The receipt was altered/);
  // a server that begins its ledger anew, with other entries, signs what the receipt is none of
  const run = (change: string) => moot.ctx.db.execute(sql.raw(change));
  await run("alter table ledger_head disable trigger user");
  await run("delete from ledger_head");
  await run("alter table ledger_entry disable trigger user");
  await run(`update ledger_entry set hash = sha256('another') where seq = 0`);
  const forked = await verify(text);
  t.equal(forked.code, 1);
  t.match(
    forked.said,
    /✗ The head of today goes on from that head\.\nDOES NOT HOLD\. The receipt is genuine/,
  );
  await run(
    "update ledger_entry set hash = sha256('\\x00'::bytea || convert_to(head || seq || tail, 'UTF8'))",
  );
  rmSync(folder, { recursive: true });
  await story.stop();
});
