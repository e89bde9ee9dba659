import { say, sayTime } from "../actions/say.ts";
import type { Context } from "../context.ts";
import { addressesOf } from "../domain/addresses.ts";
import { loadActor } from "../store/actors.ts";
import { type Assembly, loadAssemblyById } from "../store/assemblies.ts";
import type { Database } from "../store/database.ts";
import { wantDeliveries } from "../store/deliveries.ts";
import { loadNote } from "../store/notes.ts";
import { loadProposal, loadQuestion, lockQuestion, openQuestions, setQuestion } from "../store/questions.ts";
import { loadQuotePermit } from "../store/quotes.ts";
import { followerInboxes, type Inbox, rollOutside, voterInboxes } from "../store/recipients.ts";
import { loadWitness } from "../store/witnesses.ts";
import { readSubject } from "./compose.ts";

/**
 * Brings a subject to everybody it is for: a row an inbox, and a job for each that has none under way. Runs in one
 * transaction, so that a crash half-way brings everybody everything, once.
 */
export async function announce(ctx: Context, text: string): Promise<void> {
  const subject = readSubject(text);
  await ctx.db.transaction(async (tx) => {
    if (subject.kind === "question") return announceQuestion(ctx, tx, subject.id);
    if (subject.kind === "note") return announceNote(ctx, tx, text, subject.id);
    // a link for signing in goes to one inbox alone, which the action that makes it names
    if (subject.kind === "sign-in") return;
    if (subject.kind === "witness") return announceWitness(ctx, tx, text, subject.id);
    if (subject.kind === "quote") return announcePermit(ctx, tx, text, subject.id);
    const assembly = await loadAssemblyById(tx, subject.id);
    if (subject.kind === "boost" || subject.kind === "actor") {
      const revision = subject.kind === "actor" ? assembly.constitution : 0;
      return want(ctx, tx, assembly, text, revision, await followerInboxes(tx, assembly.id));
    }
    await welcomeFollower(ctx, tx, assembly, text, subject.of);
  });
}

/** A question opened or closed: to followers and to everybody on the roll who voted. */
async function announceQuestion(ctx: Context, tx: Database, id: string): Promise<void> {
  const question = await lockQuestion(tx, id);
  if (!question) return;
  const assembly = await loadAssemblyById(tx, question.assemblyId);
  const isFirst = question.announcedAt === null;
  await setQuestion(tx, id, { announcedAt: ctx.now(), updateQueued: false });
  const inboxes = [...(await followerInboxes(tx, assembly.id)), ...(await voterInboxes(tx, id))];
  await want(ctx, tx, assembly, `question:${id}`, question.revision, inboxes);
  if (!isFirst || question.closedAt) return;
  // who is on the roll and does not follow would hear of it from nobody
  const proposal = await loadProposal(tx, question.proposalId);
  for (const toActor of await rollOutside(tx, id, assembly.id)) {
    await say(ctx, tx, {
      assembly,
      toActor,
      says: "opened",
      values: {
        assembly: assembly.name,
        title: proposal?.title ?? "",
        closes: sayTime(assembly.language, assembly.timeZone, question.closesAt),
        url: addressesOf(ctx.env.origin).question(id),
      },
      inReplyTo: null,
      questionId: id,
      proposalId: question.proposalId,
      once: true,
    });
  }
}

/** The tally changed some time ago: the newest goes out. The row's lock waits for votes that are being written. */
export async function announceTally(ctx: Context, questionId: string): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const question = await lockQuestion(tx, questionId);
    if (!question || question.closedAt) return;
    await setQuestion(tx, questionId, { announcedAt: ctx.now(), updateQueued: false });
    const assembly = await loadAssemblyById(tx, question.assemblyId);
    const inboxes = [...(await followerInboxes(tx, assembly.id)), ...(await voterInboxes(tx, questionId))];
    await want(ctx, tx, assembly, `question:${questionId}`, question.revision, inboxes);
  });
}

async function announceNote(ctx: Context, tx: Database, text: string, id: string): Promise<void> {
  const note = await loadNote(tx, id);
  if (!note) return;
  const assembly = await loadAssemblyById(tx, note.assemblyId);
  if (note.toActor === null) {
    return want(ctx, tx, assembly, text, note.revision, await followerInboxes(tx, assembly.id));
  }
  const actor = await loadActor(tx, note.toActor);
  if (actor && !actor.goneAt) await want(ctx, tx, assembly, text, note.revision, [{ inbox: actor.inbox }]);
}

/** How it stands with a witness goes to that assembly alone. */
async function announceWitness(ctx: Context, tx: Database, text: string, id: string): Promise<void> {
  const witness = await loadWitness(tx, id);
  const actor = witness && (await loadActor(tx, witness.actorId));
  if (!actor || actor.goneAt) return;
  const assembly = await loadAssemblyById(tx, witness.assemblyId);
  await want(ctx, tx, assembly, text, witness.revision, [{ inbox: actor.inbox }]);
}

/** That they may quote goes to who asked, anew whenever they ask. */
async function announcePermit(ctx: Context, tx: Database, text: string, id: string): Promise<void> {
  const permit = await loadQuotePermit(tx, id);
  const actor = permit && (await loadActor(tx, permit.actorId));
  if (!actor || actor.goneAt) return;
  const assembly = await loadAssemblyById(tx, permit.assemblyId);
  await want(ctx, tx, assembly, text, permit.asked, [{ inbox: actor.inbox }]);
}

/** The Accept, and the questions that are open: an app shows only what came to it. */
async function welcomeFollower(
  ctx: Context,
  tx: Database,
  assembly: Assembly,
  text: string,
  actorId: string,
) {
  const actor = await loadActor(tx, actorId);
  if (!actor || actor.goneAt) return;
  await want(ctx, tx, assembly, text, Math.floor(ctx.now().getTime() / 1000), [{ inbox: actor.inbox }]);
  for (const question of (await openQuestions(tx, assembly.id)).slice(0, 20)) {
    const fresh = await loadQuestion(tx, question.id);
    const inbox = actor.sharedInbox ?? actor.inbox;
    await want(ctx, tx, assembly, `question:${question.id}`, fresh?.revision ?? 0, [{ inbox }]);
  }
}

async function want(
  ctx: Context,
  tx: Database,
  assembly: Assembly,
  subject: string,
  wanted: number,
  inboxes: readonly Inbox[],
): Promise<void> {
  const distinct = [...new Set(inboxes.map(({ inbox }) => inbox))];
  const rows = distinct.map((inbox) => ({
    id: ctx.newId(),
    assemblyId: assembly.id,
    subject,
    inbox,
    host: new URL(inbox).host,
    wanted,
  }));
  for (const { id } of await wantDeliveries(tx, rows)) await ctx.jobs.send(tx, "deliver", { deliveryId: id });
}
