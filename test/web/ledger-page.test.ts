import { test } from "tap";
import { until } from "../support/moot.ts";
import { begin, type Story } from "../support/story.ts";
import { look } from "./look.ts";

const path = "/assemblies/coop/ledger";
const see = async ({ moot }: Story, query = "") => {
  const { status, text, headers } = await moot.get(path + query, "text/html");
  return { status, html: text, headers, ...look(text) };
};

/** An assembly that has decided something, with somebody from outside who answered too. */
async function decided(): Promise<Story & { id: string; question: string }> {
  const story = await begin({ rule: "majority", votingHours: 0, handle: "coop" });
  await story.admit("ann", "bea", "cem");
  const { question, id } = await story.ask({ closesAt: new Date(Date.now() + 6000).toISOString() });
  await story.account("ann").vote(question, "Agree");
  await story.account("bea").reply(question, "disagree, too early");
  await story.account("zoe").vote(question, "Agree");
  await story.account("bea").reply(question, "agree, after all");
  await story.account("ann").vote(question, "Disagree");
  await until("the close", async () => (await story.proposal(id)).state === "adopted");
  return { ...story, id, question };
}

test("a ledger is read in words, without a script, and names nobody from outside the roll", async (t) => {
  const story = await decided();
  t.teardown(story.stop);
  const page = await see(story);
  t.equal(page.status, 200);
  t.same(page.problems, []);
  const rows = page.text.slice(page.text.indexOf("Newest first"));
  for (const said of [
    /no\. 0 today, \d\d:\d\d The ledger begins, with the key that signs it/,
    /no\. 1 \S+ \S+ Constitution 1 holds/,
    /Ann @ann@\S+ became a member/,
    /Text 1 written Bake on Sundays/,
    /Put to the vote, with 3 people on the roll Bake on Sundays/,
    /Ann @ann@\S+ : Agree Bake on Sundays/,
    /Bea @bea@\S+ : Disagree/,
    /Bea @bea@\S+ : Agree/,
    /An answer of Ann @ann@\S+ does not count: \S/,
    /Somebody from outside the roll: Agree/,
    /Voting closed/,
    /Result: Adopted\. Agree 2 Bake on Sundays/,
  ])
    t.match(rows, said);
  t.ok(rows.indexOf("Voting closed") < rows.indexOf("became a member"), "the newest first");
  t.notMatch(page.html, story.account("zoe").id, "a stranger's account is nowhere");
  t.notMatch(page.text, /zoe/i);
  t.match(page.text, `npm run folkmoot -- verify ${story.assembly}`);
  t.match(page.text, /Not witnessed yet/);
  for (const name of ["doubtful", "unfinished", "unfinished-why"])
    t.match(page.html, new RegExp(`data-say="${name}">[A-Z]`), "the check in the browser can say it");
  t.notMatch(page.text, /opens? no more/, "nobody was taken out");
  for (const to of ["/assemblies/coop/witnesses", "/about/counted", "/about/ledger-limits", "/receipts"]) {
    t.ok(page.links.includes(to), `it leads to ${to}`);
    const there = look((await story.moot.get(to, "text/html")).text);
    t.same(there.problems, [], to);
    const back = /witnesses/.test(to) ? [path, "/about/counted", "/about/ledger-limits"] : ["/about/counted"];
    for (const link of back) if (link !== to) t.ok(there.links.includes(link), `${to} leads to ${link}`);
  }
  for (const seq of [0, 5, 10]) t.ok(page.ids.has(`seq-${seq}`), "an entry has an address");
  t.match(page.text, /Root over them( [0-9a-f]{8}){8} /);
  const assembly = look((await story.moot.get("/assemblies/coop", "text/html")).text);
  t.ok(assembly.links.includes(path), "the assembly's page leads to it");
  for (const [file, status] of [
    ["checkpoint", 200],
    ["tile/0/999", 404],
  ] as const)
    t.equal((await story.moot.get(`${path}/${file}`, "*/*")).status, status, file);
  t.same(story.moot.logged, [], "and the files beside it are answered once each");
});

test("one question's entries are read alone, from the proposal's page", async (t) => {
  const story = await decided();
  t.teardown(story.stop);
  const other = await story.ask({ title: "Sweep on Mondays" });
  await story.account("cem").vote(other.question, "Agree");
  const proposal = look((await story.moot.get(`/proposals/${story.id}`, "text/html")).text);
  t.match(
    proposal.text,
    /In the ledger Entries 7 to \d+\. (Signed head [0-9a-f]{8} [0-9a-f]{8}… of \S+, \S+ \. )?Read them/,
  );
  const query = proposal.links.find((link) => link.startsWith(`${path}?question=`))?.slice(path.length);
  const page = await see(story, query);
  t.match(page.text, /Only the entries of one question: Bake on Sundays All entries/);
  t.match(page.text, /Result: Adopted/);
  t.notMatch(page.text.slice(page.text.indexOf("Newest first")), /Sweep on Mondays|became a member/);
  for (const wrong of ["nonsense", "00000000-0000-4000-8000-000000000000", "a&question=b"])
    t.equal((await see(story, `?question=${wrong}`)).status, 404, wrong);
});

test("a long ledger is read a page at a time", async (t) => {
  const story = await begin();
  t.teardown(story.stop);
  await story.admit(...Array.from({ length: 55 }, (_, index) => `member${index}`));
  const first = await see(story);
  const numbers = (html: string) => [...html.matchAll(/id="seq-(\d+)"/g)].map(([, seq]) => Number(seq));
  t.same(
    numbers(first.html),
    Array.from({ length: 50 }, (_, index) => 56 - index),
  );
  const next = first.links.find((link) => link.includes("before="));
  t.equal(next, `${path}?before=7`);
  const second = await see(story, next?.slice(path.length));
  t.same(numbers(second.html), [6, 5, 4, 3, 2, 1, 0]);
  t.ok(second.links.includes(path), "and back to the newest");
  t.same(numbers((await see(story, "?before=nonsense")).html).length, 50);
  const none = await see(story, "?before=0");
  t.match(none.text, /There are no entries here/);
  t.same([...first.problems, ...second.problems, ...none.problems], []);
  t.equal((await story.moot.get("/assemblies/nobody/ledger", "text/html")).status, 404);
});
