import { sql } from "drizzle-orm";
import { test } from "tap";
import { sha256, verifyEd25519 } from "../../src/ledger/node-crypto.ts";
import { checkReceipt, type Receipt, readReceipt, writeReceipt } from "../../src/ledger/receipt.ts";
import { rowsOf } from "../../src/store/rows.ts";
import { runDue } from "../support/due.ts";
import { callerFor } from "../support/member.ts";
import { type Browser, openBrowser, signInAs } from "../support/sign-in.ts";
import { begin } from "../support/story.ts";
import { look } from "./look.ts";

// jobs are due by the database's clock, so the test's own only runs ahead
const clock = { ahead: 0 };
const now = () => new Date(Date.now() + clock.ahead);
const story = await begin({ rule: "majority" }, { idle: true, now });
const { moot } = story;
const [ann, ben] = await story.admit("ann", "ben", "cem");
const zoe = story.account("zoe");
const { id, question } = await story.ask();
const path = `/proposals/${id}`;
const callers = { ben: await callerFor(moot, ben as never) };
const browsers: Record<string, Browser> = { anybody: openBrowser(moot) };
for (const name of ["ann", "zoe"])
  browsers[name] = await signInAs(moot, story.account(name), () => runDue(moot));
const browser = (name: string): Browser => browsers[name] as Browser;
const rows = async <Row>(query: string): Promise<Row[]> =>
  rowsOf<Row>(await moot.ctx.db.execute(sql.raw(query)));

/** A link on somebody's page of the proposal, by its words. */
async function linkOf(name: string, words = "Your receipt"): Promise<string> {
  const { text } = await browser(name).get(path);
  return new RegExp(`href="([^"]+)">${words}<`).exec(text)?.[1] ?? "";
}
const answer = (name: string, position: string) =>
  browser(name).post(`${path}/ballot`, { position, reason: "" }, { from: path });
const json = async (name: string, href: string) => {
  const { text } = await browser(name).get(href, { accept: "application/json" });
  return readReceipt(text) as Receipt;
};
const read = async (name: string, href: string) => look((await browser(name).get(href)).text);
const paste = async (receipt: string, name = "anybody") => {
  const sent = await browser(name).post("/receipts", { receipt }, { from: "/receipts" });
  const page = look(sent.text);
  return { status: sent.status, text: page.text, links: page.links, problems: page.problems };
};
let first = "";
let firstText = "";

test("whoever answers on the web finds the receipt beside their answer, and it holds", async (t) => {
  const sent = await answer("ann", "agree");
  t.equal(sent.headers.get("location"), `${path}#ballot`);
  first = await linkOf("ann");
  t.match(first, /^\/assemblies\/coop\/ledger\/receipts\/[0-9a-f-]{36}$/);
  const page = await read("ann", first);
  t.same(page.problems, []);
  t.match(page.text, /Receipt of entry no\. \d+.*Bake on Sundays.*Agree.*Ann.*On the roll: it counts\./);
  t.match(page.text, /By the form on the proposal’s page.*last answer to the question, and stands/);
  const file = await browser("anybody").get(`${first}.json`);
  t.match(file.headers.get("content-disposition"), /^attachment; filename="receipt-coop-\d+\.json"$/);
  firstText = file.text;
  const receipt = readReceipt(firstText) as Receipt;
  t.equal(receipt.opening?.actor, ann?.id, "a member is named to anybody");
  t.same(await json("anybody", first), receipt, "the same at the page's own address");
  const checked = await checkReceipt({ sha256, verify: verifyEd25519 }, receipt, receipt.key);
  t.match(checked, {
    entry: { kind: "ballot", choices: ["agree"] },
    isSigned: true,
    isIncluded: true,
    isOpened: true,
  });
  t.match((await read("ann", "/me")).links, [first].length ? new RegExp(first) : "", "and on their own page");
});

