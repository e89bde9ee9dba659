import { Block, Create, Delete, Flag, Follow, Undo, Update } from "@fedify/vocab";
import { wishErasure } from "../actions/erase-person.ts";
import {
  blockAssembly,
  followAssembly,
  removeAccount,
  unfollowAssembly,
} from "../actions/follow-assembly.ts";
import { hearCheckpoint } from "../actions/hear-checkpoint.ts";
import { hearDeletion, hearEdit } from "../actions/hear-edit.ts";
import { hearTalk } from "../actions/hear-talk.ts";
import { hearTap } from "../actions/hear-vote.ts";
import { hearWords } from "../actions/hear-words.ts";
import { permitQuote } from "../actions/permit-quote.ts";
import type { Words } from "../actions/words.ts";
import type { Context } from "../context.ts";
import { placeOf } from "../domain/addresses.ts";
import { refuse } from "../domain/refusal.ts";
import type { Evidence } from "../evidence.ts";
import type { RemoteActor } from "../store/actors.ts";
import { expireActor } from "../store/actors.ts";
import { loadAssembly } from "../store/assemblies.ts";
import type { Database } from "../store/database.ts";
import { saveFlag } from "../store/flags.ts";
import { logRefusal } from "../store/requests.ts";
import type { Passed } from "./gate/gate.ts";
import type { Inbound } from "./gate/signature.ts";
import { quoteAskedIn, quotesIn } from "./quotes.ts";
import { amendsIn, checkpointIn, offline, type ReadNote, readActivity, readNotes, targetOf } from "./read.ts";

/** An authenticated activity: its sender is who it says, by the HTTP signature. */
export type Authenticated = {
  readonly passed: Passed;
  readonly inbound: Inbound;
  readonly actor: RemoteActor;
};

type Hearing = Authenticated & { readonly ctx: Context; readonly tx: Database };

/**
 * Applies an authenticated activity, claimed so that it is applied once, in the transaction it is acknowledged by.
 * Kinds that mean nothing here (Like, Announce, Move, Add …) change nothing.
 */
export async function applyActivity(ctx: Context, tx: Database, authenticated: Authenticated): Promise<void> {
  const { passed, actor } = authenticated;
  if (actor.goneAt) return;
  if (passed.document.type === "QuoteRequest") return onQuoteRequest({ ...authenticated, ctx, tx });
  const activity = await readActivity(passed.document);
  // what was parsed must say what was signed
  if (!activity || activity.actorId?.href !== actor.id || activity.id?.href !== passed.activityId) return;
  const hearing = { ...authenticated, ctx, tx };
  if (activity instanceof Create) return onCreate(hearing, activity);
  if (activity instanceof Update) return onUpdate(hearing, activity);
  if (activity instanceof Delete) return onDelete(hearing, activity);
  if (activity instanceof Follow) return onFollow(hearing, activity);
  if (activity instanceof Undo) return onUndo(hearing, activity);
  if (activity instanceof Block) return onBlock(hearing, activity);
  if (activity instanceof Flag) return onFlag(hearing, activity);
}

const evidenceOf = ({ inbound, actor, passed }: Hearing): Evidence => ({
  method: inbound.method,
  target: inbound.target,
  headers: inbound.headers,
  body: inbound.body,
  receivedAt: inbound.receivedAt,
  actorDocument: actor.documentHash,
  keyId: passed.keyId,
});

async function onCreate(hearing: Hearing, create: Create): Promise<void> {
  const { ctx, tx, actor } = hearing;
  const notes = await readNotes(create, actor.id);
  if (await onCheckpoint(hearing, notes)) return;
  const votes = notes.filter((note) => note.option !== null);
  const [first, ...others] = votes;
  if (first) return onVotes(hearing, [first, ...others]);
  for (const note of notes) {
    const target = targetOf(ctx.env.origin, note);
    if (note.text === "" && !note.summary) continue;
    const words = wordsOf(hearing, note);
    if (target) await hearWords(ctx, tx, { ...words, target });
    // what mentions an assembly may quote something of it besides, and what answers it directly is kept already
    if (!target || target.what === "mention")
      await hearTalk(ctx, tx, { ...words, inReplyTo: note.inReplyTo });
  }
}

/** Native votes. Several that name the same option are one; that name two of a one-choice poll are none. */
async function onVotes(hearing: Hearing, votes: readonly [ReadNote, ...ReadNote[]]): Promise<void> {
  const { ctx, tx, actor, inbound, passed } = hearing;
  const [{ inReplyTo, noteId }] = votes;
  const place = placeOf(ctx.env.origin, inReplyTo ?? "");
  const isOne = place?.what === "question" && votes.every((vote) => vote.inReplyTo === inReplyTo);
  const refusal = isOne
    ? await hearTap(ctx, tx, {
        questionId: place.id,
        actorId: actor.id,
        kind: actor.kind,
        options: votes.map((vote) => vote.option ?? ""),
        noteId,
        activityId: passed.activityId,
        receivedAt: inbound.receivedAt,
        evidence: evidenceOf(hearing),
      })
    : refuse("no-question");
  if (refusal) await logRefusal(tx, actor.id, inReplyTo ?? "", refusal.refused, inbound.receivedAt);
}

function wordsOf(hearing: Hearing, note: ReadNote): Words {
  const { ctx, actor, inbound, passed } = hearing;
  const quotes = quotesIn(passed.document, note.noteId, ctx.env.origin);
  return {
    noteId: note.noteId,
    activityId: passed.activityId,
    actorId: actor.id,
    kind: actor.kind,
    said: { text: note.text, language: note.language, summary: note.summary },
    html: quotes ? note.unquoted : note.html,
    isPublic: note.isPublic,
    amends: amendsIn(passed.document, note.noteId),
    passage: note.passage,
    quotes,
    receivedAt: inbound.receivedAt,
    evidence: evidenceOf(hearing),
  };
}

