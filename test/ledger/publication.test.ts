import { test } from "tap";
import { isPublished, type Kept, publishedAfter } from "../../src/ledger/publication.ts";
import { shapes } from "../support/vote-shapes.ts";

const actor = "https://example.org/users/ann";
const question = "https://moot.example/questions/0190a1b2-0000-7000-8000-000000000001";
const assembly = "https://moot.example/assemblies/coop";
const anybody = "https://www.w3.org/ns/activitystreams#Public";
const receivedAt = new Date("2026-03-01T12:00:00Z");
const later = (milliseconds: number): Date => new Date(receivedAt.getTime() + milliseconds);
const bytes = (body: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(body));
const reply = (more: object = {}, type = "Create") => {
  const note = {
    id: `${actor}/1`,
    type: "Note",
    attributedTo: actor,
    inReplyTo: question,
    content: "<p>agree</p>",
  };
  return bytes({ type, actor, object: { ...note, to: [anybody], cc: [assembly], ...more } });
};
const tap = (shape = "mastodon") => bytes(shapes[shape]?.(actor, question, assembly));
const act = { actor, question, kind: "ballot", via: "words" } as const;
const kept: Kept = { receivedAt, keyId: `${actor}#main-key`, body: reply(), act, note: "shown" };
const vote: Kept = { ...kept, body: tap(), act: { ...act, via: "poll" }, note: "private" };

test("a request is published two hours after it was received, and not a millisecond before", async (t) => {
  t.equal(publishedAfter, 7_200_000);
  for (const one of [kept, vote]) {
    t.equal(isPublished(one, later(7_199_999)), false);
    t.equal(isPublished(one, later(7_200_000)), true);
    t.equal(isPublished(one, receivedAt), false);
  }
});

test("votes are published in the shapes of every software", async (t) => {
  for (const shape of Object.keys(shapes))
    t.equal(isPublished({ ...vote, body: tap(shape) }, later(7_200_000)), true, shape);
});

const never: readonly [what: string, kept: Kept][] = [
  ["of somebody who is not on the roll", { ...kept, act: null }],
  ["a vote of somebody who is not on the roll", { ...vote, act: null }],
  ["a form", { ...kept, keyId: "session:1" }],
  ["an API call", { ...kept, keyId: "token:1" }],
  ["a reply that was kept as not public", { ...kept, note: "private" }],
  ["a reply that was hidden or deleted since", { ...kept, note: "gone" }],
  ["a reply to followers alone", { ...kept, body: reply({ to: [`${actor}/followers`] }) }],
  ["a direct reply, whatever is kept of it", { ...kept, body: reply({ to: [assembly], cc: [] }) }],
  [
    "a change that makes words private",
    { ...kept, body: reply({ to: [assembly] }, "Update"), act: { ...act, kind: "withdraw", via: null } },
  ],
  ["somebody else's words", { ...kept, body: reply({ attributedTo: `${actor}2` }) }],
  ["an answer to another question", { ...kept, body: reply({ inReplyTo: `${question.slice(0, -1)}2` }) }],
  ["a note of nobody's server", { ...kept, body: reply({ id: "https://elsewhere.example/1" }) }],
  ["an answer to what is no note of ours", { ...kept, body: reply({ inReplyTo: `${assembly}/notes/1` }) }],
  ["a vote with words", { ...vote, body: reply({ name: "Agree" }) }],
  ["what is no activity", { ...kept, body: bytes([]) }],
  ["what is no JSON", { ...kept, body: Uint8Array.of(0xff) }],
  [
    "a vote with a letter beside it",
    {
      ...vote,
      body: bytes({
        ...{ type: "Create", actor },
        object: [
          { id: `${actor}/1`, type: "Note", attributedTo: actor, inReplyTo: question, name: "Agree" },
          { id: `${actor}/2`, type: "Note", attributedTo: actor, content: "hush", to: [assembly] },
        ],
      }),
    },
  ],
];

test("what is not a member's vote or public reply is never published", async (t) => {
  for (const [what, one] of never) t.equal(isPublished(one, later(1e12)), false, what);
});

test("that a member deleted their public reply is published, and their words are not any more", async (t) => {
  const body = bytes({ type: "Delete", actor, object: { id: `${actor}/1`, type: "Tombstone" } });
  const deletion: Kept = { ...kept, body, act: { ...act, kind: "withdraw", via: null }, note: "gone" };
  t.equal(isPublished(deletion, later(7_200_000)), true);
  t.equal(isPublished({ ...deletion, note: "private" }, later(7_200_000)), false);
  t.equal(isPublished({ ...deletion, act }, later(7_200_000)), false, "a ballot is none");
  for (const object of [actor, "https://elsewhere.example/1", null, [], 7])
    t.equal(isPublished({ ...deletion, body: bytes({ type: "Delete", actor, object }) }, later(1e12)), false);
});
