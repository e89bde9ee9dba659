import { sql } from "drizzle-orm";
import { test } from "tap";
import { contributionsAnHour } from "../../src/domain/flood.ts";
import { rowsOf } from "../../src/store/rows.ts";
import { until } from "../support/moot.ts";
import { begin, plain } from "../support/story.ts";

const story = await begin({ deliberationHours: 0 });
const { moot, account } = story;
const everybody = "https://www.w3.org/ns/activitystreams#Public";
await story.admit("ann", "bob");
const [ann, bob, eve, zoe] = ["ann", "bob", "eve", "zoe"].map(account) as [any, any, any, any];
const { question, id } = await story.ask({
  text: "We bake on Sundays from April.\n\nThe oven is lit at five.\n\nBread is for all.",
});
await eve.reply(question, "hello there");
await zoe.reply(question, "hello from zoe");
await story.settled();
const page = async (path = `/proposals/${id}`): Promise<string> =>
  plain((await moot.get(path, "text/html")).text);
const threads = () => page(`/proposals/${id}/talk`);
const rows = () =>
  moot.ctx.db
    .execute(sql`select note_id, root_id, cardinality(place) as deep, command from reply`)
    .then((result) =>
      rowsOf<{ note_id: string; root_id: string | null; deep: number; command: string }>(result),
    );

test("a public reply to a reply is kept below it, from any server, and is neither a vote nor a command", async (t) => {
  const first = await ann.reply(question, "Who lights the oven?");
  const second = await eve.reply(first, "disagree, nobody does", { assembly: story.assembly });
  const third = await bob.reply(second, "join", { assembly: story.assembly });
  await story.settled();
  t.match(await threads(), /Who lights the oven\?.*disagree, nobody does.*join/);
  t.same(await story.ballots(id), []);
  t.match((await story.proposal(id)).sympathisers, { disagree: 0 });
  const kept = new Map((await rows()).map((row) => [row.note_id, row]));
  t.match(kept.get(second), { deep: 1, command: "none" });
  t.match(kept.get(third), { deep: 2, command: "none" });
  t.equal(kept.get(third)?.root_id, kept.get(second)?.root_id);
  t.notMatch(story.told(eve).join(), /counted|taken/i, "nothing is answered to it");
});

test("an edit of a deeper reply changes its words and nothing else; a deletion takes them away", async (t) => {
  const first = await bob.reply(question, "I have a question");
  const second = await ann.reply(first, "Go on", { assembly: story.assembly });
  const third = await bob.reply(second, "What of rye?", { assembly: story.assembly });
  await ann.edit(second, "agree, go on then", { inReplyTo: first, assembly: story.assembly });
  await ann.edit(second, "agree, go on then", { inReplyTo: question, assembly: story.assembly });
  t.same(await story.ballots(id), [], "what was said to others casts nothing");
  t.match(await threads(), /I have a question.*agree, go on then.*What of rye\?/);
  await ann.remove(second, question);
  const shown = await threads();
  t.notMatch(shown, /go on then/);
  t.match(shown, /I have a question.*to words that are no longer shown.*What of rye\?/);
  await bob.remove(first, question);
  t.match(await threads(), /The words were deleted by who wrote them\..*What of rye\?/, "the thread stays");
  await bob.remove(third, question);
  t.notMatch(await threads(), /What of rye|deleted by who wrote them/, "until nothing is left of it");
});

test("replies to words that were not public, and replies that are not, are never shown", async (t) => {
  const secret = await ann.reply(question, "agree, between us mumblecrust", { direct: true });
  const answer = await eve.reply(secret, "I heard about mumblecrust", { assembly: story.assembly });
  const open = await ann.reply(question, "All may hear this");
  const hushed = await eve.reply(open, "mumblecrust again", { assembly: story.assembly, direct: true });
  await story.settled();
  const kept = (await rows()).map((row) => row.note_id);
  t.same([kept.includes(answer), kept.includes(hushed)], [false, false]);
  for (const path of [`/questions/${question.split("/").at(-1)}/thread`, `/proposals/${id}/talk`]) {
    const { text } = await moot.get(path, path.endsWith("talk") ? "text/html" : "application/activity+json");
    t.notMatch(text, /mumblecrust/, path);
    t.notOk(
      [secret, answer, hushed].some((note) => text.includes(note)),
      path,
    );
  }
  await ann.reply(question, "withdraw");
});

