import { test } from "tap";
import { callerFor } from "../support/member.ts";
import { until } from "../support/moot.ts";
import { begin } from "../support/story.ts";

const story = await begin({ deliberationHours: 0 });
const { moot } = story;
const [ann, bea, cem] = (await story.admit("ann", "bea", "cem")) as any[];
const asAnn = await callerFor(moot, ann);
const text = [
  "We bake on *Sundays*, don't we? “Always”, said Ann – and the [old mill](https://mill.example/a?b=1&c=2) agrees.",
  "",
  "- The oven is lit at five & swept at six.",
  "- Who lights it",
  "  sweeps the yard.",
].join("\n");

/** A proposal of Ann's that is talked about; its address to reply to, and its amendments. */
async function talk(title: string) {
  const made = await asAnn("/assemblies/coop/proposals", { title, text });
  if (made.status !== 201) throw new Error(JSON.stringify(made.body));
  const { id } = made.body;
  const note = await until("the note of the deliberation", async () =>
    (await moot.ctx.db.query.notes.findMany()).find(
      (one) => one.proposalId === id && one.kind === "deliberation",
    ),
  );
  const list = async () => (await moot.api(`/proposals/${id}/amendments`, undefined, null)).body.items;
  return { id, address: `${moot.origin}/notes/${note.id}`, list };
}

/** Sends a note as another server writes it, whatever its HTML. */
const send = (who: any, address: string, content: string, more: object = {}) => {
  const id = `${who.id}/statuses/${Math.random().toString(36).slice(2)}`;
  const object = {
    ...{ id, type: "Note", attributedTo: who.id, inReplyTo: address, content },
    ...{ to: ["https://www.w3.org/ns/activitystreams#Public"], cc: [story.assembly], ...more },
  };
  const { to, cc } = object;
  return who.send(`${moot.origin}/inbox`, {
    "@context": ["https://www.w3.org/ns/activitystreams", { moot: "https://w3id.org/folkmoot#" }],
    ...{ id: `${id}/activity`, type: "Create", actor: who.id, to, cc, object },
  });
};
const anHourLater = () =>
  moot.ctx.db.execute("update note set published_at = published_at - interval '2 hours'");

/** What people type, as each server's HTML has it; the words that are found in the text; what comes in their place. */
const written: readonly [from: string, html: string, old: string, put: string][] = [
  [
    "Mastodon",
    '<p><span class="h-card" translate="no"><a href="https://x.example/@coop" class="u-url mention">@<span>coop</span></a></span> amend: said Ann – and the old mill agrees =&gt; said Bea</p>',
    "said Ann – and the [old mill](https://mill.example/a?b=1&c=2) agrees",
    "said Bea",
  ],
  [
    "Mastodon, smart quotes and a dash typed plainly",
    "<p>amend: &quot;Always&quot;, said Ann - and =&gt; Never, said Ann, and</p>",
    "“Always”, said Ann – and",
    "Never, said Ann, and",
  ],
  [
    "Misskey",
    "<p><span>amend: The oven is lit at five &amp; swept at six. =&gt; The oven is lit at six.</span></p>",
    "The oven is lit at five & swept at six.",
    "The oven is lit at six.",
  ],
  [
    "Misskey, with a line break in the passage",
    "<p><span>amend: Who lights it<br>sweeps the yard =&gt; Who lights it rests</span></p>",
    "Who lights it\n  sweeps the yard",
    "Who lights it rests",
  ],
  ["GoToSocial", "<p>amend: don’t we? → do we?</p>", "don't we?", "do we?"],
  ["snac", "amend: bake on Sundays =&gt; bake on Mondays<br>", "bake on *Sundays*", "bake on Mondays"],
  [
    "quotation marks around both",
    "<p>amend: “lit at five” =&gt; “lit at four”</p>",
    "lit at five",
    "lit at four",
  ],
];

test("amend: from the HTML of Mastodon, Misskey, GoToSocial and snac finds its passage", async (t) => {
  for (const [from, html, old, put] of written) {
    const { address, list } = await talk(from);
    t.equal(await send(bea, address, html), 202);
    const items = await until("the amendment", async () => {
      const all = await list();
      return all.length > 0 && all;
    }).catch(() => []);
    t.match(items, [{ replacements: [{ old, new: put }], state: "open", by: bea.id }], from);
    await anHourLater();
  }
});

