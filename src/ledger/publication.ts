import { type Act, isAct, readSaid } from "./said.ts";

/** How old a request is when it is published, in milliseconds: a fresh one could be sent again elsewhere. */
export const publishedAfter = 2 * 3_600_000;

/** What is known of a request that is kept as evidence, where it decides whether it is published. */
export type Kept = {
  readonly receivedAt: Date;
  /** The key that signed it, or `session:…` or `token:…` where none did. */
  readonly keyId: string;
  readonly body: Uint8Array;
  /** Whose act it is; null: somebody's who is not on the roll, or was erased. */
  readonly act: Act | null;
  /** How the note stands that it came with: in public, hidden or deleted since, or not kept as public. */
  readonly note: "shown" | "gone" | "private";
};

/**
 * Whether a request may be published now (ledger.md, "Evidence"): only of members, only what their own server signed
 * two hours ago or before, and only a poll's vote or a public reply; nothing of a note that was hidden or deleted
 * since, but for the deletion itself. A form or an API call never is, nor what carries more than the vote.
 */
export function isPublished({ receivedAt, keyId, body, act, note }: Kept, now: Date): boolean {
  if (!act || /^(session|token):/.test(keyId)) return false;
  if (now.getTime() - receivedAt.getTime() < publishedAfter) return false;
  const said = readSaid(body);
  if (!said || !isAct(said, act)) return false;
  if (said.types.includes("Delete")) return note !== "private" && said.notes.every((one) => !one.hasWords);
  if (act.via === "poll") return said.notes.every((one) => !one.hasWords);
  return note === "shown" && said.notes.every((one) => one.isPublic);
}
