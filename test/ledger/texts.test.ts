import { sql } from "drizzle-orm";
import { test } from "tap";
import { readLedger } from "../support/ledger.ts";
import { begin } from "../support/story.ts";

test("texts and constitutions stand beside the entries that name them, and a changed one is found", async (t) => {
  const story = await begin();
  await story.admit("ann");
  await story.ask({ title: "Bake on Sundays", text: "From April.", fields: { situation: "No bread." } });
  const { entries, verified } = await readLedger(story.assembly);
  t.same(verified.faults, []);
  const [version, constitution] = (["version", "constitution"] as const).map((kind) =>
    entries.find(({ entry }) => entry.kind === kind),
  );
  t.match(version?.opening?.matter, {
    ...{ title: "Bake on Sundays", text: "From April.", fields: { situation: "No bread." } },
    language: "en",
  });
  t.match(constitution?.opening?.settings, { joining: "open", votingHours: 0 });
  const { db } = story.moot.ctx;
  const faultAfter = async (change: string, undo: string) => {
    await db.execute(sql.raw(change));
    const { verified } = await readLedger(story.assembly).catch(() => ({ verified: null }));
    await db.execute(sql.raw(undo));
    return verified?.faults;
  };
  t.same(
    await faultAfter("update version set text = 'From May.'", "update version set text = 'From April.'"),
    [{ wrong: "not-its-opening", seq: version?.entry.seq }],
  );
  await db.execute(sql`alter table constitution disable trigger user`);
  const setting = (hours: number) =>
    `update constitution set settings = jsonb_set(settings, '{votingHours}', '${hours}')`;
  t.same(await faultAfter(setting(7), setting(0)), [
    { wrong: "not-its-opening", seq: constitution?.entry.seq },
  ]);
  t.same((await readLedger(story.assembly)).verified.faults, []);
  await story.stop();
});
