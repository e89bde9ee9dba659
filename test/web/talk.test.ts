import { sql } from "drizzle-orm";
import { test } from "tap";
import { v7 } from "uuid";
import { askErasure } from "../../src/actions/erase-person.ts";
import * as tables from "../../src/store/schema/index.ts";
import { beginAhead } from "../support/ahead.ts";
import { assemblyOf } from "../support/assembly.ts";
import { runDue } from "../support/due.ts";
import { formFields } from "../support/form.ts";
import { queriesOf } from "../support/queries.ts";
import { look } from "./look.ts";
import { startScene } from "./scene.ts";

const scene = await startScene("2026-03-17T08:00:00Z");
const mill = await scene.found({ handle: "mill", name: "Mill" });
const people = await scene.admit(mill, ["Ada", "Ben", "Cleo", "Dov", "Eli"]);
const { db } = scene.moot.ctx;
let tick = Date.parse("2026-03-16T08:00:00Z");

/** Something that was said: `below` is the id of what it answers. */
type Saying = {
  readonly who?: number;
  readonly below?: string;
  readonly html?: string;
  readonly about?: [number, number];
};

/** A proposal about which these things were said, one a second; answers its path, and their ids. */
async function talked(sayings: readonly Saying[], text = "First this.\n\nThen that.") {
  const put = await scene.put(mill, { title: "Bake", text, closesAt: "2026-03-22T17:00:00Z" });
  const more = async (
    list: readonly Saying[],
    at = Date.parse("2026-03-16T08:00:00Z"),
  ): Promise<string[]> => {
    const known = new Map((await db.select().from(tables.replies)).map((row) => [row.id, row]));
    const rows: (typeof tables.replies.$inferInsert)[] = [];
    for (const [n, { who = 0, below, html = `<p>Saying ${n}.</p>`, about }] of list.entries()) {
      // one after the other, as they come
      const id = v7({ msecs: tick++ });
      const parent = below ? (known.get(below) ?? null) : null;
      const row = {
        ...{
          id,
          noteId: `https://social.example/n/${id}`,
          assemblyId: mill.id,
          actorId: people[who] as string,
        },
        ...{ proposalId: put.proposalId, questionId: put.questionId, isPublic: true, command: "none", html },
        ...{
          rootId: parent ? (parent.rootId ?? parent.id) : null,
          place: parent ? [...parent.place, id] : [],
        },
        ...{ inReplyTo: parent?.noteId ?? null, receivedAt: new Date(at + n * 1000) },
        ...(about ? { aboutVersion: 1, aboutFrom: about[0], aboutTo: about[1] } : {}),
      };
      rows.push(row);
      known.set(id, row as never);
    }
    for (let from = 0; from < rows.length; from += 500)
      await db.insert(tables.replies).values(rows.slice(from, from + 500));
    return rows.map((row) => row.id as string);
  };
  return { path: `/proposals/${put.proposalId}`, ids: await more(sayings), more };
}

/** A page, whole, in two languages. */
async function see(path: string) {
  const arabic = await scene.page(`${path}${path.includes("?") ? "&" : "?"}lang=ar`);
  const { status, text } = await scene.page(path);
  const [page, turned] = [look(text), look(arabic.text)];
  const problems = [...page.problems, ...turned.problems];
  if (problems.length > 0) throw new Error(`${path}: ${problems.join("; ")}`);
  return { ...page, status, html: text };
}

test("threads are read the newest first, or those in which the most other people spoke", async (t) => {
  const { path, ids, more } = await talked([
    { html: "<p>Alpha</p>" },
    { html: "<p>Beta</p>" },
    { html: "<p>Gamma</p>" },
  ]);
  const [alpha, beta] = ids as [string, string];
  await more([
    ...[
      { who: 0, below: beta },
      { who: 0, below: beta },
      { who: 0, below: beta },
    ].map((one) => ({ ...one, html: "<p>mine</p>" })),
    ...[
      { who: 1, below: alpha },
      { who: 2, below: alpha },
    ].map((one) => ({ ...one, html: "<p>other</p>" })),
  ]);
  t.match((await see(`${path}/talk`)).text, /Gamma .*Beta .*Alpha .*2 other people replied/);
  const { text } = await see(`${path}/talk?sort=weight`);
  t.match(text, /Likes and boosts count for nothing.*Alpha 2 other people replied\. .*Gamma .*Beta/);
  t.notMatch(text, /Beta (One|\d+) other/, "who answers themselves are no others");
  t.match((await see(path)).text, /8 contributions .*Gamma/);
});

