import { test } from "tap";
import { openQuestion } from "../../src/actions/open-question.ts";
import { presets } from "../../src/domain/rule.ts";
import { loadAssembly } from "../../src/store/assemblies.ts";
import { loadProposal } from "../../src/store/questions.ts";
import { beginAhead } from "../support/ahead.ts";
import { formFields } from "../support/form.ts";
import { openBrowser } from "../support/sign-in.ts";
import { look } from "./look.ts";

const page = "/assemblies/coop/constitution";

test("an assembly's constitution is read in plain words", async (t) => {
  const { story } = await beginAhead(t, { values: ["Bread for all"] });
  const browser = openBrowser(story.moot);
  const seen = look((await browser.get(page)).text);
  t.same(seen.problems, []);
  t.match(seen.text, /In force No\. 1, since \d+ \w+ \d+ , by the founder/);
  t.match(seen.text, /How we decide Adopted when everybody who takes a side agrees/);
  t.match(seen.text, /What we affirm Bread for all/);
  t.notMatch(seen.text, /What it changes/);
  for (const asked of ["2", "0", "x", "-1"])
    t.equal((await browser.get(`${page}?version=${asked}`)).status, 404, asked);
  t.ok(look((await browser.get("/assemblies/coop")).text).links.includes(page));
});

test("a member proposes another rule by a form, and once it is adopted the page shows what changed", async (t) => {
  const { story, ann, adopt } = await beginAhead(t, { values: ["Bread for all", "Roses too"] });
  const form = await ann.get(`${page}/propose`);
  t.same(look(form.text).problems, []);
  const filled = formFields(form.text);
  t.equal(filled.rule, "consensus");
  const refused = await ann.post(`${page}/propose`, { ...filled, title: "As it is", text: "No change." });
  t.equal(refused.status, 422);
  t.match(look(refused.text).text, /Nothing would change by this/);
  const wish = {
    ...{ title: "Two thirds", text: "It goes on for ever.", rule: "own", "share-n": "2", "share-d": "3" },
    ...{ blocks: "", "aside-n": "", "aside-d": "", values: "Bread for all\nA warm room" },
  };
  const made = await ann.post(`${page}/propose`, { ...filled, ...wish });
  t.equal(made.status, 303);
  const place = made.headers.get("location") as string;
  const id = place.split("/").at(-1) as string;
  t.equal((await loadProposal(story.moot.ctx.db, id))?.kind, "constitution");
  const proposed = await ann.get(place);
  t.same(look(proposed.text).problems, []);
  t.match(look(proposed.text).text, /What it changes/);
  t.match(proposed.text, /<del dir="auto">Adopted when everybody who takes a side agrees/);
  t.match(proposed.text, /<ins dir="auto">Adopted when at least two thirds of those who take a side agree/);
  t.match(proposed.text, /<del dir="auto">Roses too<\/del>/);
  t.notMatch(proposed.text, /<(del|ins) dir="auto">Bread for all/);
  t.match(look((await ann.get(page)).text).text, /In force No\. 1/, "nothing holds before it is adopted");
  await adopt(id);
  const now = await openBrowser(story.moot).get(page);
  t.same(look(now.text).problems, []);
  t.match(look(now.text).text, /In force No\. 2, since \d+ \w+ \d+ , by decision no\. 1/);
  t.match(look(now.text).text, /How we decide Adopted when at least two thirds/);
  t.match(now.text, /<del dir="auto">Adopted when everybody who takes a side agrees/);
  t.match(now.text, /<ins dir="auto">A warm room<\/ins>/);
  t.ok(look(now.text).links.includes(place));
  const then = look((await ann.get(`${page}?version=1`)).text);
  t.match(then.text, /Earlier No\. 1/);
  t.match(then.text, /How we decide Adopted when everybody who takes a side agrees/);
  t.match(
    (await ann.get(place)).text,
    /<del dir="auto">Roses too<\/del>/,
    "the proposal still says what it changed",
  );
});

test("what is wrong with a constitution's form is said beside the field, with the rule it asks for", async (t) => {
  const { ann } = await beginAhead(t);
  const filled = { ...formFields((await ann.get(`${page}/propose`)).text), title: "New", text: "Because." };
  const cases: [Record<string, string>, string, RegExp][] = [
    [{ votingHours: "soon" }, "votingHours", /Hours are whole numbers/],
    [{ rule: "own", "share-n": "3", "share-d": "2" }, "rule", /not a rule/],
    [{ rule: "nonsense" }, "rule", /not a rule/],
    [{ "rule-ban": "nonsense" }, "rule-ban", /not a rule/],
    [{ "rule-role": "own", "role-share-n": "x" }, "rule-role", /not a rule/],
    [{ timeZone: "Moon/Sea" }, "timeZone", /time zone/],
    [{ facilitation: "maybe" }, "facilitation", /cannot have this value/],
    [{ title: "", name: "Other" }, "title", /A title has/],
    [{ text: "", name: "Other" }, "text", /A text has/],
  ];
  for (const [change, field, sentence] of cases) {
    const answer = await ann.post(`${page}/propose`, { ...filled, ...change });
    const seen = look(answer.text);
    t.equal(answer.status, 422, field);
    t.same(seen.problems, [], field);
    t.match(seen.text, sentence, field);
    t.ok(seen.links.includes(`#${field}`) && seen.ids.has(field), field);
  }
  const own = { rule: "own", "share-n": "3", "share-d": "4", blocks: "2", votingHours: "soon" };
  const shown = look((await ann.post(`${page}/propose`, { ...filled, ...own })).text);
  t.match(shown.text, /at least three quarters of those who take a side agree.*no more than 2 blocks stand/);
});