test("an entry that no signed head covers yet has its receipt in a few seconds", async (t) => {
  t.equal((await answer("ann", "disagree")).status, 303);
  const href = await linkOf("ann");
  t.not(href, first);
  const page = await read("ann", href);
  t.match(page.text, /In a few seconds a signed head covers it/);
  t.ok(page.links.includes(href), "with a link to look again");
  const asked = await browser("anybody").get(`${href}.json`);
  t.equal(asked.status, 503);
  t.equal(asked.headers.get("retry-after"), "5");
  t.match(asked.headers.get("content-type"), "application/problem+json");
  t.match(JSON.parse(asked.text), { code: "not-signed-yet", status: 503 });
  clock.ahead += 6000;
  t.match(await json("anybody", href), { opening: { actor: ann?.id } });
});

test("a receipt of before later votes holds, and says that another answer took its place", async (t) => {
  const { status, text, problems } = await paste(firstText);
  t.equal(status, 200);
  t.same(problems, []);
  t.match(text, /It is in the record of Co-op.*still says the same/);
  t.equal(text.match(/✓ holds/g)?.length, 5);
  t.match(text, /Bake on Sundays.*Agree.*A later answer of the same person took its place\./);
});

test("who is not on the roll is named in a receipt to themselves alone", async (t) => {
  clock.ahead += 6000;
  await answer("zoe", "agree");
  clock.ahead += 6000;
  const href = await linkOf("zoe");
  t.equal((await json("zoe", href)).opening?.actor, zoe.id);
  for (const name of ["anybody", "ann"]) {
    t.equal((await json(name, href)).opening, null, name);
    const { text } = await browser(name).get(href);
    t.notMatch(text, new RegExp(`${zoe.id}|@zoe`), `${name} sees no name`);
    t.match(
      look(text).text,
      /Not on the roll: it is counted apart.*whoever is not on the roll is never named/,
    );
  }
  const own = await browser("zoe").get(href);
  t.match(own.text, zoe.id);
  t.equal(own.headers.get("cache-control"), "no-store");
  const at = `/assemblies/coop/receipts/${href.split("/").at(-1)}`;
  t.equal((await (await callerFor(moot, zoe))(at)).body.opening.actor, zoe.id, "also by her own token");
  for (const call of [
    callers.ben,
    (to: string) => moot.api(to),
    (to: string) => moot.api(to, undefined, null),
  ])
    t.equal((await call(at)).body.opening, null);
  t.match(
    (await paste(writeReceipt(await json("zoe", href)))).text,
    /The entry is of whom the receipt names/,
  );
  t.match((await paste(writeReceipt(await json("ann", href)))).text, /It is in the record of Co-op/);
});

test("by the API one gets the address of the receipt with the answer", async (t) => {
  const call = callers.ben;
  const { body } = await call(`${path}/ballots`, { position: "abstain" });
  t.match(body, {
    position: "abstain",
    receipt: new RegExp(`^${moot.origin}/assemblies/coop/ledger/receipts/`),
  });
  clock.ahead += 6000;
  const at = `/assemblies/coop/receipts/${body.receipt.split("/").at(-1)}`;
  t.match(readReceipt(JSON.stringify((await call(at)).body)), { opening: { actor: ben?.id } });
  t.equal((await call(at.replace("coop", "mill"))).status, 404);
  t.equal((await call("/assemblies/coop/receipts/nothing")).status, 404);
});

test("a receipt that was altered does not hold, and proves nothing", async (t) => {
  const good = readReceipt(firstText) as Receipt;
  const altered = { ...good, leaf: good.leaf.replace('"agree"', '"block"') };
  const { status, text } = await paste(writeReceipt(altered));
  t.equal(status, 200);
  t.match(text, /This receipt does not hold.*It proves nothing/);
  t.match(text, /✓ holds The head of the record.*✗ does not hold The entry is under that head/);
  t.notMatch(text, /Bake on Sundays/, "what it says is not said again");
  const another = { ...good, opening: { actor: zoe.id, salt: good.opening?.salt as string } };
  t.match((await paste(writeReceipt(another))).text, /✗ does not hold The entry is of whom/);
});

