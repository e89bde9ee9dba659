import { type Refusal, refuse } from "./refusal.ts";

/** How much somebody wants what a suggestion speaks of, or does not want it, from one end to the other. */
export const degrees = ["required", "desired", "unwanted", "would-withdraw"] as const;
export type Degree = (typeof degrees)[number];

/** Whether a text is the word of a degree. */
export const isDegree = (text: unknown): text is Degree => degrees.some((degree) => degree === text);

const isAgainst = (degree: Degree): boolean => degree === "unwanted" || degree === "would-withdraw";

/**
 * Whether somebody who takes up a suggestion wants what its author wants: without a degree of their own they do, and
 * with one on the same side. Who says the opposite is counted beside those, not among them.
 */
export const isBehind = (author: Degree, said: Degree | null): boolean =>
  said === null || isAgainst(said) === isAgainst(author);

/** How many suggestions of one person may wait on one proposal: more would keep others from reading. */
export const openSuggestions = 20;
/** How many suggestions may wait on one proposal before those of people who are no members are refused. */
export const openOnProposal = 1000;

const longest = 5000;

/** The words of a suggestion, tidied. Refuses `bad-suggestion`: no words, or more than 5,000 characters. */
export function readWish(text: string): string | Refusal {
  const wish = text.normalize("NFC").replace(/\r\n?/g, "\n").trim();
  const { length } = [...wish];
  return length >= 1 && length <= longest && !wish.includes("\0") ? wish : refuse("bad-suggestion");
}

/** A suggestion as far as its place in the list goes: who supports it, its author among them. */
export type Supported = { readonly id: string; readonly supporters: readonly string[] };

/**
 * Sorts suggestions so that large minorities are heard (harmonic weighting): everybody has one voice, which is shared
 * out among the suggestions that they support and that have no place yet; the weakest gets the last place, and what it
 * held goes to the others. So thirty suggestions of one group do not bury the one of another. For sorting only: nothing
 * is decided by it. Of two that weigh the same the earlier one in the list stands first. A thousand suggestions that a
 * hundred people all support take some tenths of a second, a usual list no time.
 */
export function harmonicOrder(suggestions: readonly Supported[]): string[] {
  const all = suggestions.map(({ id, supporters }) => ({ id, who: [...new Set(supporters)], weight: 0 }));
  const left = new Set(all);
  const supported = new Map<string, Set<(typeof all)[number]>>();
  for (const one of all)
    for (const somebody of one.who) supported.set(somebody, (supported.get(somebody) ?? new Set()).add(one));
  for (const theirs of supported.values()) for (const one of theirs) one.weight += share(theirs.size);
  const order: string[] = [];
  while (left.size > 0) {
    let weakest: (typeof all)[number] | null = null;
    // of equals the later one gives way
    for (const one of left) if (!weakest || rounded(one.weight) <= rounded(weakest.weight)) weakest = one;
    if (!weakest) break;
    left.delete(weakest);
    order.push(weakest.id);
    for (const somebody of weakest.who) {
      const theirs = supported.get(somebody);
      if (!theirs) continue;
      const more = share(theirs.size - 1) - share(theirs.size);
      theirs.delete(weakest);
      for (const one of theirs) one.weight += more;
    }
  }
  return order.reverse();
}

/** A voice that is shared among so many, in whole units: sums are the same in whatever order they are made. */
const share = (among: number): number => (among < 1 ? 0 : Math.round(2 ** 40 / among));
/** Three thirds are a whole, in spite of the units. */
const rounded = (weight: number): number => Math.round(weight / 2 ** 14);