test("long lists of threads, and long threads, are read page by page, and nothing is left out or shown twice", async (t) => {
  const { path, ids, more } = await talked(
    Array.from({ length: 120 }, (_, n) => ({ html: `<p>Thread ${n}.</p>`, who: n % 5 })),
  );
  const head = ids[60] as string;
  await more(
    Array.from({ length: 230 }, (_, n) => ({ html: `<p>Reply ${n}.</p>`, who: n % 5, below: head })),
  );
  const walk = async (start: string, pattern: RegExp): Promise<string[]> => {
    const found: string[] = [];
    for (let next: string | undefined = start; next; ) {
      const page = await see(next);
      found.push(...Array.from(page.text.matchAll(pattern), ([one]) => one));
      next = page.html.match(/<a href="([^"]+)" rel="next">/)?.[1]?.replaceAll("&amp;", "&");
    }
    return found;
  };
  for (const query of ["", "?sort=weight"]) {
    const threads = await walk(`${path}/talk${query}`, /Thread \d+\./g);
    t.same([threads.length, new Set(threads).size], [120, 120], query);
  }
  const replies = await walk(`${path}/talk/${head}`, /Reply \d+\./g);
  t.same(
    replies,
    Array.from({ length: 230 }, (_, n) => `Reply ${n}.`),
    "in the order in which they were said",
  );
  t.match(
    (await see(`${path}/talk`)).text + (await see(`${path}/talk?after=${ids[70]}`)).text,
    /226 more replies/,
  );
});

test("replies go three levels in; what stands deeper is read on a page of its own, and leads back", async (t) => {
  const { path, ids, more } = await talked([{ html: "<p>Top</p>" }]);
  let below = ids[0] as string;
  for (let n = 1; n <= 6; n++)
    [below] = (await more([{ below, who: n % 5, html: `<p>Level ${n}</p>` }])) as [string];
  const top = await see(`${path}/talk/${ids[0]}`);
  t.match(top.text, /Top .*Level 1 .*Level 2 .*Level 3 3 more replies/);
  t.notMatch(top.text, /Level 4/);
  t.same(
    top.attributes("li", "class").filter((one) => /deep/.test(one)),
    ["deep deep-1", "deep deep-2", "deep deep-3"],
  );
  const onward = top.links.filter((link) => /\/talk\/[^?]+$/.test(link)).at(-1) as string;
  const deeper = await see(onward);
  t.match(deeper.text, /What Dov said .*Level 3 .*Level 4 .*Level 5 .*Level 6/);
  t.ok(deeper.links.includes(`${path}/talk/${ids[0]}`), "the whole thread");
});

test("what was said about a passage stands below its paragraph, with what was said of it in all", async (t) => {
  const text = "We bake.\n\n- rye\n- wheat\n\nWe eat.";
  const about = (from: number, to: number, html: string): Saying => ({
    about: [from, to],
    html: `<p>${html}</p>`,
  });
  const { path, ids, more } = await talked(
    [about(0, 7, "Who?"), about(12, 15, "No rye."), ...[1, 2, 3, 4].map((n) => about(27, 33, `Eat ${n}.`))],
    text,
  );
  await more([{ below: ids[0] as string, html: "<p>All of us.</p>" }]);
  const page = await see(path);
  t.match(
    page.text,
    /We bake\. One contribution about this Ada .*Who\? .*rye wheat One contribution about this .*No rye\..*We eat\. 4 contributions about this .*Eat 4\. .*Eat 3\. .*Eat 2\. All 4 about this/,
  );
  const all = page.links.find((link) => link.includes("about=1.")) as string;
  t.match((await see(all)).text, /Said about one part of the text .*Eat 4\. .*Eat 1\./);
  t.notMatch((await see(all)).text, /Who\?|No rye/);
  await db.execute(sql`update reply set about_version = 0 where id = ${ids[1]}`);
  const later = await see(path);
  t.notMatch(later.text, /wheat One contribution/);
  t.match(later.text, /About an earlier text, version 0 No rye\./);
});

test("very long words are cut in lists, and stand whole on their own page", async (t) => {
  const { path, ids } = await talked([{ html: `<p>${"bread &amp; roses ".repeat(1000)}the end</p>` }]);
  const list = await see(`${path}/talk`);
  t.notMatch(list.text, /the end|&am /);
  t.match(list.text, /bread & roses .* … Read on/);
  t.match((await see(`${path}/talk/${ids[0]}`)).text, /the end/);
});