test("a receipt of another server is checked as far as can be, and leads there", async (t) => {
  const good = readReceipt(firstText) as Receipt;
  const foreign = { ...good, assembly: "https://moot.example/assemblies/coop" };
  foreign.checkpoint = good.checkpoint.replaceAll(`${new URL(moot.origin).host}/`, "moot.example/");
  const { text, links } = await paste(writeReceipt(foreign));
  t.match(text, /This receipt does not hold/, "its head is not signed with the key that it names");
  t.ok(links.includes("https://moot.example/receipts"));
  const unknown = { ...good, assembly: `${moot.origin}/assemblies/mill` };
  t.match(await paste(writeReceipt(unknown)), { status: 422, text: /an assembly that is not here/ });
});

test("a genuine receipt of another server fits together, and only that server can say more", async (t) => {
  const other = await begin({ rule: "majority" }, { idle: true, now });
  const [entry] = rowsOf<{ id: string }>(await other.moot.ctx.db.execute("select id from ledger_entry"));
  const file = (await other.moot.get(`/assemblies/coop/ledger/receipts/${entry?.id}.json`)).text;
  const { status, text, links, problems } = await paste(file);
  t.equal(status, 200);
  t.same(problems, []);
  t.match(text, new RegExp(`It is of ${other.assembly}, on another server The receipt fits together\\.`));
  t.equal(text.match(/✓ holds/g)?.length, 2);
  t.notMatch(text, /What the record says/, "whose key it is, and so what it says, is that server's to tell");
  t.ok(links.includes(`${other.moot.origin}/receipts`), "and it leads there");
  await other.stop();
});

test("what is no receipt is refused in words, and what was typed stays", async (t) => {
  t.match(await paste("<b>hello</b>"), {
    status: 422,
    text: /This is no receipt, or a part of it is missing.*<b>hello<\/b>/,
  });
  t.match(await paste(""), { status: 422, text: /This is no receipt/ });
  t.match(await paste('{"v":2}'), { status: 422, text: /of a kind that this server does not know/ });
  t.match(await paste('{"v":1}'), { status: 422, text: /This is no receipt\./ });
  t.match(await paste("x".repeat(250_000)), { status: 413 });
});

test("a receipt shows that the record was changed after it was given", async (t) => {
  clock.ahead += 6000;
  const { seq } = readReceipt(firstText) as Receipt;
  const swap = (one: string, other: string) =>
    `update ledger_entry set head = replace(head, '"${one}"', '"${other}"') where seq = ${seq}`;
  const tamper = async (change: string) => {
    await rows("alter table ledger_entry disable trigger user");
    await rows(change);
    await rows("alter table ledger_entry enable trigger user");
  };
  await tamper(swap("agree", "disagree"));
  const { text } = await paste(firstText);
  t.match(text, /The receipt holds, and the record of Co-op is not what it was.*it is proof/);
  t.match(text, /✗ does not hold At that place the record has the same entry today/);
  await tamper(swap("disagree", "agree"));
  t.match((await paste(firstText)).text, /It is in the record of Co-op/);
});

test("an answer that was refused has a receipt too, and so has every other entry", async (t) => {
  // past the time, and before anybody has closed it
  clock.ahead += 8 * 24 * 3_600_000;
  await answer("ann", "agree");
  const href = await linkOf("ann", "Receipt of your answer that was refused");
  const page = await read("ann", href);
  t.match(page.text, /An answer of Ann \S+ does not count: Voting on this question has closed/);
  for (const { id: entry } of await rows<{ id: string }>("select id from ledger_entry"))
    t.equal((await browser("anybody").get(`/assemblies/coop/ledger/receipts/${entry}`)).status, 200);
  t.equal((await browser("anybody").get(`/assemblies/coop/ledger/receipts/${id}`)).status, 404);
  t.equal((await browser("anybody").get(href.replace("coop", "mill"))).status, 404);
});

test("the receipts of a closed assembly are not to be had", async (t) => {
  await rows("update assembly set visibility = 'closed'");
  for (const suffix of ["", ".json"]) t.equal((await browser("anybody").get(first + suffix)).status, 404);
  t.match(await paste(firstText), { status: 422, text: /an assembly that is not here/ });
  t.same(moot.logged, []);
  t.ok(question);
  await story.stop();
});
