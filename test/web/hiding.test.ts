import { test } from "tap";
import { beginAhead } from "../support/ahead.ts";
import { assemblyOf } from "../support/assembly.ts";
import { runDue } from "../support/due.ts";
import { formFields } from "../support/form.ts";
import { openBrowser } from "../support/sign-in.ts";
import { look } from "./look.ts";

/** The form on a page by which words are hidden or shown again, as a browser would send it. */
function formIn(page: string, deed: "hide" | "show", at: string) {
  const forms = [...page.matchAll(/<form action="([^"]+)" method="post">(.*?)<\/form>/gs)];
  const found = forms.find(
    ([, action, inner]) => action?.includes(`/${deed}`) && inner?.includes(`name="at" value="${at}"`),
  );
  if (!found) throw new Error(`no form to ${deed} at ${at}`);
  return { action: (found[1] as string).replaceAll("&amp;", "&"), fields: formFields(found[2] as string) };
}

/** Ann facilitates; ben has answered with words and eve has said something. */
async function beginSpam(t: Parameters<typeof beginAhead>[0]) {
  const { story, ann, signIn } = await beginAhead(t);
  await assemblyOf(story).decide({ what: "appoint", who: story.account("ann").id, days: 10 });
  const { question, id } = await story.ask();
  await runDue(story.moot);
  await story.account("ben").reply(question, "agree because cheap watches");
  await story.account("eve").reply(question, "Pills for all of you!");
  await runDue(story.moot);
  return { story, ann, signIn, id, question, path: `/proposals/${id}` };
}

test("a facilitator hides what somebody says, with a reason, and it is said in public", async (t) => {
  const { story, ann, path, id } = await beginSpam(t);
  const nobody = openBrowser(story.moot);
  const seen = await ann.get(path);
  t.same(look(seen.text).problems, []);
  t.match(look(seen.text).text, /Pills for all of you! Hide what eve says/i);
  t.notMatch((await nobody.get(path)).text, /Hide what/, "nobody else is offered it");
  const { action, fields } = formIn(seen.text, "hide", "talk");
  const wrong = await ann.post(action, { ...fields, reason: " " });
  t.equal(wrong.status, 422);
  t.same(look(wrong.text).problems, []);
  t.match(wrong.text, /<details class="act hide screen" id="hide-talk-[0-9a-f]+" open>/);
  t.match(look(wrong.text).text, /A reason has 1 to 20,000 characters\./);
  const long = await ann.post(action, { ...fields, reason: `<b>${"x".repeat(20_000)}` });
  t.equal(long.status, 422);
  t.match(long.text, /value="&lt;b&gt;xxx/, "what was typed is still there");

  const hidden = await ann.post(action, { ...fields, reason: "Advertising <b>" });
  t.same([hidden.status, hidden.headers.get("location")], [303, `${path}#hidden`]);
  const after = look((await nobody.get(path)).text);
  t.same(after.problems, []);
  t.notMatch(after.text, /Pills for all of you/);
  t.match(
    after.text,
    /Hidden words A facilitator hid these words.* eve @eve@\S+ hidden by Ann , today, \d\d:\d\d : Advertising <b>/i,
  );
  t.notMatch(after.text, /Show again/);
  const again = await ann.post(action, { ...fields, reason: "Twice" });
  t.equal(again.status, 409);
  const page = look(again.text);
  t.same(page.problems, []);
  t.match(page.text, /This was done already/);
  t.ok(
    page.ids.has(fields.noteId ? (/id="(hide-talk-[^"]+)"/.exec(seen.text)?.[1] ?? "") : ""),
    "it leads somewhere",
  );
  t.match((await story.proposal(id)).tally, { agree: 1 });
});

test("words of an answer are hidden and the answer counts; hidden words are shown again by form", async (t) => {
  const { story, ann, path, id } = await beginSpam(t);
  const nobody = openBrowser(story.moot);
  const { action, fields } = formIn((await ann.get(path)).text, "hide", "answers");
  t.equal((await ann.post(action, { ...fields, reason: "Advertising" })).status, 303);
  const seen = await ann.get(path);
  t.same(look(seen.text).problems, []);
  t.match(look(seen.text).text, /Agree .* Ben @ben@\S+ .*A facilitator hid these words\./i);
  t.notMatch(look(seen.text).text, /cheap watches/);
  t.match((await story.proposal(id)).tally, { agree: 1 });
  const back = formIn(seen.text, "show", "hidden");
  const wrong = await ann.post(back.action, { ...back.fields, reason: "" });
  t.equal(wrong.status, 422);
  t.same(look(wrong.text).problems, []);
  t.match(wrong.text, /id="hide-hidden-[0-9a-f]+" open>/);
  t.equal((await ann.post(back.action, { ...back.fields, reason: "It was none" })).status, 303);
  const shown = look((await nobody.get(path)).text);
  t.same(shown.problems, []);
  t.match(shown.text, /cheap watches/);
  t.notMatch(shown.text, /Hidden words/);
  const all = look((await nobody.get("/assemblies/coop/hidden")).text);
  t.same(all.problems, []);
  t.match(all.text, /Ben @ben@\S+ hidden by Ann Advertising Shown again by Ann on .* Bake on Sundays/i);
  const log = look((await nobody.get("/assemblies/coop/log")).text).text;
  t.match(log, /Words shown again by Ann It was none.*Words hidden by Ann Advertising/);
});

test("a block's words are hidden on the board of objections too, and the block stands", async (t) => {
  const { story, ann, signIn, path, id } = await beginSpam(t);
  const ben = await signIn("ben");
  await ben.post(`${path}/ballot`, { position: "block", reason: "Buy gold." }, { from: path });
  const seen = await ann.get(path);
  t.same(look(seen.text).problems, []);
  const { action, fields } = formIn(seen.text, "hide", "board");
  t.equal((await ann.post(action, { ...fields, reason: "Advertising" })).status, 303);
  const after = look((await openBrowser(story.moot).get(path)).text);
  t.same(after.problems, []);
  t.notMatch(after.text, /Buy gold/);
  t.match(after.text, /Block by Ben .* A facilitator hid these words\./i);
  t.match((await story.proposal(id)).tally, { block: 1, unreasonedBlock: 0 });
  const { body } = await story.moot.api(`/proposals/${id}/objections`, undefined, null);
  t.match(body.items, [{ kind: "block", reason: null }], "nor does the API say them");
  t.match(
    (await ben.get(path)).text,
    /Buy gold\.<\/textarea>/,
    "who wrote them has them in their own form still",
  );
});

test("nobody hides words who is no facilitator, or without the form's token", async (t) => {
  const { story, ann, signIn, path } = await beginSpam(t);
  const { action, fields } = formIn((await ann.get(path)).text, "hide", "talk");
  const sent = { ...fields, reason: "I do not like it" };
  const [ben, eve] = [await signIn("ben"), await signIn("eve")];
  for (const browser of [ben, eve]) t.equal((await browser.post(action, sent, { from: "/me" })).status, 403);
  t.equal((await openBrowser(story.moot).post(action, sent, { from: "/sign-in" })).status, 401);
  t.equal((await ann.post(action, sent, { csrf: null })).status, 403);
  t.equal((await ann.post(action, { ...sent, noteId: "https://no.example/1" }, { from: path })).status, 404);
  t.equal((await ann.post("/proposals/nothing/hide", sent)).status, 404);
  t.equal(await story.count("hiding"), 0);
  t.match(look((await ben.get("/assemblies/coop/hidden")).text).text, /Nothing was ever hidden here/);
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
