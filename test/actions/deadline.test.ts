import { sql } from "drizzle-orm";
import { test } from "tap";
import { closeQuestion } from "../../src/actions/close-question.ts";
import { savePending } from "../../src/store/requests.ts";
import { runDue } from "../support/due.ts";
import { begin } from "../support/story.ts";

let clock = Date.parse("2036-03-01T12:00:00Z");
const story = await begin({ rule: "majority" }, { idle: true, now: () => new Date(clock) });
const { moot } = story;
const { ctx } = moot;
const [ann, bob, cy] = (await story.admit("ann", "bob", "cy")) as any;
await runDue(moot);
const date = () => new Date(clock);
const idOf = (question: string): string => question.split("/").at(-1) as string;
const ask = () => story.ask({ closesAt: new Date(clock + 60_000).toISOString() });

test("a question closes by itself at its time, not before, and once", async (t) => {
  const { question, id } = await ask();
  await runDue(moot);
  await ann.vote(question, "Agree", { date: date() });
  clock += 59_999;
  await runDue(moot);
  t.match(await story.proposal(id), { state: "voting" });
  t.equal(await closeQuestion(ctx, idOf(question), async () => false), "early");
  clock += 1;
  await runDue(moot);
  t.match(await story.proposal(id), { state: "adopted", outcome: "adopted" });
  t.equal(await closeQuestion(ctx, idOf(question), async () => false), "already");
  const kinds = (await story.events()).map((event) => event.kind);
  t.same(kinds.slice(-3), ["ballot", "close", "outcome"]);
  t.match((await story.events()).at(-1), { kind: "outcome", code: "adopted" });
});

test("a vote that comes after the close is refused, written down, and its member told once", async (t) => {
  const { question, id } = await ask();
  clock += 60_000;
  await bob.vote(question, "Agree", { date: date() });
  await runDue(moot);
  await bob.vote(question, "Agree", { date: date() });
  await runDue(moot);
  t.match(await story.proposal(id), { outcome: "inquorate", tally: { agree: 0 } });
  t.equal((await story.events()).filter((event) => event.code === "late").length, 1);
  t.equal(story.told(bob).filter((text) => /Your answer came after that/.test(text)).length, 1);
});

test("a vote that was received in time counts although it is worked on after the time", async (t) => {
  const { question, id } = await ask();
  clock += 59_000;
  const done = ctx.inWork.enter(new Date(clock));
  const received = new Date(clock);
  clock += 1_500;
  await runDue(moot);
  t.match(await story.proposal(id), { state: "voting" }, "closing waits for what is in work");
  const { castBallot } = await import("../../src/actions/cast-ballot.ts");
  const cast = {
    questionId: idOf(question),
    actorId: cy.id,
    kind: "Person",
    choice: "agree",
    via: "poll",
  } as const;
  await ctx.db.transaction((tx) =>
    castBallot(ctx, tx, { ...cast, reasoned: false, receivedAt: received, evidence: null }),
  );
  done();
  clock += 600;
  await runDue(moot);
  t.match(await story.proposal(id), { outcome: "adopted", tally: { agree: 1 } });
});

test("closing waits for requests whose sender is still unknown, but ten seconds at most", async (t) => {
  const { id } = await ask();
  clock += 59_000;
  const raw = {
    method: "POST",
    target: "/inbox",
    headers: [],
    body: Buffer.from("{}"),
    receivedAt: new Date(clock),
  };
  await savePending(ctx.db, {
    ...raw,
    actorId: "https://nobody.example/x",
    origin: "https://nobody.example",
    address: "::1",
  });
  clock += 2_000;
  await runDue(moot);
  t.match(await story.proposal(id), { state: "voting" });
  clock += 9_500;
  await runDue(moot);
  t.match(await story.proposal(id), { state: "inquorate" });
  await ctx.db.execute(sql`delete from pending_request`);
});

test("the record can only grow: no event is changed, deleted or left out", async (t) => {
  for (const statement of [
    "update ballot_event set position = 'agree'",
    "delete from ballot_event",
    "truncate ballot_event",
    "delete from membership_event",
  ]) {
    const error: any = await ctx.db.execute(sql.raw(statement)).then(
      () => null,
      (fault: unknown) => fault,
    );
    t.match(String(error?.cause ?? error), /append-only/, statement);
  }
  const [row] = (await ctx.db.query.ballotEvents.findMany()).map((event) => event.seq).sort((a, b) => b - a);
  t.equal(row, (await story.events()).length, "seq has no gaps");
});

test("evidence of every ballot is kept: the request as it came, and the document its key was in", async (t) => {
  const ballots = (await ctx.db.query.ballotEvents.findMany()).filter(
    (event) => event.kind === "ballot" && event.evidenceId,
  );
  const kept = await ctx.db.query.evidence.findMany();
  t.ok(ballots.length > 0);
  for (const { evidenceId } of ballots) {
    const request = kept.find((one) => one.id === evidenceId);
    t.match(request, {
      method: "POST",
      target: "/inbox",
      keyId: /#main-key$/,
      actorDocument: /^[0-9a-f]{64}$/,
    });
    t.match(JSON.parse(request!.body.toString()), { type: "Create" });
    t.ok(request!.headers.some(([name]) => name.toLowerCase() === "signature"));
    t.ok(
      await ctx.db.query.actorDocuments.findFirst({
        where: (document, { eq }) => eq(document.hash, request!.actorDocument),
      }),
    );
  }
});

test("nothing went wrong inside", async (t) => {
  t.same(moot.logged, []);
  await story.stop();
});