test("a page takes as many queries with 300 replies as with three", async (t) => {
  const some = async (n: number) => {
    const { path, ids, more } = await talked([{ about: [0, 5] }, { about: [13, 17] }]);
    const below = ids[0] as string;
    const list = await more(
      Array.from({ length: n }, (_, at) => ({ who: at % 5, below, about: [0, 5] as [number, number] })),
    );
    await more(list.map((one) => ({ below: one })));
    return { path, below };
  };
  const [few, many] = [await some(3), await some(300)];
  for (const where of [
    (at: typeof few) => at.path,
    (at: typeof few) => `${at.path}/talk`,
    (at: typeof few) => `${at.path}/talk?sort=weight`,
    (at: typeof few) => `${at.path}/talk/${at.below}`,
  ]) {
    const count = async (at: typeof few) => (await queriesOf(db, () => scene.page(where(at)))).length;
    t.equal(await count(many), await count(few), where({ path: "", below: "" }));
  }
});

test("what nobody may read has no page, and what makes no sense asks for the first", async (t) => {
  const { path, ids } = await talked([{}, {}, {}]);
  await db.execute(sql`update reply set is_public = false, html = null where id = ${ids[0]}`);
  await db.execute(sql`update reply set deleted_at = now(), html = null where id = ${ids[1]}`);
  for (const one of [ids[0], ids[1], "nothing", "00000000-0000-7000-8000-000000000000"])
    t.equal((await scene.page(`${path}/talk/${one}`)).status, 404, `${one}`);
  const other = await talked([{}]);
  t.equal((await scene.page(`${other.path}/talk/${ids[2]}`)).status, 404, "of another proposal");
  t.equal((await scene.page("/proposals/nothing/talk")).status, 404);
  for (const query of ["after=x", "sort=likes", "about=1.2", "about=a.b-c", "about=1.9-1", "after[]=1"]) {
    const { status } = await see(`${path}/talk?${query}`);
    t.equal(status, 200, query);
  }
  t.match((await see(`${(await talked([])).path}/talk`)).text, /Nothing has been said yet/);
});

test("somebody's words go when they are erased, and what others said below them stays", async (t) => {
  const { path, ids, more } = await talked([{ who: 4, html: "<p>Mumblecrust</p>" }]);
  const [below] = (await more([{ who: 1, below: ids[0] as string, html: "<p>I heard</p>" }])) as [string];
  const [deeper] = (await more([{ who: 4, below, html: "<p>Mumblecrust again</p>" }])) as [string];
  await more([
    { who: 2, below: deeper, html: "<p>Me too</p>" },
    { who: 4, below: deeper, html: "<p>Mumblecrust</p>" },
  ]);
  await db.execute(sql`update membership set state = 'left' where actor_id = ${people[4]}`);
  await db.execute(sql`update question set closed_at = now() where closed_at is null`);
  await askErasure(scene.moot.ctx, people[4] as string);
  const page = await see(`${path}/talk`);
  t.notMatch(page.html, /Mumblecrust|member5|>Eli</);
  t.match(
    page.text,
    /The words were deleted by who wrote them\..*I heard .*to words that are no longer shown Me too/,
  );
  t.equal((await see(`${path}/talk/${below}`)).status, 200);
  await scene.stop();
});

test("a facilitator hides what stands deep in a thread, from the thread's page; what is below it stays", async (t) => {
  const { story, ann } = await beginAhead(t);
  await assemblyOf(story).decide({ what: "appoint", who: story.account("ann").id, days: 10 });
  const { question, id } = await story.ask();
  await runDue(story.moot);
  const [ben, eve] = ["ben", "eve"].map(story.account) as [any, any];
  await eve.reply(question, "Hello");
  await runDue(story.moot);
  const here = { assembly: story.assembly };
  let last = await ben.reply(question, "Top");
  for (const text of ["One", "Two", "Cheap watches!", "Four"]) last = await eve.reply(last, text, here);
  const list = await ann.get(`/proposals/${id}/talk`);
  const top = /\/talk\/[0-9a-f-]{36}/g;
  const thread = `/proposals/${id}${list.text.match(top)?.[0]}`;
  const page = await ann.get(thread);
  t.same(look(page.text).problems, []);
  const forms = [...page.text.matchAll(/<form action="([^"]+)" method="post">(.*?)<\/form>/gs)];
  const [, action = "", inner = ""] = forms[3] ?? [];
  const fields = formFields(inner);
  const wrong = await ann.post(action, { ...fields, reason: " " }, { from: thread });
  t.equal(wrong.status, 422);
  t.same(look(wrong.text).problems, []);
  t.match(look(wrong.text).text, /Cheap watches! Hide what Eve says .*A reason has 1 to 20,000 characters/);
  t.equal((await ann.post(action, { ...fields, reason: "Spam" }, { from: thread })).status, 303);
  const after = look((await ann.get(thread)).text);
  t.notMatch(after.text, /Cheap watches/);
  const below = look((await ann.get(`/proposals/${id}/talk`)).text);
  t.same(below.problems, []);
  t.match(below.text, /Top .*One .*Two .*One more reply/);
});
