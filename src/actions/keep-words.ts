import type { Context } from "../context.ts";
import { addressesOf } from "../domain/addresses.ts";
import { paragraphs } from "../domain/markup.ts";
import type { Database } from "../store/database.ts";
import { saveReply } from "../store/replies.ts";

/** Words that somebody gave here, by a form or the API, about a proposal. */
export type GivenWords = {
  readonly assemblyId: string;
  readonly proposalId: string;
  readonly questionId: string | null;
  readonly actorId: string;
  readonly text: string;
  /** What they were given as: "vote", "concern", "answer". */
  readonly command: string;
  readonly language?: string | undefined;
  readonly receivedAt: Date;
};

/** Keeps words given here as those that came in a note are kept; answers the address by which they are known. */
export async function keepWords(ctx: Context, tx: Database, words: GivenWords): Promise<string> {
  const { origin } = addressesOf(ctx.env.origin);
  const id = ctx.newId();
  const noteId = `${origin}/words/${id}`;
  const { assemblyId, proposalId, questionId, actorId, text, command, language, receivedAt } = words;
  await saveReply(tx, {
    ...{ id, noteId, assemblyId, actorId, proposalId, questionId, inReplyTo: null, isPublic: true, command },
    ...{ html: paragraphs(text, origin), reason: text, recordedReason: text, receivedAt },
    language: language ?? null,
  });
  return noteId;
}
