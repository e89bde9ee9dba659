import { sql } from "drizzle-orm";
import { test } from "tap";
import { castBallot, withdrawBallot } from "../../src/actions/cast-ballot.ts";
import { closeQuestion } from "../../src/actions/close-question.ts";
import { newcomersAnHour } from "../../src/domain/flood.ts";
import { runDue } from "../support/due.ts";
import { until } from "../support/moot.ts";
import { begin } from "../support/story.ts";

// a quarter past the hour
let clock = Date.parse("2036-03-01T12:15:00Z");
const now = () => new Date(clock);
const story = await begin({ rule: "majority", votingHours: 0 }, { idle: true, now });
const { ctx } = story.moot;
const [ann, bea] = (await story.admit("ann", "bea")).map(({ id }) => id) as [string, string];
await runDue(story.moot);

const idOf = (question: string) => question.split("/").at(-1) as string;
const ask = (minutes: number) => story.ask({ closesAt: new Date(clock + minutes * 60_000).toISOString() });
const over = await ask(1);
clock += 60_000;
await closeQuestion(ctx, idOf(over.question), async () => false);
const open = await ask(600);
/** What the ledger holds of votes: how many entries of each kind. */
async function entries() {
  const kinds = ["ballot", "withdraw", "rejected"];
  const counts = kinds.map((kind) => story.count(`ledger_entry where kind = '${kind}'`));
  return Object.fromEntries((await Promise.all(counts)).map((count, at) => [kinds[at], count]));
}
let sent = 0;
const castOf = (actorId: string, question: string, via: "poll" | "words" = "poll") => ({
  ...{ questionId: idOf(question), actorId, kind: "Person", choice: "agree" as const, via, reasoned: false },
  ...{ noteId: `${actorId}/notes/${++sent}`, activityId: `${actorId}/acts/${sent}` },
  ...{ receivedAt: now(), evidence: null },
});
const cast = (actorId: string, question: string, via?: "poll" | "words") =>
  ctx.db.transaction((tx) => castBallot(ctx, tx, castOf(actorId, question, via)));
const resultOf = async (...args: Parameters<typeof cast>) => {
  const one = await cast(...args);
  return "result" in one ? one.result : one;
};
const hourAgo = () => new Date(clock - 3_600_000).toISOString();
const fresh = (server: string, number: number) => `https://${server}/users/fresh${number}`;

test("10,000 late or foreign votes from fresh actors of one server grow the ledger by a thousand entries", async (t) => {
  const before = await entries();
  const rows = await story.count("voter");
  const numbers = Array.from({ length: 10_000 }, (_, number) => number);
  // several at once, on both questions, so that they meet
  const take = async (): Promise<void> => {
    for (let some = numbers.splice(0, 50); some.length > 0; some = numbers.splice(0, 50)) {
      const { question } = (some[0] as number) % 100 === 0 ? open : over;
      await ctx.db.transaction(async (tx) => {
        for (const number of some) await castBallot(ctx, tx, castOf(fresh("far.example", number), question));
      });
    }
  };
  await Promise.all([take(), take(), take(), take()]);
  const after = await entries();
  const [late, foreign] = [after.rejected - before.rejected, after.ballot - before.ballot];
  t.equal(late + foreign, newcomersAnHour, "one entry for each of the first thousand");
  t.equal(after.withdraw, before.withdraw);
  t.equal(await story.count("voter"), rows + newcomersAnHour, "of the others there is no row");
  // a connection that was idle for so long may be gone
  await until("the server to answer", () => story.proposal(open.id).catch(() => null));
  const counted = async ({ id }: typeof open) => (await story.proposal(id)).onlyCounted;
  t.same(await counted(over), [{ server: "far.example", count: 5000 - late }]);
  t.same(await counted(open), [{ server: "far.example", count: 5000 - foreign }]);
  t.match((await story.proposal(open.id)).sympathisers, { agree: foreign });
});

test("the page says how many more there were, and from where", async (t) => {
  const [{ count }] = (await story.proposal(open.id)).onlyCounted;
  const { text } = await story.moot.get(`/proposals/${open.id}`, "text/html");
  t.match(text, `${count.toLocaleString("en")} more answers from far.example were only counted`);
});

test("others come in all the same: members, other servers, and who was heard before", async (t) => {
  t.match(await resultOf(ann, open.question), { counts: "member" });
  t.match(await resultOf(bea, over.question), { refused: "late" }, "also where they are refused");
  t.match(await resultOf(fresh("near.example", 1), open.question), { counts: "sympathiser" });
  t.match(await resultOf(fresh("far.example", 20_000), open.question), { counts: "server" });
  t.match(await resultOf(fresh("far.example", 0), open.question), { refused: "already-voted" });
});

test("a stranger who answers, takes it back and answers again has three entries, and never more", async (t) => {
  const before = await entries();
  const actorId = fresh("near.example", 2);
  for (let n = 0; n < 5; n++) {
    const act = castOf(actorId, open.question, "words");
    await ctx.db.transaction((tx) => castBallot(ctx, tx, act));
    await ctx.db.transaction((tx) => withdrawBallot(ctx, tx, act));
  }
  const { ballot = 0, withdraw = 0, rejected = 0 } = before;
  t.same(await entries(), { ballot: ballot + 1, withdraw: withdraw + 1, rejected: rejected + 1 });
});

test("in the next hour there is room again, to the last place", async (t) => {
  clock += 3_600_000;
  t.match(await resultOf(fresh("far.example", 30_000), open.question), { counts: "sympathiser" });
  await ctx.db.execute(sql`update newcomer set count = ${newcomersAnHour - 1} where hour > ${hourAgo()}`);
  t.match(await resultOf(fresh("far.example", 30_001), open.question), { counts: "sympathiser" }, "the last");
  t.match(await resultOf(fresh("far.example", 30_002), open.question), { counts: "server" });
  t.match(await resultOf(fresh("far.example", 30_001), open.question), { refused: "already-voted" });
});

test("nothing went wrong inside, and what is in the ledger holds", async (t) => {
  t.same(story.moot.logged, []);
  await story.stop();
});