test("what answers an answer begins with that answer's words, and marks them as no vote", async (t) => {
  const vote = await eve.reply(question, "agree, it smells of bread");
  t.notMatch(await threads(), /it smells of bread/, "who is not on the roll is not shown for their answer");
  await bob.reply(vote, "Like warm rye", { assembly: story.assembly });
  const { text } = await moot.get(`/proposals/${id}/talk`, "text/html");
  t.match(plain(text), /agree, it smells of bread.*Like warm rye/);
  t.notMatch(text, /class="pos /);
});

test("a passage quoted before anything is said is what one speaks of, below its paragraph, as long as it stands", async (t) => {
  const put = await moot.api("/assemblies/coop/proposals", {
    ...{
      title: "Ovens",
      text: "We build an oven.\n\nIt is of *clay* and “straw”.\n\nIt stands in the yard.",
    },
  });
  const { id: ovens } = put.body;
  const { text } = await moot.get(`/proposals/${ovens}`, "text/html");
  const note = /http[^"<]*\/notes\/[0-9a-f-]{36}/.exec(text)?.[0] as string;
  await ann.reply(note, '<blockquote><p>It is of clay and "straw".</p></blockquote><p>Straw burns.</p>');
  await bob.reply(note, "&gt; the yard.<br>Whose yard?");
  await eve.reply(note, "I say first &gt; We build<br>and then some");
  const shown = await page(`/proposals/${ovens}`);
  t.match(
    shown,
    /“straw”\. One contribution about this .*Straw burns\..* It stands in the yard\. One contribution/,
  );
  t.match(shown, /yard\. One contribution about this.*Whose yard\?/);
  t.notMatch(shown, /build an oven\. One contribution/, "what is quoted later on is part of the words");
  const from = {
    text: "We build an oven.\n\nFirst of all. It is of *clay* and “straw”.\n\nIt stands in the hall.",
  };
  t.equal((await moot.api(`/proposals/${ovens}/versions`, from)).status, 201);
  const later = await page(`/proposals/${ovens}`);
  t.match(later, /“straw”\. One contribution about this.*It stands in the hall\. (?!One)/);
  t.match(later, /About an earlier text, version 1.*Whose yard\?/);
});

test("a public note that quotes a question is shown with the discussion as a quote, and is no vote", async (t) => {
  const cites = async (who: any, key: string, what: string, more: Record<string, unknown> = {}) => {
    const object = {
      ...{
        id: `${who.id}/statuses/q${key}`,
        type: "Note",
        attributedTo: who.id,
        [key]: what,
        to: [everybody],
      },
      ...{
        content: `<p class="quote-inline">RE: <a href="${what}">${what}</a></p><p>agree, see ${key} there</p>`,
      },
      ...more,
    };
    const create = { type: "Create", id: `${object.id}/activity`, actor: who.id, to: object.to, object };
    const body = { "@context": "https://www.w3.org/ns/activitystreams", ...create };
    return who.send(`${moot.origin}/inbox`, body);
  };
  for (const key of ["quote", "quoteUrl", "_misskey_quote", "quoteUri"])
    t.equal(await cites(eve, key, question), 202);
  t.equal(await cites(zoe, "quote", question, { to: [story.assembly], content: "<p>hush mumble</p>" }), 202);
  const shown = await threads();
  for (const key of ["quote", "quoteUrl", "_misskey_quote", "quoteUri"])
    t.match(shown, new RegExp(`quotes it .*agree, see ${key} there`), key);
  t.notMatch(shown, /hush mumble/);
  t.match((await story.proposal(id)).sympathisers, { agree: 1 }, "only what was an answer counts");
  const { json } = await moot.get(
    `/questions/${question.split("/").at(-1)}/replies`,
    "application/activity+json",
  );
  t.notMatch(JSON.stringify(json), /statuses\/qquote/, "a quote is no reply");
});

test("who asks to quote a question may, is told so, and what they say of it is kept from what came along", async (t) => {
  const quoting = `${zoe.id}/statuses/quoting`;
  const ask = (id: string, object: string, instrument: unknown) =>
    zoe.send(`${moot.origin}/inbox`, {
      "@context": [
        "https://www.w3.org/ns/activitystreams",
        { QuoteRequest: "https://w3id.org/fep/044f#QuoteRequest" },
      ],
      ...{ type: "QuoteRequest", id: `${zoe.id}/${id}`, actor: zoe.id, object, instrument },
    });
  const note = {
    id: quoting,
    type: "Note",
    attributedTo: zoe.id,
    to: [everybody],
    content: "<p>agree, worth a read</p>",
  };
  const accepted = () =>
    story.peer.received.filter(({ activity }) => activity.type === "Accept" && activity.result);
  t.equal(await ask("q1", question, note), 202);
  await until("the Accept", () => accepted().length === 1);
  const { activity } = accepted()[0] as any;
  t.match(activity, {
    actor: story.assembly,
    object: { id: `${zoe.id}/q1`, type: "QuoteRequest", instrument: quoting },
  });
  const { json } = await moot.get(new URL(activity.result).pathname, "application/activity+json");
  t.match(json, {
    ...{ type: "QuoteAuthorization", id: activity.result, attributedTo: story.assembly },
    ...{ interactingObject: quoting, interactionTarget: question },
  });
  t.match(await threads(), /Zoe @zoe@\S+ today, \d\d:\d\d quotes it agree, worth a read/);
  t.equal(await ask("q2", question, quoting), 202);
  await until("the second Accept", () => accepted().length === 2);
  t.equal((accepted()[1] as any).activity.result, activity.result, "one note has one permit");
  const told = zoe.inbox()[0]?.id ?? `${moot.origin}/notes/00000000-0000-7000-8000-000000000000`;
  t.equal(await ask("q3", told, quoting), 202);
  t.equal(await ask("q4", question, `${bob.id.replace("127.0.0.1", "localhost")}/statuses/1`), 202);
  t.equal(await ask("q5", question, { ...note, id: `${zoe.id}/statuses/vote`, inReplyTo: question }), 202);
  await story.settled();
  t.equal(await story.count("quote_permit"), 2, "not what was said to one person, nor in the name of others");
  t.match((await story.proposal(id)).sympathisers, { agree: 1 }, "and nothing in it is an answer");
});

test("nobody fills the record with talk: beyond so much an hour it is answered, and not kept", async (t) => {
  const put = await story.ask({ title: "Flood" });
  const top = await bob.reply(put.question, "Say what you like");
  const count = async () =>
    Number(
      rowsOf<{ n: string }>(
        await moot.ctx.db.execute(sql`select count(*) as n from reply where proposal_id = ${put.id}`),
      )[0]?.n,
    );
  const before = await count();
  const gus = account("gus");
  await gus.reply(top, "first", { assembly: story.assembly });
  await story.settled();
  for (let n = 1; n < contributionsAnHour.ofPerson + 5; n++)
    await gus.reply(n % 2 ? top : put.question, `again ${n}`, { assembly: story.assembly });
  t.equal(await count(), before + contributionsAnHour.ofPerson);
  await gus.reply(put.question, "amend: Say nothing => Shout");
  t.equal(await count(), before + contributionsAnHour.ofPerson, "whatever word it begins with");
  await moot.ctx.db.execute(sql`update heard_from set count = ${contributionsAnHour.ofServer}`);
  await zoe.reply(top, "no room for strangers", { assembly: story.assembly });
  t.equal(await count(), before + contributionsAnHour.ofPerson, "a server has so much in all");
  await ann.reply(top, "a member is heard", { assembly: story.assembly });
  t.equal(await count(), before + contributionsAnHour.ofPerson + 1);
  await gus.reply(put.question, "agree, after all");
  t.match((await story.proposal(put.id)).sympathisers, { agree: 1 }, "an answer is still an answer");
});

test("who is banned is not kept, and a note that was deleted before it came says nothing", async (t) => {
  const top = await bob.reply(question, "Open to all");
  const gone = `${ann.id}/statuses/gone`;
  await ann.remove(gone, question);
  await ann.reply(top, "too late", { id: gone, assembly: story.assembly });
  const said = await eve.reply(top, "before the ban", { assembly: story.assembly });
  await moot.ctx.db.execute(sql`insert into ban (id, target, reason, by, at)
    values (gen_random_uuid(), ${eve.id}, 'spam', 'operator', now())`);
  await eve.reply(top, "after the ban", { assembly: story.assembly });
  await eve.edit(said, "changed after the ban", { assembly: story.assembly });
  t.notMatch(await threads(), /too late|the ban/);
  await story.stop();
});
