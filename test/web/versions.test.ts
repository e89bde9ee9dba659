import { test } from "tap";
import { openBrowser } from "../support/sign-in.ts";
import { ballot, town } from "../support/town.ts";
import { look } from "./look.ts";

const text =
  "# Bread\n\nWe bake on Sundays.\n\n1. The oven is lit at five.\n2. Who lights it sweeps the yard.";

async function begin(more: Record<string, unknown> = {}) {
  const all = await town({ amendWhileVoting: "once", timeZone: "UTC" });
  const made = (await all.propose(all.ann, { text, ...more })).body;
  const path = `/proposals/${made.id}`;
  const amend = async (who: typeof all.ann, old: string, come: string) =>
    (await who(`${path}/amendments`, { replacements: [{ old, new: come }] })).body.id as string;
  const browser = openBrowser(all.story.moot);
  const see = async (where = "", expected = 200) => {
    const { status, text: html } = await browser.get(path + where);
    if (status !== expected) throw new Error(`${where} answered ${status}`);
    return { html, ...look(html) };
  };
  return { ...all, path, id: made.id as string, amend, see, browser };
}

test("every version is listed with whose amendments went in, why, and what was voted on it", async (t) => {
  const { story, ann, bea, cem, later, amend, path, see, iso, id } = await begin();
  t.teardown(() => story.stop());
  const chosen = [await amend(bea, "Sundays", "Mondays"), await amend(cem, "at five", "at six")];
  await ann(`${path}/merge`, { amendments: chosen, reason: "Both were asked for <b>often</b>." });
  await ann(`${path}/open`, { closesAt: iso(100) });
  await later(1);
  await ballot(bea, id, "agree");
  await ballot(cem, id, "disagree", { reason: "No." });
  const list = await see("/versions");
  t.same(list.problems, []);
  t.match(list.text, /2 versions/);
  t.match(
    list.text,
    /Version 2 \(the newest\), .*, by Ann \. Takes in amendment 1 by Bea and amendment 2 by Cem \./,
  );
  t.match(list.text, /Both were asked for <b>often<\/b>\. Voted on since .* On this text: 2 answers\./);
  t.match(list.text, /What changed since version 1 · Read it.*Version 1 , .*, by Ann \. Read it/);
  t.ok(list.links.includes(`${path}/amendments/2`));
  const page = await see();
  t.same(page.problems, []);
  t.match(page.text, /Proposed by Ann .* with Bea and Cem on /);
  t.match(page.text, /Versions Every text .* Version 2 \(the newest\).*All 2 versions/);
  t.ok(page.links.includes(`${path}/versions/1...2`));
});

test("a version is read by itself, and says plainly where it is not the newest", async (t) => {
  const { story, ann, path, see } = await begin();
  t.teardown(() => story.stop());
  await ann(`${path}/versions`, { text: text.replace("five", "six"), reason: "Late sleepers." });
  const old = await see("/versions/1");
  t.same(old.problems, []);
  t.match(
    old.text,
    /Version 1.*This is not the newest text\. As it was from .* until .* Read version 2, the newest/,
  );
  t.match(old.text, /lit at five/);
  const now = await see("/versions/2");
  t.match(now.text, /Version 2.*This is the newest text\..*lit at six/);
  t.notMatch(now.text, /not the newest/);
  for (const none of ["3", "0", "x", "1...9", "1...2...3", "-1"]) await see(`/versions/${none}`, 404);
  await see("/versions/1...1");
});

test("what differs is struck and inserted in place, each change with its link, and can be read without the marks", async (t) => {
  const { story, ann, path, see, browser } = await begin();
  t.teardown(() => story.stop());
  const revised = `${text.replace("Sundays", "Mondays").replace("at five", "at six")}\n3. All eat.\n\nThe end.`;
  await ann(`${path}/versions`, { title: "Bake on Mondays", text: revised });
  const page = await see("/versions/1...2");
  t.same(page.problems, []);
  t.match(page.text, /Bake on struck: Sundays inserted: Mondays/, "the title too");
  t.match(page.text, /We bake on struck: Sundays inserted: Mondays \./);
  t.match(page.html, /<li>The oven is lit at <del id="change-2">.*five<\/del><ins>.*six<\/ins>\.<\/li>/);
  t.match(page.html, /<li><ins id="change-3">.*All eat\.<\/ins><\/li>/, "a new point of a list");
  const jumps = page.links.filter((href) => /^#(title|change)-/.test(href));
  t.ok(jumps.length >= 4);
  t.ok(
    jumps.every((href) => page.ids.has(href.slice(1))),
    `each leads somewhere: ${jumps}`,
  );
  const plain = await see("/versions/1...2?marks=no");
  t.same(plain.problems, []);
  t.notMatch(plain.html, /<del|<ins/);
  t.match(plain.text, /We bake on Mondays\./);
  const back = await see("/versions/2...1");
  t.match(back.text, /We bake on struck: Mondays inserted: Sundays \./, "either way round");
  const compared = await browser.get(`${path}/versions?from=1&to=2&lang=ar`);
  t.equal(compared.headers.get("location"), `${path}/versions/1...2?lang=ar`);
});

test("changes of markup that nobody sees are shown as they were typed", async (t) => {
  const { story, ann, path, see } = await begin({ text: "See [it](https://a.example/x) and **all** of it." });
  t.teardown(() => story.stop());
  await ann(`${path}/versions`, { text: "See [it](https://a.example/y) and all of it." });
  const page = await see("/versions/1...2");
  t.same(page.problems, []);
  t.match(
    page.text,
    /See \[it\]\(https:\/\/a\.example\/ struck: x inserted: y \) and struck: \*\* all struck: \*\*/,
  );
  t.notMatch(page.links.join(" "), /%EE|a\.example/);
});

test("hostile words are text in every diff, and right-to-left text has its own direction", async (t) => {
  const evil = `<img src=x onerror=alert(1)> "'\u202e \ue010\ue011\ue012\ue014 </del></ins><script>`;
  const { story, ann, path, see } = await begin({ text: `قبل ${evil} كلمة`, language: "ar" });
  t.teardown(() => story.stop());
  await ann(`${path}/versions`, {
    title: `A ${evil.replace("\u202e", "")}`,
    text: `بعد ${evil} ${evil} كلمة`,
  });
  const page = await see("/versions/1...2");
  t.same(page.problems, []);
  t.same(page.attributes("img", "src"), []);
  t.match(page.html, /<div class="text marked" lang="ar" dir="rtl">/);
  t.match(page.html, /<span class="unseen" lang="en" dir="ltr">inserted: <\/span>/);
  t.match(page.text, /struck: قبل inserted: بعد/);
  const arabic = await see("/versions/1...2?lang=ar");
  t.same(arabic.problems, []);
  t.equal(arabic.dir, "rtl");
  t.same((await see("/versions?lang=ar")).problems, []);
});

test("nothing is shown of what was never brought, nor of a proposal that is not there", async (t) => {
  const { story, ann, browser } = await begin();
  t.teardown(() => story.stop());
  const kept = { title: "Later", text: "Some day.", draft: true };
  const draft = (await ann("/assemblies/coop/proposals", kept)).body.id as string;
  for (const id of [draft, "x", "00000000-0000-4000-8000-000000000000"])
    for (const page of ["versions", "versions/1", "versions/1...1", "amendments", "amendments/1"])
      t.equal((await browser.get(`/proposals/${id}/${page}`)).status, 404, page);
});
