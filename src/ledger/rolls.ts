/**
 * Who was a member when, by their places among the seats: at which `seq` each became one first, and for who left again
 * or came back, at which it changed since. It grows with the entries alone, however many questions are open at once.
 */
export type Terms = { readonly first: number[]; readonly later: Map<number, number[]> };

/** Nobody was a member. */
export const noTerms = (): Terms => ({ first: [], later: new Map() });

/** Takes in that somebody became a member, or is none any more, by the entry of this number. */
export function changeTerm({ first, later }: Terms, seat: number, seq: number): void {
  const changes = later.get(seat);
  if (changes) changes.push(seq);
  else if (first[seat] === undefined) first[seat] = seq;
  else later.set(seat, [seq]);
}

/** Whether somebody was a member once the entry of this number was entered. */
export function wasMember({ first, later }: Terms, seat: number, seq: number): boolean {
  const joined = first[seat];
  if (joined === undefined || joined > seq) return false;
  const changes = later.get(seat) ?? [];
  let [from, to] = [0, changes.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((changes[middle] as number) <= seq) from = middle + 1;
    else to = middle;
  }
  return from % 2 === 0;
}

/** Whether somebody who was a member when the entry of this number was entered has left since, and be it to come back. */
export const hasLeftSince = ({ later }: Terms, seat: number, seq: number): boolean =>
  (later.get(seat)?.at(-1) ?? -1) > seq;

/**
 * What is known of a seat on a roll: where the tag that it voted with stands among the voters, and one; and what its
 * ballot in force came from (`requests.ts`).
 */
export type Voted = { readonly voter: number; readonly source: number };

/**
 * The roll of a question that is open: the `seq` at which it opened, so that its members are who was one then; and what
 * is known of those who voted, two numbers a seat, by stretches of seats in which somebody did.
 */
export type Roll = { readonly seq: number; readonly voted: Map<number, Uint32Array> };

const stretch = 64;

/** A roll of which nobody has voted. */
export const beginRoll = (seq: number): Roll => ({ seq, voted: new Map() });

/** What was set of a seat; zeros: nothing. */
export function votedBy({ voted }: Roll, seat: number): Voted {
  const some = voted.get(Math.floor(seat / stretch));
  const at = (seat % stretch) * 2;
  return { voter: some?.[at] ?? 0, source: some?.[at + 1] ?? 0 };
}

/** Sets what is known of a seat: whole numbers below 2^32. */
export function setVoted({ voted }: Roll, seat: number, { voter, source }: Voted): void {
  const place = Math.floor(seat / stretch);
  const some = voted.get(place) ?? new Uint32Array(stretch * 2);
  some.set([voter, source], (seat % stretch) * 2);
  voted.set(place, some);
}
