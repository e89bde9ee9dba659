import { readFileSync } from "node:fs";
import { test } from "tap";
import { post } from "../support/post.ts";
import { signDraft } from "../support/sign.ts";
import { begin } from "../support/story.ts";
import { shapes } from "../support/vote-shapes.ts";

const story = await begin();
const { moot, peer } = story;
const names =
  "mastodon misskey gotosocial akkoma snac takahe hollo twice crowd hundred both late wrong rfc".split(" ");
await story.admit(...names);
const context = "https://www.w3.org/ns/activitystreams";
const inbox = `${moot.origin}/inbox`;

test("a vote from every software counts once, in its own shape", async (t) => {
  const { question, id } = await story.ask();
  for (const [name, shape] of Object.entries(shapes)) {
    const account = story.account(name);
    t.equal(await account.send(inbox, shape(account.id, question, story.assembly)), 202, name);
  }
  t.match((await story.proposal(id)).tally, { agree: 7, abstain: 0, disagree: 0 });
  t.same(new Set((await story.ballots(id)).map((ballot) => ballot.via)), new Set(["poll"]));
  t.notOk(
    peer.gets.some((path) => path.includes("litepub")),
    "no context was fetched",
  );
});

test("a vote signed after RFC 9421 counts", async (t) => {
  const { question, id } = await story.ask();
  t.equal(await story.account("rfc").vote(question, "Agree", { rfc9421: true }), 202);
  t.equal((await story.proposal(id)).tally.agree, 1);
});

test("a second native vote changes nothing, is written down, and its voter is told once", async (t) => {
  const { question, id } = await story.ask();
  const voter = story.account("twice");
  for (const option of ["Agree", "Disagree", "Block"]) t.equal(await voter.vote(question, option), 202);
  const { tally } = await story.proposal(id);
  t.match(tally, { agree: 1, disagree: 0, block: 0 });
  const rejected = (await story.events()).filter((event) => event.kind === "rejected");
  t.match(rejected, [{ code: "already-voted", via: "poll" }], "one entry, however often it is tried");
  await story.toldNote(voter, /You have answered/);
  await story.settled();
  t.equal(story.told(voter).filter((text) => /You have answered/.test(text)).length, 1);
});

test("of 50 parallel votes of one person one counts, the first", async (t) => {
  const { question, id } = await story.ask();
  const voter = story.account("crowd");
  const options = ["Agree", "Disagree", "Stand aside", "Block"];
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, i) => voter.vote(question, options[i % 4] as string)),
  );
  t.ok(answers.every((status) => status === 202));
  const ballots = await story.ballots(id);
  t.equal(ballots.length, 1);
  const { tally } = await story.proposal(id);
  t.equal(
    Object.values(tally as Record<string, number>).reduce((sum, n) => sum + n, 0),
    1,
  );
});

test("the same request 100 times is one ballot", async (t) => {
  const { question, id } = await story.ask();
  const voter = story.account("hundred");
  const body = JSON.stringify(shapes.mastodon!(voter.id, question, story.assembly));
  const headers = signDraft(inbox, body, { keyId: `${voter.id}#main-key`, privateKey: voter.privateKey });
  const answers = await Promise.all(Array.from({ length: 100 }, () => post(inbox, body, headers)));
  t.ok(answers.every((status) => status === 202));
  t.match((await story.proposal(id)).tally, { agree: 1 });
  t.same(
    (await story.events()).slice(-2).map((event) => event.kind),
    ["open", "ballot"],
    "nothing was even rejected",
  );
});

test("a vote to the shared and to the personal inbox counts once", async (t) => {
  const { question, id } = await story.ask();
  const voter = story.account("both");
  const vote = shapes.mastodon!(voter.id, question, story.assembly);
  const answers = [await voter.send(inbox, vote), await voter.send(`${story.assembly}/inbox`, vote)];
  t.same(answers, [202, 202]);
  t.match((await story.proposal(id)).tally, { agree: 1 });
});

test("what is no vote of this poll is acknowledged and does nothing", async (t) => {
  const { question, id } = await story.ask();
  const voter = story.account("wrong");
  const before = await story.events();
  const vote = (object: object, id = Math.random()) =>
    voter.send(inbox, {
      ...{ "@context": context, id: `${voter.id}#votes/${id}/activity`, type: "Create", actor: voter.id },
      object: {
        id: `${voter.id}#votes/${id}`,
        type: "Note",
        attributedTo: voter.id,
        inReplyTo: question,
        name: "Agree",
        ...object,
      },
    });
  t.equal(await vote({ name: "Maybe" }), 202, "a missing option");
  t.equal(await vote({ inReplyTo: [question] }), 202, "an answer to a list");
  t.equal(await vote({ inReplyTo: `${peer.origin}/questions/1` }), 202, "a question of somebody else");
  t.equal(
    await vote({ inReplyTo: `${moot.origin}/questions/018f0000-0000-7000-8000-000000000000` }),
    202,
    "a question that is none",
  );
  t.equal(await vote({ name: "x".repeat(10_000) }), 202, "an option of 10 kB");
  t.equal(await vote({ name: "" }), 202, "an empty name");
  t.equal(await vote({ attributedTo: `${peer.origin}/users/hollo` }), 202, "somebody else's note");
  t.equal(await vote({ id: "https://elsewhere.example/1" }), 202, "a note of another server");
  t.equal(
    await vote({ type: "Article", name: "Agree", content: "long words" }),
    202,
    "a name with words is words",
  );
  const two = { id: `${voter.id}#two`, type: "Note", attributedTo: voter.id, inReplyTo: question };
  const both = [
    { ...two, name: "Agree" },
    { ...two, id: `${two.id}2`, name: "Disagree" },
  ];
  t.equal(
    await voter.send(inbox, {
      "@context": context,
      id: `${voter.id}#both`,
      type: "Create",
      actor: voter.id,
      object: both,
    }),
    202,
    "two options",
  );
  for (const type of ["Like", "Announce", "EmojiReact"]) {
    t.equal(
      await voter.send(inbox, {
        "@context": context,
        id: `${voter.id}/${type}`,
        type,
        actor: voter.id,
        object: question,
        content: "👍",
      }),
      202,
      type,
    );
  }
  t.same(await story.events(), before, "no event was written");
  t.equal(await vote({ name: "  agree " }), 202);
  t.match(
    (await story.proposal(id)).tally,
    { agree: 1 },
    "an option in another case, with blanks, is the option",
  );
});

test("votes of machines and groups count nowhere, and nobody writes to them", async (t) => {
  const { question, id } = await story.ask();
  for (const type of ["Service", "Application", "Group", "Organization"]) {
    const machine = peer.account(`a${type.toLowerCase()}`, { type });
    t.equal(await machine.vote(question, "Agree"), 202);
    await machine.reply(question, "agree");
    await story.settled();
    t.same(machine.inbox(), [], type);
  }
  const { tally, sympathisers } = await story.proposal(id);
  t.equal(
    Object.values({ ...tally, ...sympathisers } as Record<string, number>).reduce((sum, n) => sum + n, 0),
    0,
  );
  t.ok((await story.events()).some((event) => event.code === "not-a-person"));
});

test("no vote here was counted by mistake of ours", async (t) => {
  t.same(moot.logged, []);
  t.ok(readFileSync(new URL(import.meta.url)).length > 0);
  await story.stop();
});
