import { test } from "tap";
import { apiLists, crawl, ledgerFiles } from "../support/crawl.ts";
import { begin } from "../support/story.ts";

const story = await begin({ rule: "consensus" });
const { moot } = story;
await story.admit("ann", "bea");
const { question, id } = await story.ask();
const [poll, hidden, open] = ["pollster", "whisperer", "caller"].map((name) => story.account(name));
await poll?.vote(question, "Agree");
await hidden?.reply(question, "disagree, it is mumblecrust", { direct: true });
await open?.reply(question, "agree, it smells of bread");
await story.account("ann").vote(question, "Agree");
await story.settled();

test("who is not on the roll stands nowhere but in the discussion, where they spoke in public", async (t) => {
  t.match((await story.proposal(id)).sympathisers, { agree: 2, disagree: 1 }, "all three are counted");
  const files = [...(await ledgerFiles(moot, "coop")), ...apiLists("coop", [id])];
  const seen = await crawl(moot, ["/", `/proposals/${id}`, ...files]);
  t.ok(seen.length > 50);
  for (const { path, accept, text } of seen) {
    t.notMatch(text, /pollster|whisperer|mumblecrust/, `${accept} ${path}`);
    if (/\/ledger|\/api\/|\/votes/.test(path)) t.notMatch(text, /caller/, `${accept} ${path}`);
  }
  const spoken = seen.filter(({ text }) => /caller/.test(text));
  t.ok(spoken.length > 0, "what was said in public is shown");
  for (const { path, text } of spoken)
    for (const part of text.split(/<li|<article/).filter((one) => /caller/.test(one)))
      t.notMatch(part, /class="pos /, `${path}: never marked as a vote`);
  await story.stop();
});
