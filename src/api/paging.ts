/**
 * One page of a list that was asked for with one item more than fits: the items that fit, and the last of them
 * where there are more, for the next page to begin after.
 */
export function pageFrom<Item>(
  found: readonly Item[],
  limit: number,
): { readonly items: readonly Item[]; readonly last: Item | null } {
  const items = found.slice(0, limit);
  return { items, last: found.length > limit ? (items.at(-1) ?? null) : null };
}
