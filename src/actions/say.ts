import type { Context } from "../context.ts";
import { addressesOf } from "../domain/addresses.ts";
import { mentionOf, paragraphs } from "../domain/markup.ts";
import { isAnswered } from "../domain/membership.ts";
import { dateFormat, type Values } from "../locales.ts";
import { loadActor, type RemoteActor } from "../store/actors.ts";
import type { Assembly } from "../store/assemblies.ts";
import type { Database } from "../store/database.ts";
import { countAnswers, saveNote, wasTold } from "../store/notes.ts";
import { hasBlocked } from "../store/recipients.ts";
import type { Asks } from "../store/schema/index.ts";
import { isBanned } from "./standing.ts";

const answersAnHour = 5;

/** Something to say to one person. `says` is the phrase's name under `replies.` in `locales/`. */
export type Speech = {
  readonly assembly: Assembly;
  readonly toActor: string;
  readonly says: string;
  readonly values?: Values;
  /** The entry in the ledger that it is about: its receipt is linked below. */
  readonly entryId?: string | null | undefined;
  /** The note it answers; null for a notice out of the blue. */
  readonly inReplyTo: string | null;
  /** The language they wrote in, if their app said so. */
  readonly language?: string | undefined;
  readonly questionId?: string | null;
  readonly proposalId?: string | null;
  readonly asks?: Asks;
  readonly asksUntil?: Date;
  /** It is about what becomes of themselves: said also to who is banned. */
  readonly despiteBan?: boolean;
  /** Said once a person and question, however often it would be due. */
  readonly once?: boolean;
};

/**
 * Says something to one person alone, in their language (protocol.md, "Words"): a note with a mention, and the
 * job that delivers it. Says nothing to machines, groups and those who blocked the assembly, nor more than five answers
 * an hour to one person; to who is banned only what is about a question on whose roll they may be.
 */
export async function say(ctx: Context, tx: Database, speech: Speech): Promise<boolean> {
  const actor = await loadActor(tx, speech.toActor);
  if (!actor || actor.goneAt || !isAnswered(actor.kind)) return false;
  if (await hasBlocked(tx, speech.assembly.id, actor.id)) return false;
  if (!speech.despiteBan && !speech.questionId && (await isBanned(ctx, tx, speech.assembly, actor.id)))
    return false;
  const now = ctx.now();
  const isAnswer = speech.inReplyTo !== null;
  if (speech.once && speech.questionId && (await wasTold(tx, speech.questionId, actor.id, [speech.says])))
    return false;
  if (isAnswer) {
    const hourAgo = new Date(now.getTime() - 3_600_000);
    if ((await countAnswers(tx, speech.assembly.id, actor.id, hourAgo)) >= answersAnHour) return false;
  }
  const language = ctx.phrases.choose(speech.language, speech.assembly.language);
  const addresses = addressesOf(ctx.env.origin);
  const said = ctx.phrases.say(language, `replies.${speech.says}`, speech.values);
  const isPublic = speech.assembly.visibility === "public";
  const receipt = isPublic && speech.entryId && addresses.receipt(speech.assembly.handle, speech.entryId);
  const text = receipt
    ? `${said}\n\n${ctx.phrases.say(language, "replies.receipt", { url: receipt })}`
    : said;
  const id = ctx.newId();
  await saveNote(tx, {
    id,
    assemblyId: speech.assembly.id,
    kind: isAnswer ? "answer" : "notice",
    toActor: actor.id,
    inReplyTo: speech.inReplyTo,
    questionId: speech.questionId ?? null,
    proposalId: speech.proposalId ?? null,
    says: speech.says,
    asks: speech.asks ?? null,
    asksUntil: speech.asksUntil ?? null,
    html: withMention(actor, paragraphs(text, addresses.origin)),
    language,
    publishedAt: now,
  });
  await ctx.jobs.send(tx, "announce", { subject: `note:${id}` });
  return true;
}

/** Puts the mention inside the first paragraph, where apps expect it. */
const withMention = (actor: RemoteActor, html: string): string =>
  html.replace(/^<p>/, `<p>${mentionOf(actor.url ?? actor.id, actor.username)} `);

/** A time as people read it anywhere: in the assembly's own time zone, and which one that is. */
export function sayTime(language: string, timeZone: string, at: Date): string {
  const day = { weekday: "long", day: "numeric", month: "long", year: "numeric" } as const;
  const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZoneName: "short" } as const;
  return dateFormat(language, { timeZone, ...day, ...time }).format(at);
}
