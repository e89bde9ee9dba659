import { test } from "tap";
import { sha256, verifyEd25519 } from "../../src/ledger/node-crypto.ts";
import { checkReceipt, type Receipt, readReceipt } from "../../src/ledger/receipt.ts";
import { until } from "../support/moot.ts";
import { begin, plain } from "../support/story.ts";

const story = await begin();
const { moot } = story;
const [ann, bea] = (await story.admit("ann", "bea")) as any[];
const zoe = story.account("zoe");
const { question } = await story.ask();

/** The receipt that a note links, fetched as a program would; a head covers it some seconds later. */
async function receiptIn(note: any): Promise<Receipt> {
  const [, href = ""] = /href="([^"]+\/ledger\/receipts\/[0-9a-f-]{36})"/.exec(note.content) ?? [];
  return until("a head over it", async () => {
    const { status, text } = await moot.get(new URL(href).pathname, "application/json");
    return status === 200 && (readReceipt(text) as Receipt);
  });
}
const check = (receipt: Receipt) => checkReceipt({ sha256, verify: verifyEd25519 }, receipt, receipt.key);

test("whoever answers in words gets their receipt with what was understood", async (t) => {
  await ann.reply(question, "agree, because rents are rising");
  const note = await story.toldNote(ann, /Counted: Agree/);
  t.match(plain(note.content), /Your receipt, with which anybody can see that this is in the record: http/);
  const receipt = await receiptIn(note);
  t.equal(receipt.opening?.actor, ann.id);
  t.match(await check(receipt), {
    ...{ entry: { kind: "ballot", choices: ["agree"], via: "words" } },
    ...{ isSigned: true, isIncluded: true, isOpened: true },
  });
});

test("a stranger's receipt names nobody", async (t) => {
  await zoe.reply(question, "agree");
  const receipt = await receiptIn(await story.toldNote(zoe, /Heard: Agree/));
  t.equal(receipt.opening, null);
  t.match(await check(receipt), { entry: { kind: "ballot", roll: false }, isIncluded: true, isOpened: null });
});

test("an answer that was taken back, and one that was refused, have receipts too", async (t) => {
  const reply = await bea.reply(question, "disagree: too early");
  await story.toldNote(bea, /Counted: Disagree/);
  await bea.edit(reply, "I do not know any more, what do you think", { inReplyTo: question });
  const back = await receiptIn(await story.toldNote(bea, /no longer says an answer/));
  t.match((await check(back)).entry, { kind: "withdraw" });
  await zoe.vote(question, "Disagree");
  await zoe.reply(question, "disagree, after all");
  await story.settled();
  t.notOk(
    story.told(zoe).some((said) => /poll/.test(said)),
    "who only taps is never written to",
  );
  await ann.vote(question, "Disagree");
  const refused = await receiptIn(await story.toldNote(ann, /a poll button counts only once/));
  t.match((await check(refused)).entry, { kind: "rejected", code: "already-voted" });
});

test("nothing went wrong inside", async (t) => {
  t.same(moot.logged, []);
  await story.stop();
});
