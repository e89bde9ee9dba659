import { test } from "tap";
import { keep } from "../../src/web/kept.ts";

test("many who ask at once wait for one making, and a name with something else behind it is made anew", async (t) => {
  const kept = keep<number>(2);
  let made = 0;
  const make = async () => ++made;
  t.same(await Promise.all([kept("a 1", make), kept("a 1", make), kept("a 2", make)]), [1, 1, 2]);
  t.equal(await kept("b", make), 3);
  t.equal(await kept("a 1", make), 4, "the oldest went where there was no room");
});

test("what could not be made is not kept", async (t) => {
  const kept = keep<number>(2);
  await t.rejects(kept("a", () => Promise.reject(new Error("no database"))));
  t.equal(await kept("a", async () => 1), 1);
});
