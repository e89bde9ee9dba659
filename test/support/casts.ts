import fc from "fast-check";
import type { Position } from "../../src/domain/ballot.ts";

/** One act of voting: by which of the people, for what, through which door, and whether a reason stands with it. */
export type Act = {
  readonly who: number;
  readonly position: Position;
  readonly via: "poll" | "words";
  readonly reasoned: boolean;
};

/** Acts of the people from `first` to `last`, each as often as it comes. */
export const someActs = (first: number, last: number, most: number): fc.Arbitrary<Act[]> =>
  fc.array(
    fc.record({
      who: fc.integer({ min: first, max: last }),
      position: fc.constantFrom<Position>("agree", "abstain", "disagree", "block"),
      via: fc.constantFrom("poll", "words"),
      reasoned: fc.boolean(),
    }),
    { maxLength: most },
  );

/**
 * The same acts in another order, in which everybody's own come one after the other as before: `keys` says which of
 * the people goes next, again and again.
 */
export function otherwise<One extends { readonly who: number }>(
  acts: readonly One[],
  keys: readonly number[],
): One[] {
  const waiting = new Map<number, One[]>();
  for (const act of acts) waiting.set(act.who, [...(waiting.get(act.who) ?? []), act]);
  const turned: One[] = [];
  for (let turn = 0; waiting.size > 0; turn++) {
    const people = [...waiting.keys()];
    const who = people[(keys[turn % Math.max(1, keys.length)] ?? 0) % people.length] as number;
    const [next, ...rest] = waiting.get(who) as [One, ...One[]];
    turned.push(next);
    if (rest.length === 0) waiting.delete(who);
    else waiting.set(who, rest);
  }
  return turned;
}

/** What `otherwise` turns by. */
export const someKeys = fc.array(fc.nat({ max: 1000 }), { minLength: 1, maxLength: 20 });
