import tap, { test } from "tap";
import { reviseProposal } from "../../src/actions/revise-proposal.ts";
import type { Account } from "../support/account.ts";
import { runDue } from "../support/due.ts";
import { callerFor } from "../support/member.ts";
import { begin } from "../support/story.ts";

const story = await begin({ language: "de" }, { idle: true });
const { moot } = story;
const [ann] = (await story.admit("ann")) as [Account];
await runDue(moot);
const call = await callerFor(moot, ann);
tap.teardown(() => story.stop());

test("no author can keep a question from the fediverse by writing in a language that is none", async (t) => {
  const { id } = (await call("/assemblies/coop/proposals", { title: "Backen", text: "Ab April." })).body;
  for (const language of ["!!", "", 'en"><script>', "x".repeat(5000)]) {
    t.match(await call(`/proposals/${id}/versions`, { text: "Ab Mai.", language }), {
      status: 422,
      body: { code: "bad-language" },
    });
    const revision = { proposalId: id, actorId: ann.id, text: `Ab ${language} Mai.`, language };
    await moot.ctx.db.transaction((tx) => reviseProposal(moot.ctx, tx, revision));
  }
  t.equal((await call(`/proposals/${id}/versions`, { text: "From May.", language: "EN-gb" })).status, 201);
  const { items } = (await moot.api(`/proposals/${id}/versions`)).body;
  t.same(
    items.map(({ language }: { language: string }) => language),
    ["de", "de", "de", "de", "de", "en-GB"],
  );
  const { body } = await call(`/proposals/${id}/open`, {});
  await runDue(moot);
  t.equal((await moot.get(new URL(body.question).pathname)).status, 200);
  t.same(moot.logged, []);
});
