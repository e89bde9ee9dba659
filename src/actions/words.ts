import type { Context } from "../context.ts";
import type { Replacement } from "../domain/amendment.ts";
import type { Heard, Said } from "../domain/words/read.ts";
import type { Evidence } from "../evidence.ts";
import type { Assembly } from "../store/assemblies.ts";
import type { Note } from "../store/notes.ts";
import type { Question } from "../store/questions.ts";

/** How many days an answer's asking waits for its completion, while its question is open. */
export const askingDays = 7;

/** What a note answers: one of our questions or notes, or nothing but a mention of an assembly. */
export type Target =
  | { readonly what: "question"; readonly id: string }
  | { readonly what: "note"; readonly id: string }
  | { readonly what: "mention"; readonly handle: string };

/** Something that somebody wrote, as read from the wire. */
export type Words = {
  readonly noteId: string;
  readonly activityId: string;
  readonly actorId: string;
  /** The type of the author's actor. */
  readonly kind: string;
  readonly said: Said;
  /** Sanitised HTML of the whole. */
  readonly html: string;
  readonly isPublic: boolean;
  /** Whoever wrote it is banned: their words are not kept, and they are told so where it matters. */
  readonly isBanned?: boolean;
  /** The concrete changes of a text that they bring, where their app says so (`moot:amends`). */
  readonly amends?: Amends | null;
  /** What they quote before they say anything, as it may stand in the text that they speak of. */
  readonly passage?: string | null;
  /** The address of what of ours they quote as a whole, as apps do. */
  readonly quotes?: string | null;
  readonly receivedAt: Date;
  readonly evidence: Evidence | null;
};

/** Concrete changes, as another server sends them. `textHash`: of the text that they are about, where it is named. */
export type Amends = {
  readonly replacements: readonly Replacement[];
  readonly textHash: string | null;
};

/** Words with what they answer. */
export type Written = Words & { readonly target: Target };

/** Where words were heard: the assembly, and the question or note they answer. */
export type Place = {
  readonly assembly: Assembly;
  readonly question: Question | null;
  readonly note: Note | null;
};

/** What somebody gave as their reason, what would lift their block or concern, and which amendment; null: none. */
export type Reasoned = {
  readonly reason: string | null;
  readonly change: string | null;
  readonly amendment?: number;
};

/** The reason in what somebody was heard to say, or their wish, as it is kept with their words. */
export function reasonIn(ctx: Context, heard: Heard): Reasoned {
  if (heard.command === "concern" || (heard.command === "vote" && heard.position === "block"))
    return ctx.splitChange(heard.reason);
  const none = { change: null };
  if (heard.command === "suggest") return { reason: heard.wish, ...none };
  return { reason: heard.command === "vote" ? heard.reason : null, ...none };
}
