import { test } from "tap";
import { type Deed, mayDo, powers, type Standing, stranger } from "../../src/domain/powers.ts";

const member = { ...stranger, isMember: true };
/** Everybody who may come before an assembly, by what they are to the thing that it is about. */
const kinds = {
  stranger,
  member,
  facilitator: { ...member, isFacilitator: true },
  author: { ...member, isAuthor: true },
  departed: { ...stranger, isAuthor: true },
  outsider: { ...stranger, isAuthor: true, anyoneProposes: true },
  concerned: { ...stranger, isOwn: true },
  operator: { ...stranger, isOperator: true },
  entered: { ...stranger, isOperator: true, isAuthor: true },
} satisfies Record<string, Standing>;
type Kind = keyof typeof kinds;

const all = Object.keys(kinds) as Kind[];
const within: Kind[] = ["member", "facilitator", "author"];
const bringers: Kind[] = ["author", "outsider", "entered"];
const rows: Record<Deed, readonly Kind[]> = {
  ...{ ask: all, join: all, follow: all, discuss: all, "propose-as-anyone": all },
  propose: [...within, "operator", "entered"],
  ...{ "propose-act": within, endorse: within, raise: within, "answer-objection": within },
  ...{ vouch: within, invite: within, "ask-to-leave": within },
  "propose-as-facilitator": ["facilitator"],
  ...{ "lift-objection": ["concerned"], "end-invitation": ["concerned"], "answer-in-public": ["concerned"] },
  ...{ "resign-role": ["concerned"], "make-token": ["concerned"], "be-erased": ["concerned"] },
  ...{ revise: bringers, return: bringers, enter: bringers },
  ...{ open: [...bringers, "facilitator"], schedule: [...bringers, "facilitator"] },
  ...{ withdraw: [...bringers, "departed"], "edit-draft": [...bringers, "departed"] },
  ...{ amend: within, "support-amendment": within },
  ...{ "withdraw-amendment": ["concerned"], "promote-amendment": ["concerned"] },
  ...{ "accept-amendment": bringers, "reject-amendment": bringers, "lay-out": [...bringers, "facilitator"] },
  ...{ suggest: all, "support-suggestion": all },
  ...{ "fulfil-suggestion": ["concerned"], "withdraw-suggestion": ["concerned"] },
  ...{ hide: ["facilitator"], unhide: ["facilitator"] },
  ...{ "ban-from-server": ["operator", "entered"], found: ["operator", "entered"] },
  admit: ["operator", "entered"],
  witness: ["facilitator", "operator", "entered"],
};

test("who may do what is as the table says, for everybody and everything", (t) => {
  t.same(Object.keys(rows).sort(), Object.keys(powers).sort());
  for (const [deed, may] of Object.entries(rows) as [Deed, readonly Kind[]][])
    for (const kind of all) t.equal(mayDo(deed, kinds[kind]) === null, may.includes(kind), `${kind} ${deed}`);
  t.end();
});

test("an author who is no member any more can take their proposal back, and is told why nothing else", (t) => {
  for (const deed of ["revise", "return", "open", "schedule", "enter"] as const) {
    t.match(mayDo(deed, kinds.departed), { refused: "not-a-member" }, deed);
    t.match(mayDo(deed, kinds.stranger), { refused: "not-the-author" }, deed);
  }
  t.equal(mayDo("withdraw", kinds.departed), null);
  t.end();
});
