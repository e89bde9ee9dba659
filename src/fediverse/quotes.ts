import { placeOf } from "../domain/addresses.ts";
import { type Mention, readHtml } from "./html.ts";

const longest = 4000;

/**
 * The passage that a note quotes before it says anything: its first quotation, or the lines that begin with ">" at the
 * start of its text. Null where it says something of its own first, or quotes nothing. `text`: the note as it is read.
 */
export function passageIn(html: string, text: string, mentions: readonly Mention[]): string | null {
  const at = html.search(/<blockquote[\s>]/i);
  if (at >= 0 && readHtml(html.slice(0, at), mentions) === "") {
    const [, inside = ""] =
      /^<blockquote[^>]*>([\s\S]*?)<\/blockquote/i.exec(html.slice(at, at + 5 * longest)) ?? [];
    return readHtml(inside, []).slice(0, longest) || null;
  }
  const lines = text.slice(0, longest).split("\n");
  const end = lines.findIndex((line) => !line.trimStart().startsWith(">"));
  const quoted = lines.slice(0, end < 0 ? lines.length : end).map((line) => line.replace(/^\s*>\s?/, ""));
  return quoted.join("\n").trim() || null;
}

/** What an app puts the address of a note into that is quoted as a whole (interop.md §3). */
const quoteKeys = ["quote", "quoteUrl", "quoteUri", "_misskey_quote"] as const;

/**
 * The question or note of ours that a note quotes, by its address; read from the activity as it was signed, as it
 * stands in no vocabulary. Null: it quotes nothing of ours.
 */
export function quotesIn(document: Record<string, unknown>, noteId: string, origin: string): string | null {
  const objects = [document.object].flat().slice(0, 4) as (Record<string, unknown> | null)[];
  const note = objects.find((one) => typeof one === "object" && one?.id === noteId);
  for (const key of quoteKeys) {
    const address = note?.[key];
    const place = typeof address === "string" ? placeOf(origin, address) : null;
    if (place?.what === "question" || place?.what === "note") return address as string;
  }
  return null;
}

/** A note's HTML without the line that apps put into it to name what it quotes, which readers here see beside it. */
export const withoutQuoteLine = (html: string): string => html.replace(quoteLine, "");

const quoteLine =
  /<(p|span)\b[^<>]*\bclass="(?:[^"<>]*\s)?quote-inline(?:\s[^"<>]*)?"[^<>]*>[\s\S]{0,2000}?<\/\1>/gi;

type Json = Record<string, unknown>;

/** A request to quote something (FEP-044f): of what, in which note, and that note as if it was sent by itself. */
export type AskedToQuote = {
  readonly requestId: string;
  readonly quoted: string;
  readonly quoting: string;
  readonly create: Json | null;
};

/** Reads it from the activity as it was signed; null where it names no note on the server of who asks. */
export function quoteAskedIn(document: Json, actorId: string): AskedToQuote | null {
  const { id, object, instrument } = document;
  const note = typeof instrument === "object" && instrument !== null ? (instrument as Json) : null;
  const quoting = note ? note.id : instrument;
  if (typeof id !== "string" || typeof object !== "string" || typeof quoting !== "string") return null;
  if (!URL.canParse(quoting) || new URL(quoting).origin !== new URL(actorId).origin) return null;
  const { to, cc } = note ?? {};
  const { "@context": context, actor } = document;
  const create = note && {
    "@context": context,
    type: "Create",
    id,
    actor,
    to,
    cc,
    object: { ...note, quote: object },
  };
  return { requestId: id, quoted: object, quoting: new URL(quoting).href, create };
}
