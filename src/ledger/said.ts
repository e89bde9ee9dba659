import { placeOf } from "../domain/addresses.ts";

/**
 * A note in a request: its id, by whom, what it answers, the option it names, whether it has words, and who may read it.
 */
export type SaidNote = {
  readonly id: string | null;
  readonly by: string | null;
  readonly inReplyTo: string | null;
  readonly option: string | null;
  readonly hasWords: boolean;
  readonly isPublic: boolean;
};

/** What a signed request says, as far as a vote needs it. `object`: the id of what it is about, and deletes. */
export type Said = {
  readonly id: string | null;
  readonly types: readonly string[];
  readonly actor: string | null;
  readonly object: string | null;
  readonly notes: readonly SaidNote[];
};

/** Whose act on which question a request is to be. `via`: null where the entry does not say by which door it came. */
export type Act = {
  readonly actor: string;
  /** The question's address. */
  readonly question: string;
  readonly kind: "ballot" | "withdraw" | "rejected";
  readonly via: string | null;
};

type Json = Record<string, unknown>;
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const publicNames = new Set(["https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"]);
const noteTypes = new Set(["Note", "Article", "Page"]);

/** An address in the one spelling that addresses are compared in; null where it is none. */
export const hrefOf = (value: unknown): string | null =>
  typeof value === "string" && URL.canParse(value) ? new URL(value).href : null;

const idOf = (value: unknown): string | null => hrefOf(isObject(value) ? value.id : value);

/**
 * Reads the body of a signed request with the plain names that every server writes, without contexts. Null where it
 * is no JSON object.
 */
export function readSaid(body: Uint8Array): Said | null {
  try {
    const activity: unknown = JSON.parse(utf8.decode(body));
    if (!isObject(activity)) return null;
    const objects = [activity.object].flat().filter(isObject);
    const types = [activity.type].flat().filter((type) => typeof type === "string");
    const [id, actor, object] = [activity.id, activity.actor, [activity.object].flat()[0]];
    const notes = objects.map((note) => readNote(note, activity));
    return { id: hrefOf(id), types, actor: hrefOf(actor), object: idOf(object), notes };
  } catch {
    return null;
  }
}

/** Whether there is text in what is said, and not its tags alone: some servers send a line break with a vote. */
const isWords = (html: unknown): boolean =>
  typeof html === "string" ? html.replace(/<[^<>]*>/g, "").trim() !== "" : Boolean(html);

function readNote(note: Json, activity: Json): SaidNote {
  const [author, ...more] = [note.attributedTo].flat();
  const addressed = "to" in note || "cc" in note ? note : activity;
  const to = [addressed.to, addressed.cc].flat(2);
  const isNote = [note.type].flat().some((type) => noteTypes.has(String(type)));
  const { name, content, contentMap, summary } = note;
  return {
    id: hrefOf(note.id),
    by: more.length === 0 && isNote ? idOf(author) : null,
    inReplyTo: hrefOf(note.inReplyTo),
    option: typeof name === "string" && name.trim() !== "" ? name : null,
    hasWords: [content, summary, ...(isObject(contentMap) ? Object.values(contentMap) : [])].some(isWords),
    isPublic: to.some((address) => publicNames.has(String(address))),
  };
}

/**
 * Whether a request says what its entry has it do: that this person voted on this question, by a poll's button or in
 * a reply to it or to a note of the assembly's server, changed such a reply, or deleted a note of theirs. Which option a poll's
 * button was is not compared, as options have their names in the assembly's language and the ledger has them by
 * position; nor is what words mean.
 */
export function isAct({ types, actor, object, notes }: Said, act: Act): boolean {
  if (actor !== act.actor) return false;
  const isOwn = (id: string | null) => id !== null && new URL(id).origin === new URL(act.actor).origin;
  // whose account is deleted takes no vote back
  if (types.includes("Delete")) return act.kind === "withdraw" && isOwn(object) && object !== actor;
  const isUpdate = types.includes("Update");
  if (notes.length === 0 || !notes.every(({ by, id }) => by === actor && isOwn(id))) return false;
  if (!isUpdate && !types.includes("Create")) return false;
  const isTap =
    !isUpdate &&
    act.kind !== "withdraw" &&
    notes.every((note) => note.option !== null && !note.hasWords && note.inReplyTo === act.question);
  if (isTap) return act.via === null || act.via === "poll";
  const [note, ...more] = notes;
  if (!note || more.length > 0 || act.via === "poll") return false;
  const { inReplyTo, option, hasWords } = note;
  if (option !== null && !hasWords) return false;
  // a changed note is known by its id, and need not say again what it answered
  if (inReplyTo === null) return isUpdate;
  const { origin } = new URL(act.question);
  return inReplyTo === act.question || placeOf(origin, inReplyTo)?.what === "note";
}
