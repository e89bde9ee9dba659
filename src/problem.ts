import { type Refusal, refusals } from "./domain/refusal.ts";

/** What a problem document is sent as. */
export const problemType = "application/problem+json";

/**
 * A refusal as an RFC 9457 problem document, with its stable code, and what exactly where more can be said; `receipt`:
 * the address of the receipt of what was refused, where that stands in the record.
 */
export function problemOf(
  origin: string,
  refusal: Refusal,
  more: { detail?: string; receipt?: string } = {},
) {
  const { status, sentence } = refusals[refusal.refused];
  const pairs = Object.entries(refusal.detail ?? {}).map((pair) => pair.join(": "));
  const detail = more.detail ?? pairs.join("; ");
  return {
    type: `${origin}/api/docs#${refusal.refused}`,
    title: sentence,
    status,
    code: refusal.refused,
    ...(detail ? { detail } : {}),
    ...(more.receipt ? { receipt: more.receipt } : {}),
  };
}
