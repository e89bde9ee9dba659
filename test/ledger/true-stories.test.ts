import { test } from "tap";
import type { Numbered } from "../../src/ledger/entry.ts";
import { runDue } from "../support/due.ts";
import { readLedger } from "../support/ledger.ts";
import { callerFor } from "../support/member.ts";
import { ballot, town } from "../support/town.ts";

type Answer = { readonly status: number; readonly body: any };
const done = ({ status, body }: Answer): any => {
  if (status > 299) throw new Error(`refused: ${JSON.stringify(body)}`);
  return body;
};

test("every way in which an answer is refused, a question ends and a member goes is entered so that it verifies", async (t) => {
  const charter = { rule: "consensus", amendWhileVoting: "once", withdrawWhileVoting: true };
  const { story, ann, bea, cem, later, propose, iso } = await town({ ...charter, deliberationHours: 0 });
  t.teardown(story.stop);
  const { account, moot } = story;
  await story.admit("dan", "eli");
  const [first, dan, zoe] = [account("ann"), account("dan"), account("zoe")];
  const bot = story.peer.account("bot", { type: "Service" });

  // answers refused: twice by a button, from outside, of a machine, of who left, after the end
  const replaced = done(await propose(ann, { open: true, closesAt: iso(40) }));
  await runDue(moot);
  for (const option of ["Agree", "Disagree"]) {
    await first.vote(replaced.question, option);
    await zoe.vote(replaced.question, option);
  }
  await bot.vote(replaced.question, "Agree");
  await dan.reply(replaced.question, "agree, for now");
  done(await bea(`/proposals/${replaced.id}/ballots`, { position: "block", reason: "The smoke." }));
  done(await (await callerFor(moot, dan))("/assemblies/coop/leave", {}));
  await dan.reply(replaced.question, "disagree, after all");
  await runDue(moot);
  done(await ann(`/proposals/${replaced.id}/versions`, { text: "From May." }));
  await account("eli").vote(replaced.question, "Agree");
  await runDue(moot);

  // withdrawn while voting, with a block that stands
  const withdrawn = done(await propose(ann, { title: "Sell the cart", open: true, closesAt: iso(40) }));
  done(await bea(`/proposals/${withdrawn.id}/ballots`, { position: "block", reason: "It is ours." }));
  done(await ann(`/proposals/${withdrawn.id}/withdraw`, {}));

  // removed by decision, which the person agrees to
  const asked = { account: account("cem").id, reasons: "The oven." };
  const { id: invitation } = done(await ann("/assemblies/coop/leave-invitations", asked));
  await later(15 * 24);
  const act = { what: "remove", who: account("cem").id, invitation };
  const removal = done(await propose(ann, { title: "Part ways", act }));
  done(await cem(`/proposals/${removal.id}/statement`, { text: "I did bake." }));
  done(await ann(`/proposals/${removal.id}/open`, { closesAt: iso(40) }));
  for (const voter of [ann, bea, cem]) done(await ballot(voter, removal.id, "agree"));
  await later(41);
  t.match(await story.proposal(removal.id), { state: "adopted" });

  const { verified, entries } = await readLedger(story.assembly);
  t.match(verified, { faults: [], unfinished: [], nameless: { doubtful: 0 } });
  const said = (kind: Numbered["kind"], part: string) =>
    entries.flatMap(({ entry }) => (entry.kind === kind ? [(entry as any)[part] as string] : []));
  t.same(said("rejected", "code").sort(), ["already-voted", "already-voted", "late", "left", "not-a-person"]);
  t.same(said("close", "why").slice(0, 2), ["replaced", "withdrawn"]);
  t.ok(said("deed", "deed").filter((deed) => deed === "stood").length >= 2, "with blocks that stood");
  t.same(said("member", "is").slice(-2), ["left", "removed"]);
});
