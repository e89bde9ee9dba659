import { randomBytes } from "node:crypto";
import type { Context } from "../context.ts";
import { idsOf, type Named, namesOf, standInFor } from "../domain/erasure.ts";
import { type Refusal, refuse } from "../domain/refusal.ts";
import { sha256 } from "../ledger/node-crypto.ts";
import { saltedHash } from "../ledger/tags.ts";
import { findActors, loadActor } from "../store/actors.ts";
import { countBallots } from "../store/ballots.ts";
import type { Database } from "../store/database.ts";
import { countOpenings, eraseEvents, eraseEvidence, eventsNaming } from "../store/erase-evidence.ts";
import { eraseBareNames, eraseFromNotes, eraseNames } from "../store/erase-names.ts";
import { eraseSeats, eraseTraces, eraseWords, notesOf } from "../store/erase-own.ts";
import {
  beginErasing,
  type Erasing,
  findErasure,
  heldUntil,
  loadErasure,
  lockAllOf,
  lockErasure,
  postponeErasure,
  removeErasure,
  type Seat,
  saveErasure,
} from "../store/erasures.ts";
import { enterLedger } from "../store/ledger.ts";
import { membershipsOf } from "../store/mine.ts";
import { outcomesNaming, rewriteNote } from "../store/notes.ts";
import { loadQuestion } from "../store/questions.ts";
import { amendedTexts, followErasedTexts } from "./follow-erased-texts.ts";
import { writeOutcome } from "./outcome-statement.ts";
import { sealFor } from "./standing.ts";

const minute = 60_000;

/** What came of asking to be erased: it was done, or it waits until the last open question closes. */
export type Asked = { readonly waitsUntil: Date | null };

/**
 * Somebody asks, for themselves, that their name, their words and the requests of theirs go (ADR 15). It is done at
 * once, or when the last open question has closed that they take part in: until then their ballot is to be checkable.
 * Refuses `still-a-member`, with where, while they belong to an assembly here.
 */
export async function askErasure(ctx: Context, actorId: string): Promise<Asked | Refusal> {
  const wish = await ctx.db.transaction((tx) => wishErasure(ctx, tx, actorId));
  if ("refused" in wish) return wish;
  return carryOutErasure(ctx, wish.id);
}

/** Writes the wish down, with the job that carries it out once it can be. Refuses what `askErasure` does. */
export async function wishErasure(
  ctx: Context,
  tx: Database,
  actorId: string,
): Promise<{ readonly id: string } | Refusal> {
  const where = await stillIn(tx, actorId);
  if (where.length > 0) return refuse("still-a-member", { where: where.join(", ") });
  const known = await findErasure(tx, actorId);
  if (known) return known;
  const now = ctx.now();
  const held = await heldUntil(tx, actorId);
  const row = { id: ctx.newId(), actorId, askedAt: now, dueAt: held ?? now };
  if (!(await saveErasure(tx, row))) return refuse("already-done");
  await ctx.jobs.send(tx, "erase-person", { erasureId: row.id }, { startAfter: row.dueAt });
  return row;
}

const stillIn = async (tx: Database, actorId: string): Promise<string[]> =>
  (await membershipsOf(tx, actorId)).flatMap(({ assembly, state }) =>
    state === "member" ? [assembly.handle] : [],
  );

/** Takes back a wish that waits; false where there is none. */
export const cancelErasure = (ctx: Context, actorId: string): Promise<boolean> =>
  removeErasure(ctx.db, actorId);

/**
 * Carries a wish out, or lets it wait longer where a question is open still. Who became a member again meanwhile is
 * taken to wish it no more. A job that comes twice does nothing. All is one transaction: after a crash nothing or
 * everything is done, and the job comes again.
 */
