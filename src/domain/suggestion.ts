/** A suggestion as far as its place in the list goes: who supports it, its author among them. */
export type Supported = { readonly id: string; readonly supporters: readonly string[] };

/**
 * Sorts suggestions so that large minorities are heard (harmonic weighting): everybody has one voice, which is shared
 * out among the suggestions that they support and that have no place yet; the weakest gets the last place, and what it
 * held goes to the others. So thirty suggestions of one group do not bury the one of another. For sorting only: nothing
 * is decided by it. Of two that weigh the same the earlier one in the list stands first.
 */
export function harmonicOrder(suggestions: readonly Supported[]): string[] {
  const left = new Map(suggestions.map(({ id, supporters }) => [id, new Set(supporters)]));
  const shares = new Map<string, number>();
  for (const supporters of left.values())
    for (const one of supporters) shares.set(one, (shares.get(one) ?? 0) + 1);
  const order: string[] = [];
  while (left.size > 0) {
    let weakest = "";
    let least = Number.POSITIVE_INFINITY;
    for (const [id, supporters] of left) {
      const weight = weigh(supporters, shares);
      // of equals the later one gives way
      if (weight <= least) [weakest, least] = [id, weight];
    }
    for (const one of left.get(weakest) ?? []) shares.set(one, (shares.get(one) ?? 1) - 1);
    left.delete(weakest);
    order.unshift(weakest);
  }
  return order;
}

/** The sum of shares, the small ones first, so that it is the same in whatever order supporters come. */
function weigh(supporters: ReadonlySet<string>, shares: ReadonlyMap<string, number>): number {
  const counts = Array.from(supporters, (one) => shares.get(one) ?? 1).sort((one, other) => other - one);
  return counts.reduce((sum, count) => sum + 1 / count, 0);
}
