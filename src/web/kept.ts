/** Keeps what was made under a name, while it is made too, so that many who ask at once wait for one making. */
export type Kept<Value> = (name: string, make: () => Promise<Value>) => Promise<Value>;

/** Keeps the newest `most` values; what could not be made is not kept. A name must change with what it stands for. */
export function keep<Value>(most: number): Kept<Value> {
  const known = new Map<string, Promise<Value>>();
  return (name, make) => {
    const before = known.get(name);
    if (before) return before;
    const value = make();
    known.set(name, value);
    value.catch(() => known.delete(name));
    if (known.size > most) known.delete(known.keys().next().value as string);
    return value;
  };
}