test("nobody but a member proposes another constitution", async (t) => {
  const { story, ann, signIn } = await beginAhead(t);
  const stranger = openBrowser(story.moot);
  const sent = await stranger.get(`${page}/propose`);
  t.equal(sent.status, 303);
  t.match(sent.headers.get("location"), /^\/sign-in\?next=/);
  const cleo = await signIn("cleo");
  t.equal((await cleo.get(`${page}/propose`)).status, 403);
  const filled = formFields((await ann.get(`${page}/propose`)).text);
  const wish = { ...filled, title: "Mine", text: "All of it.", name: "Mine" };
  t.equal((await cleo.post(`${page}/propose`, wish, { from: "/me" })).status, 403);
  t.equal((await ann.post(`${page}/propose`, wish, { csrf: null })).status, 403);
  t.equal(await story.count("proposal"), 0);
});

test("a kind of decision is given numbers of its own, said in a sentence, and its questions are asked by them", async (t) => {
  const { story, ann, adopt } = await beginAhead(t, { rules: { ban: "two-thirds" } });
  const { ctx } = story.moot;
  const filled = formFields((await ann.get(`${page}/propose`)).text);
  t.match(filled, { "rule-ban": "two-thirds", "rule-role": "", "ban-share-n": "2", "role-share-n": "1" });
  t.notOk("rule-general" in filled, "what holds for all decisions is asked once");
  const wish = {
    ...{ ...filled, title: "Slower changes", text: "They last.", "rule-constitution": "own" },
    ...{ "constitution-quorum-n": "3", "constitution-quorum-d": "4" },
    ...{ "constitution-share-n": "4", "constitution-share-d": "5", "constitution-blocks": "" },
    ...{ "constitution-aside-n": "", "constitution-aside-d": "", "constitution-least": "2" },
  };
  const again = await ann.post(`${page}/propose`, { ...wish, votingHours: "soon" });
  t.equal(again.status, 422);
  const shown = look(again.text);
  t.same(shown.problems, []);
  t.match(shown.text, /The constitution Adopted when at least four in five of those who take a side agree/);
  t.match(shown.text, /Bans Adopted when at least two thirds/);
  t.same(
    formFields(again.text),
    { ...wish, title: wish.title, votingHours: "soon" },
    "nothing typed is lost",
  );
  const made = await ann.post(`${page}/propose`, wish);
  t.equal(made.status, 303);
  const id = made.headers.get("location")?.split("/").at(-1) as string;
  const rule = {
    ...{ quorum: [3, 4], agreement: { share: [4, 5], of: "decided", strict: false } },
    ...{ blocks: null, standAside: null, least: 2 },
  };
  t.same((await loadProposal(ctx.db, id))?.act, {
    what: "settle",
    changes: { rules: { ban: (await loadAssembly(ctx.db, "coop"))?.rules.ban, constitution: rule } },
    since: 1,
  });
  await adopt(id);
  const seen = look((await ann.get(page)).text);
  t.same(seen.problems, []);
  t.match(seen.text, /The constitution: Adopted when at least four in five/);
  const next = await ann.post(`${page}/propose`, {
    ...wish,
    version: "2",
    title: "Name",
    name: "Co-operative",
  });
  t.equal(next.status, 303);
  const second = next.headers.get("location")?.split("/").at(-1) as string;
  t.same((await loadProposal(ctx.db, second))?.act, {
    what: "settle",
    changes: { name: "Co-operative" },
    since: 2,
  });
  await ctx.db.transaction((tx) => openQuestion(ctx, tx, second, { by: "operator" }));
  t.same((await story.proposal(second)).question.rule, rule);
});

test("a rule that was given to ordinary decisions alone is shown, and can be taken away", async (t) => {
  const { story, ann } = await beginAhead(t, { rules: { general: { ...presets.majority, least: 3 } } });
  const form = await ann.get(`${page}/propose`);
  t.same(look(form.text).problems, []);
  t.match(look(form.text).text, /Other decisions Adopted when more/);
  const filled = formFields(form.text);
  t.match(filled, { "rule-general": "own", "general-least": "3" });
  const wish = { ...filled, title: "One rule", text: "For all.", "rule-general": "" };
  const made = await ann.post(`${page}/propose`, wish);
  const id = made.headers.get("location")?.split("/").at(-1) as string;
  t.same((await loadProposal(story.moot.ctx.db, id))?.act, {
    what: "settle",
    changes: { rules: {} },
    since: 1,
  });
});