export async function carryOutErasure(ctx: Context, erasureId: string): Promise<Asked> {
  return ctx.db.transaction(async (tx) => {
    const asked = await loadErasure(tx, erasureId);
    if (!asked) return { waitsUntil: null };
    const { actorId } = asked;
    const who = await erasingOf(ctx, tx, actorId);
    const seats = await lockAllOf(tx, who.erasing);
    // last of all, as whoever joins takes theirs back behind the lock of their seat
    const wish = await lockErasure(tx, erasureId);
    if (!wish) return { waitsUntil: null };
    if (seats.some(({ state }) => state === "member")) {
      await removeErasure(tx, actorId);
      return { waitsUntil: null };
    }
    const held = await heldUntil(tx, actorId);
    if (held) {
      // one that is past its time is being closed just now
      const waitsUntil = new Date(Math.max(held.getTime(), ctx.now().getTime() + minute));
      if (waitsUntil.getTime() !== wish.dueAt.getTime()) {
        await postponeErasure(tx, wish.id, waitsUntil);
        await ctx.jobs.send(tx, "erase-person", { erasureId }, { startAfter: waitsUntil });
      }
      return { waitsUntil };
    }
    await erase(ctx, tx, who, seats);
    await removeErasure(tx, actorId);
    return { waitsUntil: null };
  });
}

type Who = { readonly erasing: Erasing; readonly needles: readonly string[] };

/** How somebody is found, as far as their account is known. */
async function erasingOf(ctx: Context, tx: Database, actorId: string): Promise<Who> {
  const actor = await loadActor(tx, actorId);
  const username = actor?.username ?? null;
  const namesakes = username ? await findActors(tx, username) : [];
  const isOnly = namesakes.every(({ id }) => id === actorId);
  const named: Named = { actorId, url: actor?.url ?? null, username, name: actor?.name ?? null, isOnly };
  // shorter ones are words of their own in too many languages
  const bare = [username, actor?.name ?? null].filter((name) => name !== null && [...name].length > 2);
  const erasing: Erasing = {
    ...{ actorId, standIn: standInFor(ctx.newId()), sealed: sealFor(ctx, actorId) },
    ...{ ids: idsOf(named), names: namesOf(named), bareNames: namesOf(named, bare as string[]) },
  };
  const handles = username
    ? [`${username}@${new URL(actorId).host}`, ...(isOnly ? [`@${username}`] : [])]
    : [];
  return { erasing, needles: [actorId, ...(actor?.url ? [actor.url] : []), ...handles] };
}

async function erase(ctx: Context, tx: Database, { erasing, needles }: Who, seats: readonly Seat[]) {
  const { actorId, names } = erasing;
  const now = ctx.now();
  await beginErasing(tx);
  const amended = await amendedTexts(tx, erasing);
  const notes = await notesOf(tx, actorId);
  const isNamed = (text: string): boolean => new RegExp(names, "i").test(text);
  const evidence = await eraseEvidence(tx, erasing, needles, isNamed);
  const events = await eventsNaming(tx, erasing, notes);
  const openings = await countOpenings(tx, actorId, events, evidence);
  for (const [assemblyId, n] of openings) await enterErasure(ctx, tx, assemblyId, n, { actorId, seats });
  await eraseEvents(tx, erasing, events, notes);
  const changed = await eraseFromNotes(tx, erasing, now);
  const outcomes = await outcomesNaming(tx, actorId);
  await eraseBareNames(tx, erasing);
  await eraseWords(tx, erasing);
  await eraseSeats(tx, actorId, seats);
  await eraseTraces(tx, erasing, notes, now);
  await eraseNames(tx, erasing, notes);
  await followErasedTexts(tx, amended);
  // what outcomes say of who voted is said anew, from what is on record still
  for (const note of outcomes) {
    const question = await loadQuestion(tx, note.questionId);
    if (!question) continue;
    const html = await writeOutcome(ctx, tx, question, await countBallots(tx, question.id), note.language);
    await rewriteNote(tx, note.id, html, now);
  }
  const told = new Set([...changed, ...outcomes].flatMap(({ id, toActor }) => (toActor ? [] : [id])));
  for (const id of told) await ctx.jobs.send(tx, "announce", { subject: `note:${id}` });
}

/** Says in an assembly's ledger how much of it opens no more, under the tag of the seat; or of nobody in particular. */
async function enterErasure(
  ctx: Context,
  tx: Database,
  assemblyId: string,
  openings: number,
  { actorId, seats }: { readonly actorId: string; readonly seats: readonly Seat[] },
): Promise<void> {
  const seat = seats.find((one) => one.assemblyId === assemblyId);
  const member = saltedHash(sha256, seat?.salt ?? randomBytes(16), actorId);
  const entry = { kind: "erase", at: ctx.now().toISOString(), member, openings } as const;
  await enterLedger(tx, { id: ctx.newId(), assemblyId, entry });
}
