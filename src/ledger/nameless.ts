import type { Numbered } from "./entry.ts";
import { placeOf, setValue, valueAt } from "./hash-table.ts";
import { noteNameless } from "./recount.ts";
import type { Replay } from "./replay.ts";
import { seat } from "./seats.ts";

/** Entries that name nobody. */
export type Nameless = {
  /** How many entries of voters and members name nobody: of sympathisers, erased, or whose nobody can say. */
  unnamed: number;
  /** How many of these are of members. */
  members: number;
  /** How many entries open no more, as the erasures of members say. */
  erased: number;
  /** How many members were erased. */
  people: number;
  /** How many voters on the roll of one question name nobody, at the most. */
  most: number;
};

/** Begins without any. */
export const nobodyNameless = (): Nameless => ({ unnamed: 0, members: 0, erased: 0, people: 0, most: 0 });

/** Takes in an entry that was replayed just now; `isNamed`: it says beside it whose it is. */
export function countNameless(
  nameless: Nameless,
  { seats, questions }: Replay,
  entry: Numbered,
  isNamed: boolean,
): void {
  if (entry.kind === "erase") {
    // who never had a seat has nothing in the ledger that was under their name
    if (placeOf(seats, entry.member) < 0) return;
    nameless.erased += entry.openings;
    nameless.people++;
  }
  if (isNamed || (entry.kind !== "member" && !("voter" in entry))) return;
  nameless.unnamed++;
  if (entry.kind === "member") {
    nameless.members++;
    const place = placeOf(seats, entry.member);
    setValue(seats, place, valueAt(seats, place) | seat.nameless);
  } else if (entry.roll) {
    nameless.members++;
    const counting = questions.get(entry.question);
    if (counting) nameless.most = Math.max(nameless.most, noteNameless(counting, entry.voter));
  }
}

/**
 * How much of members that names nobody no erasure accounts for, at the least: more entries than were erased; seats
 * whose members were not; voters in one question, where each who was erased has one vote.
 */
export function doubtfulOf({ members, erased, people, most }: Nameless, { seats }: Replay): number {
  let kept = 0;
  for (let place = 0; place < seats.size; place++)
    if ((valueAt(seats, place) & (seat.nameless | seat.erased)) === seat.nameless) kept++;
  return Math.max(0, members - erased, kept, most - people);
}