test("who amends in words is told its number, can take it back by a reply, and is boosted to followers", async (t) => {
  const { address, list, id } = await talk("Told");
  await bea.reply(address, "amend: lit at five =&gt; lit at six");
  const told = await story.toldNote(bea, /Your amendment 1 to “Told” is on its page/);
  await story.settled();
  const boosts = await moot.ctx.db.query.announcements.findMany();
  const [amendment] = await moot.ctx.db.query.amendments.findMany({
    where: (row, { eq }) => eq(row.proposalId, id),
  });
  await bea.reply(told.id, "withdraw");
  await story.toldNote(bea, /amendment 1 to “Told” is taken back/);
  t.match(await list(), [{ state: "withdrawn" }]);
  t.ok(amendment?.noteId, "it came in a note");
  t.ok(
    boosts.some(({ subject, verb }) => verb === "Announce" && subject.endsWith(` ${amendment?.noteId}`)) ||
      (await story.count("follower")) === 0,
    "followers see it on its author's own server",
  );
  await anHourLater();
});

test("withdraw under our answer to an amendment never takes the proposal back, however late it comes", async (t) => {
  const { address, list, id } = await talk("Late");
  await ann.reply(address, "amend: lit at five =&gt; lit at six");
  const told = await story.toldNote(ann, /Your amendment 1 to “Late”/);
  await moot.ctx.db.execute(
    "update note set asks_until = now() - interval '1 day' where asks_until is not null",
  );
  await ann.reply(told.id, "withdraw");
  await story.toldNote(ann, /amendment 1 to “Late” is taken back/);
  t.match(await list(), [{ state: "withdrawn" }]);
  t.match(await story.proposal(id), { state: "deliberation" }, "which is its author's own");
  await anHourLater();
});

test("an amendment goes with the note in which it came, as long as it is in no text", async (t) => {
  const { address, list, id } = await talk("Deleted");
  const note = await bea.reply(address, "amend: lit at five =&gt; lit at six");
  await story.toldNote(bea, /Your amendment 1 to “Deleted”/);
  const other = await bea.reply(address, "amend: swept at six =&gt; swept at eight");
  await story.toldNote(bea, /Your amendment 2 to “Deleted”/);
  await asAnn(`/proposals/${id}/merge`, { amendments: [(await list())[1].id] });
  for (const one of [note, other]) await bea.remove(one, address);
  await until("it to be gone", async () => (await list())[0].state === "withdrawn");
  t.match(await list(), [
    { state: "withdrawn", replacements: [] },
    { state: "accepted", replacements: [{}] },
  ]);
  t.match((await story.proposal(id)).text, /swept at eight/);
  await anHourLater();
});

test("endorse and a number supports that amendment, in whatever digits", async (t) => {
  const { address, list } = await talk("Supported");
  await bea.reply(address, "amend: lit at five =&gt; lit at six");
  await story.toldNote(bea, /Your amendment 1 to “Supported”/);
  await cem.reply(address, "endorse amendment 1");
  await story.toldNote(cem, /You support amendment 1 to “Supported”/);
  await ann.reply(address, "endorse #١");
  await story.toldNote(ann, /You support amendment 1 to “Supported”/);
  t.match(await list(), [{ supporters: [cem.id, ann.id] }]);
  await cem.reply(address, "endorse 7");
  await story.toldNote(cem, /There is no such amendment here/);
  await anHourLater();
});

test("what cannot be placed, came privately, or says no change, changes nothing and is told why", async (t) => {
  const { address, list } = await talk("Unplaced");
  await bea.reply(address, "amend: the cellar is flooded =&gt; dry");
  await story.toldNote(bea, /do not stand in the text.*as a suggestion/);
  await bea.reply(address, "amend: the oven");
  await story.toldNote(bea, /Write amend: with words as they stand in the text/);
  await bea.reply(address, "amend: lit at five =&gt; lit at six", { direct: true });
  await story.toldNote(bea, /your words came to us alone/);
  await story.account("zoe").reply(address, "amend: lit at five =&gt; lit at six");
  await story.toldNote(story.account("zoe"), /Only members can do this/);
  t.same(await list(), []);
  await anHourLater();
});

test("another server's precise changes are taken as they are, on the version that they name", async (t) => {
  const { address, list, id } = await talk("Precise");
  const { items } = (await moot.api(`/proposals/${id}/versions`, undefined, null)).body;
  const [{ textHash }] = items;
  await asAnn(`/proposals/${id}/versions`, { text: `Hear, hear. ${text}` });
  const amends = {
    replacements: [
      { old: "lit at five", new: "lit at six" },
      { old: "sweeps", new: "rakes" },
    ],
  };
  await send(bea, address, "<p>Two small changes.</p>", { "moot:amends": { ...amends, textHash } });
  await story.toldNote(bea, /Your amendment 1 to “Precise”/);
  t.match(await list(), [{ version: 2, ...amends }]);
});

test("nothing went wrong inside", async (t) => {
  await story.settled();
  t.same(moot.logged, []);
  await story.stop();
});
