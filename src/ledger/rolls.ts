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

/**
 * The roll of a question that is open: the `seq` at which it opened, so that its members are who was one then; and of
 * those who voted, where their tags stand among the voters, and one. Kept by stretches of seats, where there is one.
 */
export type Roll = { readonly seq: number; readonly voters: Map<number, Uint32Array> };

const stretch = 64;

/** A roll of which nobody has voted. */
export const beginRoll = (seq: number): Roll => ({ seq, voters: new Map() });

/** What was set of a seat; 0: nothing. */
export const voterOf = ({ voters }: Roll, seat: number): number =>
  voters.get(Math.floor(seat / stretch))?.[seat % stretch] ?? 0;

/** Sets with which tag a seat voted: a whole number below 2^32. */
export function setVoter({ voters }: Roll, seat: number, voter: number): void {
  const at = Math.floor(seat / stretch);
  const some = voters.get(at) ?? new Uint32Array(stretch);
  some[seat % stretch] = voter;
  voters.set(at, some);
}
