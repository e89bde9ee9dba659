import {
  Activity,
  Article,
  type Create,
  LanguageString,
  Mention as MentionTag,
  Note,
  Page,
  PUBLIC_COLLECTION,
  type Update,
} from "@fedify/vocab";
import type { Amends, Target } from "../actions/words.ts";
import { placeOf } from "../domain/addresses.ts";
import { mostReplacements } from "../domain/amendment.ts";
import { bundledContexts } from "./bundled.ts";
import { isWeb } from "./gate/gate.ts";
import { boundHtml, cleanHtml, type Mention, readHtml } from "./html.ts";
import { prune } from "./prune.ts";
import { passageIn, withoutQuoteLine } from "./quotes.ts";

/** Nothing is fetched while an activity is read: what is not in it is not there. */
export const offline = {
  documentLoader: async (url: string): Promise<never> => {
    throw new Error(`not fetched: ${url}`);
  },
  contextLoader: bundledContexts,
  suppressError: true,
  crossOrigin: "trust",
} as const;

/** Reads an activity; null where it is none that the vocabulary knows, which changes nothing. */
export async function readActivity(document: Record<string, unknown>): Promise<Activity | null> {
  try {
    return await Activity.fromJsonLd(prune(document), offline);
  } catch {
    return null;
  }
}

/** A note somebody wrote to us, or the vote that it is. */
export type ReadNote = {
  readonly noteId: string;
  readonly inReplyTo: string | null;
  /** The option it names, where it is a native vote: a name and no text. */
  readonly option: string | null;
  readonly text: string;
  readonly html: string;
  /** The same without the line that names what it quotes as a whole. */
  readonly unquoted: string;
  /** The passage of another text that it quotes before it says anything. */
  readonly passage: string | null;
  readonly summary: string | undefined;
  readonly language: string | undefined;
  readonly isPublic: boolean;
  /** Every actor that it is addressed to or mentions. */
  readonly addressees: readonly string[];
};

/**
 * The notes in a Create or an Update that are the actor's own: id on the actor's origin, attributed to the actor
 * and nobody else. Some servers put several votes into one activity.
 */
export async function readNotes(activity: Create | Update, actorId: string): Promise<ReadNote[]> {
  const notes: ReadNote[] = [];
  for await (const object of activity.getObjects(offline)) {
    if (!(object instanceof Note || object instanceof Article || object instanceof Page)) continue;
    if (!object.id || !isWeb(object.id.href) || object.id.origin !== new URL(actorId).origin) continue;
    const authors = object.attributionIds.map((id) => id.href);
    if (authors.length !== 1 || authors[0] !== actorId) continue;
    notes.push(await readNote(object, activity));
  }
  return notes;
}

async function readNote(note: Note | Article | Page, activity: Activity): Promise<ReadNote> {
  const mentions: Mention[] = [];
  for await (const tag of note.getTags(offline)) {
    if (tag instanceof MentionTag && tag.href)
      mentions.push({ href: tag.href.href, name: String(tag.name ?? "") });
  }
  const plain = note.contents.find((text) => typeof text === "string") ?? note.contents[0] ?? "";
  const content = boundHtml(String(plain));
  const tagged = note.contents.find((text) => text instanceof LanguageString);
  const language = tagged instanceof LanguageString ? tagged.locale.toString() : "und";
  const text = readHtml(content, mentions);
  const to = [...note.toIds, ...note.ccIds];
  const addressed = to.length > 0 ? to : [...activity.toIds, ...activity.ccIds];
  const replied = note.replyTargetIds.map((id) => id.href);
  const name = note.name === null ? "" : String(note.name);
  return {
    noteId: (note.id as URL).href,
    inReplyTo: replied[0] ?? null,
    option: name.trim() !== "" && text === "" ? name : null,
    text,
    html: cleanHtml(content),
    unquoted: cleanHtml(withoutQuoteLine(content)),
    passage: passageIn(content, text, mentions),
    summary: note.summary === null ? undefined : readHtml(boundHtml(String(note.summary)), []) || undefined,
    language: language === "und" ? undefined : language,
    isPublic: addressed.some((id) => id.href === PUBLIC_COLLECTION.href),
    addressees: [...new Set([...addressed.map((id) => id.href), ...mentions.map((mention) => mention.href)])],
  };
}

/**
 * What words are about: our question or note that they answer directly, or, where they answer nothing, the
 * assembly they mention. Replies to others are talk among others.
 */
export function targetOf(origin: string, note: ReadNote): Target | null {
  if (note.inReplyTo !== null) {
    const place = placeOf(origin, note.inReplyTo);
    return place?.what === "question" || place?.what === "note" ? { what: place.what, id: place.id } : null;
  }
  for (const address of note.addressees) {
    const place = placeOf(origin, address);
    if (place?.what === "assembly") return { what: "mention", handle: place.handle };
  }
  return null;
}

/**
 * The concrete changes of a text that a note brings (`moot:amends`, FEDERATION.md), read from the activity as it was
 * signed, under the one spelling that we send. Null: it brings none, or none that can be read.
 */
export function amendsIn(document: Record<string, unknown>, noteId: string): Amends | null {
  const amends = objectIn(document, noteId)?.["moot:amends"];
  if (typeof amends !== "object" || amends === null) return null;
  const { replacements, textHash } = amends as Record<string, unknown>;
  const list = [replacements].flat().slice(0, mostReplacements + 1) as (Record<string, unknown> | null)[];
  const read = list.flatMap((one) =>
    typeof one?.old === "string" && typeof one.new === "string" ? [{ old: one.old, new: one.new }] : [],
  );
  if (read.length === 0 || read.length !== list.length) return null;
  return { replacements: read, textHash: typeof textHash === "string" ? textHash : null };
}

const objectIn = (document: Record<string, unknown>, noteId: string): Record<string, unknown> | null => {
  const objects = [document.object].flat().slice(0, 4) as (Record<string, unknown> | null)[];
  return objects.find((one) => typeof one === "object" && one?.id === noteId) ?? null;
};

/**
 * The head of a ledger that a note brings, and how its sender says that it stands between us (FEDERATION.md): read from
 * the activity as it was signed, under the one spelling that we send. Null: it brings none.
 */
export function checkpointIn(
  document: Record<string, unknown>,
  noteId: string,
): { checkpoint: string; state: string } | null {
  const note = objectIn(document, noteId);
  const [checkpoint, state] = [note?.["moot:checkpoint"], note?.["moot:witnessing"]];
  return typeof checkpoint === "string" && typeof state === "string" ? { checkpoint, state } : null;
}
