/**
 * Whether everything in a piece of JSON can be stored and said: no NUL, which PostgreSQL takes nowhere, and no half
 * of a surrogate pair, which is no character. Keys count like values.
 */
export function isStorable(value: unknown): boolean {
  if (typeof value === "string") return value.isWellFormed() && !value.includes("\0");
  if (typeof value !== "object" || value === null) return true;
  return Object.entries(value).every(([key, inner]) => isStorable(key) && isStorable(inner));
}
