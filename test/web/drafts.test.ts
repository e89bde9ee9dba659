import { test } from "tap";
import { leaveAssembly } from "../../src/actions/join-assembly.ts";
import { type Assembly, loadAssembly } from "../../src/store/assemblies.ts";
import { loadProposal, loadVersion } from "../../src/store/questions.ts";
import { beginAhead } from "../support/ahead.ts";
import { formFields } from "../support/form.ts";
import { openBrowser } from "../support/sign-in.ts";
import { look } from "./look.ts";

const form = "/assemblies/coop/propose";
type Begun = Awaited<ReturnType<typeof beginAhead>>;

/** Ann keeps a draft; its page's path and its id. */
async function keep({ ann }: Begun, more: Record<string, string> = {}) {
  await ann.post(form, { title: "Later", text: "Some day.", ...more, keep: "draft" }, { from: form });
  const path = look((await ann.get(form)).text).links.find((href) => href.startsWith(`${form}/`)) ?? "";
  return { path, id: path.split("/").at(-1) as string };
}

test("a draft is read and written over by its author, with everything beside its text", async (t) => {
  const begun = await beginAhead(t);
  const { story, ann, adopt } = begun;
  const { db } = story.moot.ctx;
  const first = (await ann.post(form, { title: "Bread at six", text: "Rye." }, { from: form })).headers;
  await adopt(first.get("location")?.split("/").at(-1) as string);
  const talked = (await ann.post(form, { title: "Bread at eight", text: "Rye." }, { from: form })).headers;
  const alternativeTo = talked.get("location")?.split("/").at(-1) as string;
  const typed = {
    ...{ title: "Later", text: "Some day.", situation: "Cold.", necessity: "Warmth.", practicality: "Wood." },
    ...{ binds: "agreed", who: "Ann", by: "2027-04-01", holdsUntil: "2028-01-01", sources: "One\nTwo" },
    ...{ how: "replace", decision: "1", alternativeTo },
  };
  const { path, id } = await keep(begun, typed);
  const page = await ann.get(path);
  t.same(look(page.text).problems, []);
  t.match(look(page.text).text, /Draft Co-op Your draft Later.*Nobody but you can see it/);
  t.same(formFields(page.text), typed);
  const wrong = await ann.post(path, { ...typed, title: "Sooner", by: "soon", keep: "draft" });
  t.equal(wrong.status, 422);
  t.same(look(wrong.text).problems, []);
  t.match(look(wrong.text).text, /One of the fields is not filled in/);
  t.equal(formFields(wrong.text).title, "Sooner", "what was typed stays");
  t.equal((await loadVersion(db, id)).title, "Later", "and nothing was kept");
  const other = {
    ...typed,
    title: "Sooner",
    text: "In May.",
    who: "Ben",
    sources: "",
    how: "",
    decision: "",
  };
  const kept = await ann.post(path, { ...other, alternativeTo: "", keep: "draft" });
  t.equal(kept.status, 303);
  const again = await ann.get(kept.headers.get("location") as string);
  t.match(look(again.text).text, /Your draft is kept/);
  t.same(formFields(again.text), { ...other, alternativeTo: "" });
  t.match(await loadVersion(db, id), { version: 1, title: "Sooner", text: "In May." });
  t.match(await loadProposal(db, id), { title: "Sooner", changesId: null, problemId: null, state: "draft" });
  const brought = await ann.post(path, { ...other, alternativeTo, title: "At last", open: "yes" });
  t.equal(brought.headers.get("location"), `/proposals/${id}`);
  const seen = look((await openBrowser(story.moot).get(`/proposals/${id}`)).text);
  t.same(seen.problems, []);
  t.match(seen.text, /version 1 At last.*Who does it Ben.*Bread at eight/);
  t.match(seen.text, /Closes in/, "it was put to the vote at once");
  t.notMatch(seen.text, /Some day|earlier text/, "what its author thought of before is theirs");
  t.equal((await ann.get(path)).status, 404, "it is no draft any more");
});

test("nobody but its author finds a draft, by any way", async (t) => {
  const begun = await beginAhead(t);
  const { story, signIn } = begun;
  const { path, id } = await keep(begun);
  const stranger = openBrowser(story.moot);
  t.match((await stranger.get(path)).headers.get("location"), /^\/sign-in\?next=/);
  const ben = await signIn("ben");
  t.equal((await ben.get(path)).status, 404);
  const edit = { title: "Mine", text: "Now." };
  t.equal((await ben.post(path, edit, { from: "/me" })).status, 404);
  t.equal((await ben.post(`${path}/withdraw`, { sure: "yes" })).status, 404);
  t.equal((await begun.ann.post(path, edit, { csrf: null })).status, 403);
  t.equal((await begun.ann.get(path.replace("coop", "other"))).status, 404);
  t.match(await loadProposal(story.moot.ctx.db, id), { title: "Later", state: "draft" });
  t.equal((await stranger.get(`/proposals/${id}`)).status, 404);
  t.same((await story.moot.api("/assemblies/coop/log", undefined, null)).body.items, []);
});

test("a draft that its author throws away is gone from everybody's sight", async (t) => {
  const begun = await beginAhead(t);
  const { story, ann } = begun;
  const { path, id } = await keep(begun);
  await ann.get(path);
  t.equal((await ann.post(`${path}/withdraw`)).status, 400, "not without being sure");
  const thrown = await ann.post(`${path}/withdraw`, { sure: "yes" });
  t.equal(thrown.headers.get("location"), form);
  t.notMatch(look((await ann.get(form)).text).text, /Your drafts|Later/);
  t.equal((await loadProposal(story.moot.ctx.db, id))?.state, "withdrawn");
  t.equal((await ann.get(path)).status, 404);
  const stranger = openBrowser(story.moot);
  t.equal((await stranger.get(`/proposals/${id}`)).status, 404);
  t.notMatch((await stranger.get("/assemblies/coop/log")).text, /Later|Withdrawn/);
  const { api, origin } = story.moot;
  t.equal((await api(`/proposals/${id}`, undefined, null)).status, 404);
  t.equal((await api(`/proposals/${id}/versions`, undefined, null)).status, 404);
  t.same((await api("/assemblies/coop/proposals", undefined, null)).body.items, []);
  t.same((await api("/assemblies/coop/log", undefined, null)).body.items, []);
  const asServer = { headers: { accept: "application/activity+json" } };
  t.equal((await fetch(`${origin}/proposals/${id}`, asServer)).status, 404);
});

test("who has left keeps their drafts, and brings none", async (t) => {
  const begun = await beginAhead(t);
  const { story, ann } = begun;
  const { path, id } = await keep(begun);
  const { ctx } = story.moot;
  const assembly = (await loadAssembly(ctx.db, "coop")) as Assembly;
  const actorId = story.account("ann").id;
  t.ok(await ctx.db.transaction((tx) => leaveAssembly(ctx, tx, { assembly, actorId })));
  t.match((await ann.get(path)).text, /Some day/);
  const refused = await ann.post(path);
  t.equal(refused.status, 403);
  t.equal((await loadProposal(ctx.db, id))?.state, "draft");
  t.equal((await ann.post(path, { title: "Kept", text: "All the same.", keep: "draft" })).status, 303);
});
