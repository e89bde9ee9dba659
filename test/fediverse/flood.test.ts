import { sql } from "drizzle-orm";
import { test } from "tap";
import { hourOf, newcomersAnHour } from "../../src/domain/flood.ts";
import { runDue } from "../support/due.ts";
import { startPeer } from "../support/peer.ts";
import { begin } from "../support/story.ts";

const now = () => new Date("2036-03-01T12:15:00Z");
const story = await begin({ rule: "majority" }, { idle: true, now });
const { moot } = story;
await story.admit("ann");
const { question, id } = await story.ask();
await runDue(moot);
const elsewhere = await startPeer();
const { host } = new URL(elsewhere.origin);

test("who comes when a server has sent its thousand is answered 202, only counted, and not written to", async (t) => {
  const hour = hourOf(now()).toISOString();
  const { assembly } = await story.proposal(id);
  t.equal(assembly, "coop");
  // all but one of them have been here
  await moot.ctx.db.execute(sql`insert into newcomer (assembly_id, server, hour, count)
    select id, ${host}, ${hour}, ${newcomersAnHour - 1} from assembly`);
  const [last, tapping, writing, late] = ["last", "tapping", "writing", "late"].map((name) =>
    elsewhere.account(name),
  );
  t.equal(await last?.vote(question, "Agree", { date: now() }), 202);
  await runDue(moot);
  const entries = await story.count("ledger_entry");
  const [voters, proofs] = [await story.count("voter"), await story.count("evidence")];
  t.equal(await tapping?.vote(question, "Disagree", { date: now() }), 202);
  t.equal(await late?.vote(question, "Agree", { date: now() }), 202);
  await writing?.reply(question, "disagree, I do not know you", { date: now() });
  await runDue(moot);
  t.match(await story.proposal(id), {
    sympathisers: { agree: 1, disagree: 0 },
    onlyCounted: [{ server: host, count: 3 }],
  });
  t.equal(await story.count("ledger_entry"), entries, "nothing in the ledger");
  t.same([await story.count("voter"), await story.count("evidence")], [voters, proofs], "nor beside it");
  t.same(elsewhere.received, [], "nobody there is told anything");
  const { text } = await moot.get(`/proposals/${id}`, "text/html");
  t.match(text, `3 more answers from ${host} were only counted`);
  t.equal(await story.account("ann").vote(question, "Agree", { date: now() }), 202);
  await runDue(moot);
  t.match((await story.proposal(id)).tally, { agree: 1 }, "members go on as before");
});

test("nothing went wrong inside", async (t) => {
  t.same(moot.logged, []);
  await story.stop();
  await elsewhere.stop();
});
