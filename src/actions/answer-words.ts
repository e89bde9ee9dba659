import type { Context } from "../context.ts";
import type { Refusal } from "../domain/refusal.ts";
import type { Values } from "../locales.ts";
import type { Assembly } from "../store/assemblies.ts";
import type { Database } from "../store/database.ts";
import type { Asks } from "../store/schema/index.ts";
import { say } from "./say.ts";
import { charterValues } from "./welcome.ts";
import { askingDays, type Words } from "./words.ts";

/** What an answer is about, so that a reply to it is heard as one about the same, and what it asks for. */
export type About = {
  readonly proposalId?: string | null;
  readonly questionId?: string | null;
  readonly asks?: Asks;
};

/** Somebody's words before an assembly: what every command is done with. */
export type Hearing = {
  readonly ctx: Context;
  readonly tx: Database;
  readonly written: Words;
  readonly assembly: Assembly;
};

/** The language in which somebody is answered. */
export const languageOf = ({ ctx, written, assembly }: Hearing): string =>
  ctx.phrases.choose(written.said.language, assembly.language);

/** Answers somebody's words with a phrase under `replies.`. */
export async function answer(
  { ctx, tx, written, assembly }: Hearing,
  says: string,
  values: Values = {},
  { asks, ...about }: About = {},
): Promise<void> {
  await say(ctx, tx, {
    ...{ assembly, toActor: written.actorId, says, inReplyTo: written.noteId, ...about },
    values: { ...charterValues(ctx, assembly), ...values },
    language: written.said.language,
    despiteBan: written.isBanned === true,
    ...(asks ? { asks, asksUntil: new Date(ctx.now().getTime() + askingDays * 86_400_000) } : {}),
  });
}

/** Answers why something was not done, in the sentence that the refusal has everywhere. */
export const answerRefusal = (
  hearing: Hearing,
  { refused, detail }: Refusal,
  about: About = {},
): Promise<void> => {
  const said = hearing.ctx.phrases.say(languageOf(hearing), `refusals.${refused}`, detail);
  // of several lines, or of several passages, it was one
  const which = detail?.setting ?? detail?.passage;
  const sentence = which ? `${said} (${which})` : said;
  return answer(hearing, "refused", { sentence }, about);
};
