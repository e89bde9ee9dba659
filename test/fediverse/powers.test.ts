import { test } from "tap";
import { addressesOf } from "../../src/domain/addresses.ts";
import { type RefusalCode, refusals } from "../../src/domain/refusal.ts";
import { commandWords } from "../../src/domain/words/lexicon.ts";
import type { Account } from "../support/account.ts";
import { runDue } from "../support/due.ts";
import { gather, type Kind } from "../support/people.ts";

let ahead = 0;
const now = () => new Date(Date.now() + ahead);
const people = await gather({ idle: true, now });
const { story, question, id, own, note, member } = people;
const { moot } = story;
const addresses = addressesOf(moot.origin);
const ofOwn = await moot.ctx.db.query.notes.findFirst({
  where: (row, { and, eq }) => and(eq(row.proposalId, own), eq(row.kind, "deliberation")),
});

/** Where something is said: under the open question, under the author's proposal, or to the assembly alone. */
const places = { question, own: addresses.note(ofOwn?.id ?? ""), mention: null };
const handle = ({ id: actor, name }: Account) => `@${name}@${new URL(actor).host}`;

/** Says something, lets everything happen that follows, and answers what they were told. */
async function say(who: Account, place: keyof typeof places, text: string): Promise<readonly string[]> {
  // nobody is answered more than five times an hour
  ahead += 15 * 60_000;
  const heard = story.told(who).length;
  const at = places[place];
  if (at) await who.reply(at, text, { date: now() });
  else await who.mention(story.assembly, text, { date: now() });
  await runDue(moot);
  return story.told(who).slice(heard);
}

/** What somebody is told who may not, or that nothing is said; a pattern where it is no refusal, but does nothing. */
type Told = RefusalCode | "silence" | RegExp;
type Codes = Partial<Record<Kind, Told>>;
const silent: Codes = { banned: "silence", barred: "silence" };
const everybody = (told: Told): Codes => ({
  ...{ stranger: told, member: told, author: told, facilitator: told },
  ...silent,
});
const but = (codes: Codes, ...mayDoIt: readonly Kind[]): Codes =>
  Object.fromEntries(Object.entries(codes).filter(([who]) => !mayDoIt.includes(who as Kind)));
const members: Codes = { stranger: "not-a-member", ...silent };
const later = everybody(/cannot act on them yet/);
const onlyMembers: Codes = { stranger: /Only members of Co-op propose/, ...silent };

/** Every command, and what each is told who may not do it; who is not named may, and is not tried here. */
const table: readonly [
  command: (typeof commandWords)[number],
  place: keyof typeof places,
  text: string,
  told: Codes,
][] = [
  ["join", "mention", "join", but(everybody(/You are a member of Co-op already/), "stranger")],
  ["leave", "mention", "leave", { stranger: /nothing to leave/, banned: "silence" }],
  ["help", "mention", "help", everybody(/To vote, use the poll/)],
  ["status", "mention", "status", everybody(/One question is open/)],
  ["amend", "own", "amend: May -> June", members],
  ["suggest", "own", "suggest: in June", silent],
  ["fulfilled", "own", "fulfilled 1", but(everybody("not-yours"), "member")],
  ["unfulfilled", "own", "not fulfilled 1", but(everybody("not-yours"), "member")],
  ["endorse", "own", "endorse suggestion 1", { member: "already-done", ...silent }],
  ["endorse", "own", "endorse amendment 1", members],
  ["recall", "mention", `recall ${handle(people.facilitator)}`, later],
  ["propose", "mention", "propose: Close the oven<br>For ever.", onlyMembers],
  ["propose", "mention", "propose constitution:<br>rule: majority<br><br>It is easier.", onlyMembers],
  [
    "propose",
    "mention",
    `propose removal of ${handle(member)}: her block is in the way`,
    { ...onlyMembers, author: "leave-not-asked", facilitator: "leave-not-asked" },
  ],
  [
    "propose",
    "mention",
    `propose ban of ${handle(member)}: her block<br>It is in the way.`,
    { ...onlyMembers, author: "already-member", facilitator: "already-member" },
  ],
  ["vouch", "mention", `vouch for ${handle(people.stranger)}`, members],
  ["invite", "mention", "invite", members],
  ["ask-leave", "mention", `ask to leave ${handle(member)}: her block is in the way`, members],
  ["hide", "question", `hide ${note}: spam`, but(everybody("not-a-facilitator"), "facilitator")],
  ["unhide", "question", `show again ${note}: no spam`, but(everybody("not-a-facilitator"), "facilitator")],
  ["concern", "question", "concern: it is too early", members],
  ["answer", "question", `answer ${handle(member)}: the oven is new`, members],
  ["lift", "question", "lift", { ...but(everybody("no-objection"), "member"), barred: "no-objection" }],
  ["endorse", "own", "endorse", members],
  ["withdraw", "own", "withdraw", but(everybody("not-the-author"), "author")],
  ["withdraw", "question", "withdraw", everybody("not-the-author")],
  ["return", "own", "back to deliberation", but(everybody("not-the-author"), "author")],
  ["revise", "own", "revise: Mine<br>From June.", but(everybody("not-the-author"), "author")],
  ["revise", "question", "revise: Mine<br>From June.", everybody("not-the-author")],
  ["open", "own", "put to the vote", but(everybody("not-the-author"), "author", "facilitator")],
  ["open", "question", "put to the vote", but(everybody("not-the-author"), "facilitator")],
  ["statement", "own", "statement: it was not me", { ...everybody("not-yours"), barred: "not-yours" }],
];

