import { test } from "tap";
import { wishesAnHour } from "../../src/domain/flood.ts";
import { town } from "../support/town.ts";

const text = "We bake on Sundays.\n\nThe oven is lit at five. Who lights it sweeps the yard.";
const change = (old: string, come: string) => ({ replacements: [{ old, new: come }] });

async function house() {
  const all = await town({});
  const made = (await all.propose(all.ann, { text })).body;
  const path = `/proposals/${made.id}`;
  const amend = async (who: typeof all.ann, body: object) => (await who(`${path}/amendments`, body)).body;
  const list = async () => (await all.story.moot.api(`${path}/amendments`, undefined, null)).body.items;
  return { ...all, id: made.id as string, path, amend, list };
}

test("a draft that one text left behind stays where it was, whatever comes after, and cannot be filed askew", async (t) => {
  const { story, ann, bea, amend, path, id } = await house();
  t.teardown(() => story.stop());
  const draft = await amend(bea, { ...change("at five", "at six"), draft: true });
  t.match((await ann(`${path}/versions`, { text: text.replace("at five", "at seven") })).body, {
    version: 2,
  });
  const third = `Dear all: ${text.replace("at five", "at seven")}`;
  t.match((await ann(`${path}/versions`, { text: third })).body, { version: 3 });
  t.match((await bea(`/amendments/${draft.id}/file`, {})).body, { code: "stale-text" });
  t.equal((await story.proposal(id)).text, third);
});

test("a draft that was thrown away is seen by nobody, in no list", async (t) => {
  const { story, bea, amend, list, path } = await house();
  t.teardown(() => story.stop());
  const secret = { ...change("Sundays", "Wodensdays"), reason: "Unsaid." };
  const draft = await amend(bea, { ...secret, draft: true });
  t.match((await bea(`/amendments/${draft.id}/withdraw`, {})).body, { state: "withdrawn" });
  t.same(await list(), []);
  const desk = (await story.moot.get(`${path}/amendments`, "text/html")).text;
  t.notMatch(desk, /Wodensdays|Unsaid/);
});

test("who takes back what they file, again and again, does not fill the record with it", async (t) => {
  const { story, bea, later, amend } = await house();
  t.teardown(() => story.stop());
  const codes = new Set<string>();
  for (let n = 0; n < wishesAnHour; n++) {
    const made = await amend(bea, { ...change("at five", `at ${n}`), draft: n % 2 === 0 });
    codes.add((await bea(`/amendments/${made.id}/withdraw`, {})).body.state);
  }
  t.same([...codes], ["withdrawn"]);
  t.match(await amend(bea, change("at five", "at six")), { code: "too-many" });
  await later(1);
  t.match(await amend(bea, change("at five", "at six")), { state: "open" });
});