async function onUpdate(hearing: Hearing, update: Update): Promise<void> {
  const { ctx, tx, actor } = hearing;
  // an account says it changed: what is stored of it is no longer believed, and is fetched before it is used again
  if (update.objectId?.href === actor.id) {
    await expireActor(tx, actor.id);
    return ctx.jobs.send(tx, "unknown-actor", { actorId: actor.id });
  }
  const notes = await readNotes(update, actor.id);
  if (await onCheckpoint(hearing, notes)) return;
  for (const note of notes) await hearEdit(ctx, tx, wordsOf(hearing, note));
}

/** A head of a ledger, from an assembly to one of ours: a program's words, and read as nothing else. */
async function onCheckpoint(hearing: Hearing, notes: readonly ReadNote[]): Promise<boolean> {
  const { ctx, tx, actor, inbound, passed } = hearing;
  const [note] = notes;
  const said = note ? checkpointIn(passed.document, note.noteId) : null;
  if (!note || !said) return false;
  const places = note.addressees.map((address) => placeOf(ctx.env.origin, address));
  const to = places.find((place) => place?.what === "assembly");
  const assembly = to?.what === "assembly" ? await loadAssembly(tx, to.handle) : null;
  if (assembly)
    await hearCheckpoint(ctx, tx, {
      ...{ assembly, actorId: actor.id, note: said.checkpoint, state: said.state },
      receivedAt: inbound.receivedAt,
    });
  return true;
}

async function onDelete(hearing: Hearing, { objectId }: Delete): Promise<void> {
  const { ctx, tx, actor, inbound, passed } = hearing;
  if (!objectId || objectId.origin !== new URL(actor.id).origin) return;
  if (objectId.href === actor.id) {
    await removeAccount(ctx, tx, actor.id);
    await wishErasure(ctx, tx, actor.id);
    return;
  }
  await hearDeletion(ctx, tx, {
    noteId: objectId.href,
    actorId: actor.id,
    receivedAt: inbound.receivedAt,
    activityId: passed.activityId,
    evidence: evidenceOf(hearing),
  });
}

/** Somebody asks whether they may quote; the note in which they do often comes along, and nowhere else. */
async function onQuoteRequest(hearing: Hearing): Promise<void> {
  const { ctx, tx, actor, inbound, passed } = hearing;
  const asked = quoteAskedIn(passed.document, actor.id);
  if (!asked) return;
  const { requestId, quoted, quoting, create } = asked;
  await permitQuote(ctx, tx, {
    ...{ actorId: actor.id, requestId, quoted, quoting },
    receivedAt: inbound.receivedAt,
  });
  if (!create) return;
  const bringing = await readActivity(create);
  if (!(bringing instanceof Create)) return;
  const along = { ...hearing, passed: { ...passed, document: create } };
  for (const note of await readNotes(bringing, actor.id)) {
    // what answers us directly is heard when it is sent to us, and is evidence then
    const isTalk = note.option === null && note.text !== "" && note.noteId === quoting;
    if (isTalk && (targetOf(ctx.env.origin, note)?.what ?? "mention") === "mention")
      await hearTalk(ctx, tx, { ...wordsOf(along, note), inReplyTo: note.inReplyTo });
  }
}

async function assemblyAt({ ctx, tx }: Hearing, id: URL | null | undefined) {
  const place = placeOf(ctx.env.origin, id?.href ?? "");
  return place?.what === "assembly" ? loadAssembly(tx, place.handle) : null;
}

async function onFollow(hearing: Hearing, follow: Follow): Promise<void> {
  const assembly = await assemblyAt(hearing, follow.objectId);
  if (!assembly) return;
  const { ctx, tx, actor, passed } = hearing;
  await followAssembly(ctx, tx, { assembly, actorId: actor.id, activityId: passed.activityId });
}

async function onUndo(hearing: Hearing, undo: Undo): Promise<void> {
  const { ctx, tx, actor } = hearing;
  const object = await undo.getObject(offline).catch(() => null);
  if (object instanceof Follow || object instanceof Block) {
    if (object.actorId?.href !== actor.id) return;
    const assembly = await assemblyAt(hearing, object.objectId);
    if (assembly) await unfollowAssembly(ctx, tx, { assembly, actorId: actor.id });
    return;
  }
  if (object || !undo.objectId) return;
  // only an address: of our actor (snac, before it believed our Accept), or of the Follow as it was sent
  const assembly = await assemblyAt(hearing, undo.objectId);
  if (assembly) await unfollowAssembly(ctx, tx, { assembly, actorId: actor.id });
  else await unfollowAssembly(ctx, tx, { activityId: undo.objectId.href, actorId: actor.id });
}

async function onBlock(hearing: Hearing, block: Block): Promise<void> {
  const assembly = await assemblyAt(hearing, block.objectId);
  if (assembly) await blockAssembly(hearing.ctx, hearing.tx, { assembly, actorId: hearing.actor.id });
}

async function onFlag({ ctx, tx, actor, inbound }: Hearing, flag: Flag): Promise<void> {
  const objects = flag.objectIds.map((id) => id.href).slice(0, 100);
  const content = String(flag.content ?? "").slice(0, 5000);
  await saveFlag(tx, {
    id: ctx.newId(),
    actorId: actor.id,
    objects,
    content,
    receivedAt: inbound.receivedAt,
  });
}
