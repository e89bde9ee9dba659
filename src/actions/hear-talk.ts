import type { Context } from "../context.ts";
import { placeOf } from "../domain/addresses.ts";
import { contributionsAnHour, hourOf, serverOf } from "../domain/flood.ts";
import { mayDo } from "../domain/powers.ts";
import { belowPlace } from "../domain/talk.ts";
import { type Assembly, loadAssemblyById } from "../store/assemblies.ts";
import type { Database } from "../store/database.ts";
import { takePlace } from "../store/floods.ts";
import { isMember } from "../store/members.ts";
import { loadNote } from "../store/notes.ts";
import { loadQuestion } from "../store/questions.ts";
import { countHeard, findParent, isTombstoned, type Reply, saveReply } from "../store/replies.ts";
import { anchorOf } from "./anchor-words.ts";
import { standingOf } from "./standing.ts";
import type { Words } from "./words.ts";

/** Words that answer nothing of ours directly; `inReplyTo` is the note of somebody's that they answer. */
export type Talk = Words & { readonly inReplyTo: string | null };

/** Where such words belong: below a reply that is kept, or, as a quote, with what of ours they quote. */
type Whereto = Pick<Reply, "assemblyId" | "proposalId" | "questionId" | "rootId" | "place" | "quotes">;

/**
 * Keeps what people say to one another about a proposal (protocol.md, "Words"): a public reply to a reply that is
 * kept, from whatever server, and a public note that quotes our question or note. None of it is read as a vote or a
 * command. What answers words that were not public, or is more than `domain/flood.ts` allows, is not kept.
 */
export async function hearTalk(ctx: Context, tx: Database, talk: Talk): Promise<void> {
  const { noteId, actorId, receivedAt } = talk;
  if (!talk.isPublic || talk.html === "") return;
  const where = (await belowParent(tx, talk)) ?? (await besideQuoted(ctx, tx, talk));
  if (!where?.proposalId || (await isTombstoned(tx, noteId, actorId))) return;
  const assembly = await loadAssemblyById(tx, where.assemblyId);
  if (mayDo("discuss", await standingOf(ctx, tx, assembly, actorId))) return;
  if (!(await hasRoom(tx, assembly, talk))) return;
  const id = ctx.newId();
  const version = where.questionId ? (await loadQuestion(tx, where.questionId))?.version : undefined;
  await saveReply(tx, {
    ...{ id, noteId, actorId, ...where, place: where.rootId ? [...where.place, id] : [] },
    ...{ inReplyTo: where.rootId ? talk.inReplyTo : null, isPublic: true, command: "none", html: talk.html },
    ...{ language: talk.said.language ?? null, receivedAt },
    ...(await anchorOf(tx, where.proposalId, talk.passage, version)),
  });
}

async function belowParent(tx: Database, { inReplyTo, quotes }: Talk): Promise<Whereto | null> {
  const parent = inReplyTo ? await findParent(tx, inReplyTo) : null;
  if (!parent?.isPublic || parent.deletedAt) return null;
  const { assemblyId, proposalId, questionId } = parent;
  const place = belowPlace(parent.place);
  return {
    assemblyId,
    proposalId,
    questionId,
    rootId: parent.rootId ?? parent.id,
    place,
    quotes: quotes ?? null,
  };
}

async function besideQuoted(ctx: Context, tx: Database, { quotes }: Talk): Promise<Whereto | null> {
  const place = quotes ? placeOf(ctx.env.origin, quotes) : null;
  const begins = { rootId: null, place: [], quotes: quotes ?? null };
  if (place?.what === "question") {
    const question = await loadQuestion(tx, place.id);
    if (!question) return null;
    const { assemblyId, proposalId, id: questionId } = question;
    return { ...begins, assemblyId, proposalId, questionId };
  }
  const note = place?.what === "note" ? await loadNote(tx, place.id) : null;
  // what was said to one person is nobody else's to quote
  if (!note || note.toActor !== null) return null;
  const { assemblyId, proposalId, questionId } = note;
  return { ...begins, assemblyId, proposalId, questionId };
}

/**
 * Whether there is room for more of what somebody says within this hour; takes it, where they are no member. Who was
 * asked something has as much again, for the answer.
 */
export async function hasRoom(
  tx: Database,
  assembly: Assembly,
  { actorId, receivedAt }: Pick<Words, "actorId" | "receivedAt">,
  isAsked = false,
): Promise<boolean> {
  const { ofPerson, ofServer } = contributionsAnHour;
  const hourAgo = new Date(receivedAt.getTime() - 3_600_000);
  const said = await countHeard(tx, assembly.id, actorId, hourAgo);
  if (said >= (isAsked ? 2 * ofPerson : ofPerson)) return false;
  if (isAsked || (await isMember(tx, assembly.id, actorId))) return true;
  const whence = { server: serverOf(actorId), hour: hourOf(receivedAt) };
  return takePlace(tx, assembly.id, whence, ofServer, "heard_from");
}
