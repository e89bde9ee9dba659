import fc from "fast-check";
import { test } from "tap";
import { harmonicOrder } from "../../src/domain/suggestion.ts";

const people = (name: string, many: number): string[] =>
  Array.from({ length: many }, (_, at) => `${name}${at}`);

test("a large minority is heard near the top, however many suggestions the majority has", (t) => {
  const [many, few] = [people("many", 60), people("few", 40)];
  const suggestions = [
    ...["a", "b", "c", "d", "e"].map((id) => ({ id, supporters: many })),
    { id: "minority", supporters: few },
    { id: "lonely", supporters: ["somebody"] },
  ];
  const order = harmonicOrder(suggestions);
  t.same(order.slice(0, 2), ["a", "minority"], "the second place, not the sixth");
  t.equal(order.at(-1), "lonely");
  t.end();
});

test("everybody's order is the same, whoever is counted first, and nobody's suggestion gets lost", (t) => {
  const lists = fc.array(fc.uniqueArray(fc.nat(12), { maxLength: 8 }), { maxLength: 12 });
  fc.assert(
    fc.property(lists, (supported) => {
      const suggestions = supported.map((some, id) => ({ id: `s${id}`, supporters: some.map(String) }));
      const order = harmonicOrder(suggestions);
      const shuffled = suggestions.map(({ id, supporters }) => ({
        id,
        supporters: [...supporters].reverse(),
      }));
      t.same(harmonicOrder(shuffled), order);
      t.same([...order].sort(), suggestions.map(({ id }) => id).sort());
    }),
  );
  t.same(harmonicOrder([]), []);
  t.same(
    harmonicOrder([
      { id: "a", supporters: [] },
      { id: "b", supporters: [] },
    ]),
    ["a", "b"],
  );
  t.end();
});

test("somebody's voice is one: a second suggestion of the same people takes from their first", (t) => {
  const [ours, theirs] = [people("ours", 10), people("theirs", 6)];
  const order = harmonicOrder([
    { id: "ours, first", supporters: ours },
    { id: "ours, second", supporters: ours },
    { id: "theirs", supporters: theirs },
  ]);
  t.same(order, ["ours, first", "theirs", "ours, second"]);
  t.end();
});
