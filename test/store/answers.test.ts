import { sql } from "drizzle-orm";
import { type Test, test } from "tap";
import { castBallot, withdrawBallot } from "../../src/actions/cast-ballot.ts";
import type { Position } from "../../src/domain/ballot.ts";
import { listAnswers } from "../../src/store/answers.ts";
import { countBallots } from "../../src/store/ballots.ts";
import { quorumReachedAt, takeCensus } from "../../src/store/census.ts";
import { saveReply } from "../../src/store/replies.ts";
import { rowsOf } from "../../src/store/rows.ts";
import { begin } from "../support/story.ts";

const story = await begin({ rule: "consensus" }, { idle: true });
const { ctx } = story.moot;
const names = Array.from({ length: 9 }, (_, at) => `m${at}`);
const people = (await story.admit(...names)).map(({ id }) => id);
const { question, id: proposalId } = await story.ask();
const questionId = question.split("/").at(-1) as string;
const [{ assembly_id: assemblyId }] = rowsOf<{ assembly_id: string }>(
  await ctx.db.execute(sql`select assembly_id from question where id = ${questionId}`),
) as [{ assembly_id: string }];

type Event = { seq: number; voter: string; position: Position | null; hasWords: boolean; at: string };

/** What was done on the roll so far, in order. */
async function events(): Promise<Event[]> {
  const rows = rowsOf<Record<string, unknown>>(
    await ctx.db.execute(sql`
      select b.seq, v.actor_id, b.position, b.received_at, p.note_id is not null as words
      from ballot_event b join voter v on v.id = b.voter_id and v.membership_id is not null
      left join reply p on p.note_id = b.note_id and p.is_public
      where b.question_id = ${questionId} and b.kind in ('ballot', 'withdraw') order by b.seq`),
  );
  return rows.map(({ seq, actor_id, position, words, received_at }) => ({
    ...{ seq: Number(seq), voter: String(actor_id), position: position as Position | null },
    ...{ hasWords: words === true, at: new Date(received_at as string).toISOString() },
  }));
}

/** When so many stood and stood from then on, told step by step. */
function reached(all: readonly Event[], quorum: number): string | null {
  const standing = new Set<string>();
  let at: string | null = null;
  for (const { voter, position, at: now } of all) {
    if (position) standing.add(voter);
    else standing.delete(voter);
    if (standing.size < quorum) at = null;
    else at ??= now;
  }
  return at;
}

async function compare(t: Test): Promise<void> {
  const all = await events();
  const last = new Map(all.map((event) => [event.voter, event]));
  const inForce = [...last.values()].filter(({ position }) => position !== null);
  inForce.sort((one, other) => Number(other.hasWords) - Number(one.hasWords) || other.seq - one.seq);
  for (const positions of [undefined, ["agree"], ["disagree", "block"]] as const) {
    const there = inForce.filter(({ position }) => !positions || positions.some((one) => one === position));
    for (let offset = 0; offset <= there.length; offset += 2) {
      const filter = { limit: 3, offset, closedAt: null, ...(positions ? { positions } : {}) };
      const listed = await listAnswers(ctx.db, questionId, filter);
      t.same(
        listed.map(({ seq }) => seq),
        there.slice(offset, offset + 3).map(({ seq }) => seq),
      );
    }
  }
  const census = await takeCensus(ctx.db, questionId, "hour", "Europe/Berlin");
  const { members, sympathisers } = await countBallots(ctx.db, questionId);
  t.same({ members: census.members, sympathisers: census.sympathisers }, { members, sympathisers });
  t.equal(
    census.slices.reduce((sum, { count }) => sum + count, 0),
    inForce.length,
  );
  for (let quorum = 1; quorum <= people.length; quorum++) {
    const at = await quorumReachedAt(ctx.db, questionId, quorum);
    t.equal(at?.toISOString() ?? null, reached(all, quorum), `${quorum} of them`);
  }
}

let steps = 0;
/** Somebody does one thing; which, the numbers say. */
async function step(actorId: string, what: number): Promise<void> {
  const noteId = `${actorId}/notes/${++steps}`;
  const own = { questionId, actorId, receivedAt: ctx.now(), activityId: `${noteId}/create`, evidence: null };
  const choice = (["agree", "abstain", "disagree", "block"] as const)[what % 4] as Position;
  const words = what % 3 === 0;
  await ctx.db.transaction(async (tx) => {
    if (what % 7 === 6) return withdrawBallot(ctx, tx, own);
    if (words)
      await saveReply(tx, {
        ...{ noteId, assemblyId, actorId, proposalId, questionId, isPublic: true, command: "vote" },
        ...{ html: "<p>Why.</p>", reason: "Why.", recordedReason: "Why.", receivedAt: own.receivedAt },
      });
    await castBallot(ctx, tx, {
      ...own,
      noteId,
      kind: "Person",
      choice,
      via: words ? "words" : "api",
      reasoned: words,
    });
  });
}

test("answers are listed, counted and dated as if each were read in its turn", async (t) => {
  for (const [at, person] of people.entries()) if (at % 2 === 0) await step(person, at + 1);
  await compare(t);
  await step("https://far.example/users/stranger", 0);
  // a fixed course of changes of mind, words, and answers that are taken back
  for (let n = 0; n < 60; n++) {
    await step(people[(n * 5 + (n >> 2)) % people.length] as string, (n * 11 + 4) % 29);
    if (n % 12 === 11) await compare(t);
  }
  await story.stop();
});
