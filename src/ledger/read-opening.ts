import type { EvidenceOpening, Opening } from "./openings.ts";

type Json = Readonly<Record<string, unknown>>;

/** Whether what was read as JSON is an object, and no array. */
export const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === "string";
/** Longer or shorter ones could hold a part of what they are put before, which then would open as two things. */
const isSalt = (value: unknown): boolean => isText(value) && /^[0-9a-f]{32}$/.test(value);
const areTexts = (of: Json, ...names: readonly string[]): boolean => names.every((name) => isText(of[name]));
const isPair = (value: unknown): boolean => Array.isArray(value) && value.length === 2 && value.every(isText);

const isWho = (who: unknown): boolean => isObject(who) && isText(who.actor) && isSalt(who.salt);
const isEvent = (event: unknown): boolean =>
  isObject(event) && areTexts(event, "subject", "by") && isSalt(event.salt);

function isEvidence(evidence: unknown): evidence is EvidenceOpening {
  if (!isObject(evidence) || !isSalt(evidence.salt)) return false;
  const { headers, actorDocument } = evidence;
  if (!areTexts(evidence, "method", "target", "body", "receivedAt", "keyId")) return false;
  if (!isText(actorDocument) || !/^[0-9a-f]{64}$/.test(actorDocument)) return false;
  return Array.isArray(headers) && headers.every(isPair);
}

/** Reads what stands beside an entry; null where a part of it is not as it is written. Nothing is checked by this. */
export function readOpening(value: unknown): Opening | null {
  if (!isObject(value) || !Number.isSafeInteger(value.seq)) return null;
  const { who, event, evidence, matter, settings } = value;
  const isWhole =
    (who === undefined || isWho(who)) &&
    (event === undefined || isEvent(event)) &&
    (evidence === undefined || isEvidence(evidence)) &&
    (matter === undefined || isObject(matter)) &&
    (settings === undefined || isObject(settings));
  return isWhole ? (value as Opening) : null;
}

/**
 * What stands beside the entries from one `seq` on, each by its entry's; null beside one where it cannot be read, or is
 * there twice. What is of no entry among them, or is nothing at all, counts for the first.
 */
export function readBeside(
  lines: readonly unknown[],
  first: number,
  width: number,
): ReadonlyMap<number, Opening | null> {
  const beside = new Map<number, Opening | null>();
  for (const line of lines) {
    const seq = isObject(line) && typeof line.seq === "number" ? line.seq : -1;
    const isHere = Number.isInteger(seq) && seq >= first && seq < first + width;
    if (isHere) beside.set(seq, beside.has(seq) ? null : readOpening(line));
    else beside.set(first, null);
  }
  return beside;
}
