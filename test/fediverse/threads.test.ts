import { sql } from "drizzle-orm";
import { test } from "tap";
import { callerFor } from "../support/member.ts";
import { begin } from "../support/story.ts";
import { ballot } from "../support/town.ts";

const story = await begin({ deliberationHours: 0 });
const { moot, account } = story;
await story.admit("ann", "bob");
const [ann, bob, eve] = ["ann", "bob", "eve"].map(account) as [any, any, any];
// whoever is heard of for the first time is looked up before what they say is kept
await eve.mention(story.assembly, "hello");
await story.settled();

test("the replies of a question are those to itself, its thread all that is shown below, page by page", async (t) => {
  const put = await story.ask({ title: "Rye" });
  const top = await ann.reply(put.question, "One");
  const below = await bob.reply(top, "Two", { assembly: story.assembly });
  const get = async (path: string) => (await moot.get(path, "application/activity+json")).json;
  const items = async (path: string): Promise<string[]> => [(await get(path)).orderedItems].flat();
  const path = new URL(put.question).pathname;
  const document = await get(path);
  t.same([document.replies, document.context], [`${put.question}/replies`, `${put.question}/thread`]);
  t.same(await items(`${path}/replies`), [top]);
  t.same(await items(`${path}/thread`), [top, below]);
  const me = await callerFor(moot, bob);
  t.equal((await ballot(me, put.id, "agree", { reason: "Written here" })).status, 200);
  t.same(await items(`${path}/thread`), [top, below], "what was written here is no note to ask for");
  await ann.remove(top, put.question);
  t.same(await items(`${path}/replies`), []);
  t.same(await items(`${path}/thread`), [below]);
  t.equal((await moot.get(`${path}/thread?after=x`, "application/activity+json")).status, 404);
  const far = "https://far.example/users/x";
  await moot.ctx.db.execute(sql`insert into reply (note_id, assembly_id, actor_id, proposal_id, question_id, is_public, command, html, received_at)
    select ${`${far}/n`} || n, (select id from assembly limit 1), ${far}, ${put.id}, ${put.question.split("/").at(-1)}, true, 'none', '<p>x</p>', now()
    from generate_series(1, 230) n`);
  const first = await get(`${path}/thread`);
  t.match(first, { type: "OrderedCollection", first: { type: "OrderedCollectionPage" } });
  const seen = [...first.first.orderedItems];
  for (let next = first.first.next; next; ) {
    const more = await get(new URL(next).pathname + new URL(next).search);
    seen.push(...[more.orderedItems].flat());
    next = more.next;
  }
  t.same([seen.length, new Set(seen).size], [231, 231]);
});

test("under the note of a deliberation there is a thread too, and none under what was said to one person", async (t) => {
  const { body } = await moot.api("/assemblies/coop/proposals", { title: "Talk", text: "First." });
  const { text } = await moot.get(`/proposals/${body.id}`, "text/html");
  const note = /http[^"<]*\/notes\/[0-9a-f-]{36}/.exec(text)?.[0] as string;
  const said = await ann.reply(note, "So it is");
  const deeper = await eve.reply(said, "So it seems", { assembly: story.assembly });
  const get = async (path: string) => moot.get(path, "application/activity+json");
  const { json } = await get(new URL(note).pathname);
  t.same([json.context, json.replies], [`${note}/thread`, `${note}/replies`]);
  t.same([(await get(new URL(json.replies).pathname)).json.orderedItems].flat(), [said]);
  t.same((await get(new URL(json.context).pathname)).json.orderedItems, [said, deeper]);
  await ann.mention(story.assembly, "status");
  const told = await story.toldNote(ann, /member of/);
  for (const part of ["replies", "thread"])
    t.equal((await get(`${new URL(told.id).pathname}/${part}`)).status, 404);
  await story.stop();
});
