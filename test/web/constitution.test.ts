import { test } from "tap";
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
  t.equal((await story.proposal(id)).kind ?? "constitution", "constitution");
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
    [{ "rule-ban": "nonsense" }, "rules", /not a rule/],
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
