import { test } from "tap";
import { folkmoot } from "../support/cli.ts";
import { runDue } from "../support/due.ts";
import { readLedger } from "../support/ledger.ts";
import { begin } from "../support/story.ts";

test("whatever members write, change, delete and send again is entered so that the requests verify", async (t) => {
  let clock = Date.parse("2036-03-01T12:00:00Z");
  const story = await begin({ rule: "consensus" }, { idle: true, now: () => new Date(clock) });
  t.teardown(story.stop);
  const { moot } = story;
  const [ann, bea, cem, dov] = (await story.admit("ann", "bea", "cem", "dov")) as any;
  await runDue(moot);
  const { question } = await story.ask({ closesAt: new Date(clock + 86_400_000).toISOString() });
  const hour = 3_600_000;
  const then = async (...acts: ((date: Date) => Promise<unknown>)[]) => {
    for (const act of acts) {
      clock += 60_000;
      await act(new Date(clock));
      await runDue(moot);
    }
  };
  const notes: Record<string, string> = {};
  const write =
    (who: any, name: string, text: string, to = () => question) =>
    async (date: Date) => {
      notes[name] = await who.reply(to(), text, { date });
    };
  const edit = (who: any, name: string, text: string) => (date: Date) =>
    who.edit(notes[name], text, { date, inReplyTo: question });
  const remove = (who: any, name: string) => (date: Date) => who.remove(notes[name], question, { date });
  const told = (who: any) => () => who.inbox().at(-1).id;

  await then(
    // changed, taken back by a change, and changed again, which is nothing
    ...[write(ann, "ann", "agree"), edit(ann, "ann", "disagree, no oven"), edit(ann, "ann", "who knows?")],
    ...[edit(ann, "ann", "agree, after all"), write(ann, "later", "agree"), remove(ann, "later")],
    // the first is deleted, which is nothing, and then the one that counts; a tap after it, and a word over that
    ...[
      write(bea, "one", "agree"),
      write(bea, "two", "disagree, wait"),
      remove(bea, "one"),
      remove(bea, "two"),
    ],
    (date) => bea.vote(question, "Disagree", { date }),
    ...[write(bea, "three", "agree, though"), edit(bea, "one", "disagree")],
    // what was no vote is mended into one; the answer to that is answered
    ...[write(cem, "cem", "hm"), edit(cem, "cem", "agree"), write(cem, "under", "disagree, no", told(cem))],
    // a block, its reason under our note, and taken back in words
    (date) => dov.vote(question, "Block", { date }),
    ...[write(dov, "why", "It smokes.", told(dov)), write(dov, "lift", "lift")],
    (date) => dov.vote(question, "Agree", { date }),
  );
  // the same activity, signed anew an hour later
  const twice = { id: `${dov.id}#votes/twice`, date: new Date(clock) };
  await dov.vote(question, "Disagree", twice);
  clock += hour;
  t.equal(await dov.vote(question, "Disagree", { ...twice, date: new Date(clock) }), 202);
  for (const hours of [3, 30]) {
    clock += hours * hour;
    await runDue(moot);
    const { said, code } = await folkmoot(["verify", story.assembly]);
    t.equal(code, 0, said);
    t.match(said, /evidence: (?!0)\d+ verified, \d+ not public, 0 not verifiable/);
  }
  const { entries } = await readLedger(story.assembly);
  const kinds = entries
    .map(({ entry }) => entry.kind)
    .filter((kind) => /ballot|withdraw|rejected/.test(kind));
  t.ok(kinds.filter((kind) => kind === "withdraw").length >= 4, kinds.join());
  t.ok(kinds.filter((kind) => kind === "ballot").length >= 9, kinds.join());
});