test("every command of the lexicon is in that table", async (t) => {
  t.same(new Set(table.map(([command]) => command)), new Set(commandWords));
});

test("nobody does in words what is not theirs to do, and each is told why; who is banned is not heard", async (t) => {
  for (const [, place, text, codes] of table)
    for (const [kind, expected] of Object.entries(codes) as [Kind, Told][]) {
      const told = await say(people[kind], place, text);
      const what = `${kind}: ${text}`;
      if (expected === "silence") t.same(told, [], what);
      else {
        t.equal(told.length, 1, what);
        const sentence = expected instanceof RegExp ? "" : refusals[expected].sentence;
        if (expected instanceof RegExp) t.match(told[0], expected, what);
        else t.ok(told[0]?.includes(sentence), `${what}: ${told[0]}`);
      }
    }
  await people.untouched(t, "what was refused");
  t.match(await story.proposal(own), { state: "deliberation", text: "From May.", version: 1 });
  t.match(await story.proposal(id), { state: "voting", version: 1 });
});

test("whoever answers in words answers for themselves, whomever else the words name", async (t) => {
  const { facilitator, author, barred, stranger, banned } = people;
  const mayVote = [facilitator, author, barred];
  for (const word of ["agree", "stand aside", "disagree", "block"])
    for (const who of [...mayVote, stranger, banned]) {
      await say(who, "question", `${word}, in the name of ${handle(member)}`);
      await people.untouched(t, `${who.name}: ${word}`, mayVote);
    }
  const ballots = await story.ballots(id);
  for (const { id: voter } of mayVote)
    t.match(
      ballots.find((one) => one.voter === voter),
      { position: "block" },
    );
  t.equal(ballots.length, 4);
  t.match((await story.proposal(id)).tally, { block: 4, unreasonedBlock: 0 }, "a ban disarms none");
  const { sympathisers } = await story.proposal(id);
  t.match(sympathisers, { agree: 1, abstain: 0, disagree: 0, block: 0 }, "outside the roll the first stands");
});

test("somebody's reply is edited and deleted by nobody else, not even by their neighbours on the same server", async (t) => {
  const { facilitator, author, barred, stranger } = people;
  const mayVote = [facilitator, author, barred];
  const inbox = `${moot.origin}/inbox`;
  const context = "https://www.w3.org/ns/activitystreams";
  for (const who of [facilitator, author, stranger, barred]) {
    const of = (type: string, object: unknown, more = {}) => ({
      ...{ "@context": context, id: `${who.id}#${type}/${Math.random()}`, type, actor: who.id, object },
      ...more,
    });
    const words = {
      id: note,
      type: "Note",
      inReplyTo: question,
      content: "<p>agree</p>",
      to: [story.assembly],
    };
    const date = now();
    for (const activity of [
      of("Update", { ...words, attributedTo: who.id }),
      of("Update", { ...words, attributedTo: member.id }),
      of("Create", { ...words, id: `${note}0`, attributedTo: member.id }),
      of("Create", { ...words, id: `${note}1`, name: "Agree", content: undefined, attributedTo: member.id }),
      of("Delete", note),
      of("Delete", { id: note, type: "Tombstone" }),
      of("Delete", member.id),
      of("Undo", `${note}/activity`),
      of("Undo", { id: `${note}/activity`, type: "Create", actor: member.id, object: note }),
      of("Block", member.id),
      of("Flag", [note, member.id]),
      of("Move", member.id, { target: who.id }),
      of("Delete", note, { actor: member.id }),
      of("Update", { ...words, attributedTo: member.id }, { actor: member.id }),
    ]) {
      const status = await who.send(inbox, activity, { date });
      t.ok(status === 202 || status === 401 || status === 400, `${who.name} ${activity.type}: ${status}`);
    }
    await runDue(moot);
    await people.untouched(t, who.name, mayVote);
  }
  t.equal((await moot.api(`/proposals/${id}/objections`)).body.items[0].state, "raised");
});

test("a facilitator hides words, not the answer: it stands, is shown without them, and counts as it did", async (t) => {
  const { facilitator, author, barred } = people;
  const { tally } = await story.proposal(id);
  t.match(await say(facilitator, "question", `hide ${note}: spam`), [/The words are hidden/]);
  t.same((await story.proposal(id)).tally, tally);
  t.match(
    (await story.ballots(id)).find(({ voter }) => voter === member.id),
    { position: "block", reason: null },
  );
  t.match(await say(facilitator, "question", `show again ${note}: no spam`), [/The words are shown again/]);
  await people.untouched(t, "hidden and shown", [facilitator, author, barred]);
});

test("nothing went wrong inside", async (t) => {
  t.same(moot.logged, []);
  await story.stop();
});
