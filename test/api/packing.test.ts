import { test } from "tap";
import { prepareFirstStart } from "../../src/web/first-start.ts";
import { callerFor } from "../support/member.ts";
import { operatorToken, startMoot } from "../support/moot.ts";
import { openBrowser } from "../support/sign-in.ts";
import { begin, type Story } from "../support/story.ts";

const rollOf = async ({ moot }: Story, id: string): Promise<string[]> =>
  (await moot.api(`/proposals/${id}/roll`, undefined, null)).body.items.map((one: any) => one.voter);
const closing = () => ({ closesAt: new Date(Date.now() + 3_600_000).toISOString() });

/** Everything that the operator's token can do about who is in an assembly; answers what it was told each time. */
async function tryAll(story: Story, names: readonly string[]): Promise<unknown[]> {
  const { moot, account } = story;
  const told: unknown[] = [];
  for (const name of names) {
    // by address and by handle, and a second time
    for (const written of [account(name).id, account(name).handle, account(name).id])
      told.push((await moot.api("/assemblies/coop/members", { account: written })).body.state);
  }
  const same = { handle: "coop", name: "Co-op again", rule: "majority", joining: "open" };
  told.push((await moot.api("/assemblies", same)).body.code);
  for (const path of ["join", "vouches", "invitations", "leave"]) {
    const body = { affirm: true, account: account(names[0] as string).id };
    told.push((await moot.api(`/assemblies/coop/${path}`, body)).body.code);
  }
  const act = { what: "admit", who: account(names[0] as string).id };
  told.push((await moot.api("/assemblies/coop/proposals", { title: "x", text: "x", act })).body.code);
  const settings = { joining: "open" };
  told.push((await moot.api("/assemblies/coop/proposals", { title: "x", text: "x", settings })).body.code);
  return told;
}

for (const joining of ["open", "vouch", "invite", "vote"] as const)
  test(`where joining is ${joining}, the operator's token adds nobody to the roll of a question that was opened`, async (t) => {
    const story = await begin({ joining, rule: "majority" });
    const [ann, bob] = await story.admit("ann", "bob");
    const { question, id } = await story.ask(closing());
    const roll = await rollOf(story, id);
    t.same([...roll].sort(), [ann?.id, bob?.id].sort());
    const pack = ["p0", "p1", "p2", "p3", "p4"];
    const state = joining === "open" ? "member" : "invited";
    t.same(await tryAll(story, pack), [
      ...pack.flatMap(() => [state, state, state]),
      "handle-taken",
      ...Array.from({ length: 6 }, () => "not-a-member"),
    ]);
    for (const name of pack) await story.account(name).vote(question, "Disagree");
    await story.settled();
    t.same(await rollOf(story, id), roll);
    const proposal = await story.proposal(id);
    t.match(proposal, { question: { roll: 2 }, tally: { disagree: 0 }, sympathisers: { disagree: 5 } });

    // nobody is taken off it either
    await story.moot.api("/bans", { target: bob?.id, reason: "x" });
    await bob?.vote(question, "Agree");
    t.same(await rollOf(story, id), roll);
    t.match((await story.proposal(id)).tally, { agree: 1 });

    // and the next roll holds nobody whom its own way of joining did not let in
    const next = await story.ask(closing());
    t.equal((await rollOf(story, next.id)).length, joining === "open" ? 7 : 2);
    t.same(story.moot.logged, []);
    await story.stop();
  });

test("who was invited by the operator comes in by the assembly's own door alone", async (t) => {
  const story = await begin({ joining: "vouch", vouches: 1, rule: "majority" });
  const [ann] = await story.admit("ann");
  await story.ask(closing());
  const { moot } = story;
  const pack = story.account("pack");
  await moot.api("/assemblies/coop/members", { account: pack.id });
  const [asking, voucher] = [await callerFor(moot, pack), await callerFor(moot, ann as never)];
  t.match((await asking("/assemblies/coop/join", { affirm: true })).body, { outcome: "asking", vouchers: 0 });
  t.equal((await moot.api("/assemblies/coop/members", { account: pack.id })).body.state, "invited");
  t.equal((await moot.api("/assemblies/coop/members")).body.items.length, 1);
  t.match((await voucher("/assemblies/coop/vouches", { account: pack.id })).body, { outcome: "joined" });
  t.equal((await moot.api("/assemblies/coop/members")).body.items.length, 2);
  await story.stop();
});

test("the form that founds the first assembly founds no other, even with its code and the operator's token", async (t) => {
  const moot = await startMoot();
  const code = (await prepareFirstStart(moot.ctx)) as string;
  const browser = openBrowser(moot);
  await browser.get("/");
  const charter = { handle: "coop", name: "Co-op", rule: "majority", joining: "invite" };
  t.equal((await moot.api("/assemblies", charter)).status, 201);
  const form = {
    ...charter,
    code,
    joining: "open",
    values: "",
    summary: "",
    language: "en",
    timeZone: "UTC",
  };
  const hours = { deliberationHours: "0", votingHours: "0" };
  for (const bearer of ["", `Bearer ${operatorToken}`]) {
    const headers: Record<string, string> = bearer ? { authorization: bearer } : {};
    const sent = await browser.post("/first-start", { ...form, ...hours }, { headers });
    t.equal(sent.status, 303);
    t.equal(sent.headers.get("location"), "/");
  }
  const { items } = (await moot.api("/assemblies")).body;
  t.match(items, [{ handle: "coop", joining: "invite", members: 0 }]);
  t.equal(items.length, 1);
  await moot.stop();
});
