import type { Erased, Joined, Numbered } from "./entry.ts";
import { isHash, placeFor, placeOf, setValue, valueAt } from "./hash-table.ts";
import type { Wrong } from "./recount.ts";
import type { Replay } from "./replay.ts";

/** What the number beside a seat's tag says, in bits: they are a member; it names nobody; who had it was erased. */
export const seat = { member: 1, nameless: 2, erased: 4 };

/** Somebody becomes a member who is none, or is none any more who is one. */
export function takeMember(state: Replay, entry: Joined & Pick<Numbered, "seq">): Wrong | null {
  const { seats } = state;
  if (!["member", "left", "removed"].includes(entry.is)) return "not-an-entry";
  const known = placeOf(seats, entry.member);
  const before = known < 0 ? 0 : valueAt(seats, known);
  const joins = entry.is === "member";
  // whoever comes back after an erasure is somebody new, by another tag
  if (joins === ((before & seat.member) !== 0) || before & seat.erased) return "not-a-membership";
  const place = known < 0 ? placeFor(seats, entry.member) : known;
  setValue(seats, place, before ^ seat.member);
  state.members += joins ? 1 : -1;
  if (!joins) state.lastLeft = entry.seq;
  return null;
}

/**
 * Somebody is erased, who is no member any more, and once. A tag that is no seat's is of somebody who never had one,
 * and was only named in what others did.
 */
export function takeErasure({ seats, counts }: Replay, { member, openings }: Erased): Wrong | null {
  if (!isHash(member) || !Number.isSafeInteger(openings) || openings < 0) return "not-an-entry";
  const opened = counts.member + counts.deed + counts.ballot + counts.withdraw + counts.rejected;
  if (openings > opened) return "not-an-erasure";
  const place = placeOf(seats, member);
  if (place < 0) return null;
  const before = valueAt(seats, place);
  if (before & (seat.member | seat.erased)) return "not-an-erasure";
  setValue(seats, place, before | seat.erased);
  return null;
}
