import { test } from "tap";
import { beginAhead } from "../support/ahead.ts";
import { formFields } from "../support/form.ts";
import { openBrowser } from "../support/sign-in.ts";
import { look } from "./look.ts";

const form = "/assemblies/coop/propose";
const idIn = (headers: Headers): string => headers.get("location")?.split("/").at(-1) ?? "";

test("a member brings a proposal by a form, with what stands beside its text", async (t) => {
  const { story, ann } = await beginAhead(t);
  const empty = await ann.get(form);
  t.same(look(empty.text).problems, []);
  const wrong = await ann.post(form, { title: "Bake", text: "On Sundays.", by: "soon", who: "The bakers" });
  t.equal(wrong.status, 422);
  t.same(look(wrong.text).problems, []);
  t.match(look(wrong.text).text, /One of the fields is not filled in/);
  t.match(wrong.text, /value="The bakers"/, "what was typed stays");
  t.ok(look(wrong.text).ids.has("by"));
  const made = await ann.post(form, {
    ...{ title: "Bake", text: "On Sundays.", situation: "Nobody bakes.", who: "The bakers" },
    ...{ by: "2027-04-01", sources: "https://bread.example/\nGrandmother <b>", binds: "agreed" },
  });
  t.equal(made.status, 303);
  const first = `/proposals/${idIn(made.headers)}`;
  const seen = look((await openBrowser(story.moot).get(first)).text);
  t.same(seen.problems, []);
  t.match(seen.text, /Talk|Deliberation/);
  t.match(
    seen.text,
    /The situation Nobody bakes\. Whom decisions bind Those who agreed Who does it The bakers/,
  );
  t.match(seen.text, /By when 1 April 2027 Sources https:\/\/bread\.example\/ Grandmother <b>/);
  t.ok(seen.links.includes("https://bread.example/"));
  const other = await ann.post(form, {
    title: "Buy",
    text: "Bread.",
    alternativeTo: idIn(made.headers),
    open: "yes",
  });
  const second = look((await ann.get(`/proposals/${idIn(other.headers)}`)).text);
  t.match(second.text, /Other proposals for the same problem Bake Deliberation/);
  t.match(second.text, /Closes in/, "it was put to the vote at once");
  t.match(look((await ann.get(first)).text).text, /Other proposals for the same problem Buy Voting/);
});

test("a draft is its author's until they bring it", async (t) => {
  const { story, ann, signIn } = await beginAhead(t);
  const kept = await ann.post(form, { title: "Later", text: "Some day.", keep: "draft" }, { from: form });
  t.equal(kept.headers.get("location"), `${form}#drafts`);
  const mine = await ann.get(form);
  t.same(look(mine.text).problems, []);
  t.match(look(mine.text).text, /Your drafts Later/);
  const action = /action="(\/assemblies\/coop\/propose\/[^"]+)"/.exec(mine.text)?.[1] ?? "";
  const log = look((await openBrowser(story.moot).get("/assemblies/coop/log")).text).text;
  t.notMatch(log, /Later/);
  const ben = await signIn("ben");
  t.notMatch((await ben.get(form)).text, /Later/);
  t.equal((await ben.post(action)).status, 404);
  const brought = await ann.post(action);
  t.equal(brought.headers.get("location"), `/proposals/${action.split("/").at(-1)}`);
  t.match((await ben.get(brought.headers.get("location") as string)).text, /Later/);
});

test("who may not propose gets no form, and the operator's token brings none", async (t) => {
  const { story, signIn } = await beginAhead(t);
  t.equal((await openBrowser(story.moot).get(form)).status, 303);
  const cleo = await signIn("cleo");
  t.equal((await cleo.get(form)).status, 403);
  t.equal((await cleo.post(form, { title: "Mine", text: "All." }, { from: "/me" })).status, 403);
  t.equal(await story.count("proposal"), 0);
});

test("the register says what became of decisions, finds them by their words, and the log says who did what", async (t) => {
  const { story, ann, signIn, adopt } = await beginAhead(t);
  const bring = async (fields: Record<string, string>): Promise<string> => {
    const made = await ann.post(form, { text: "As said.", ...fields }, { from: form });
    if (made.status !== 303) throw new Error(look(made.text).text);
    await adopt(idIn(made.headers));
    return idIn(made.headers);
  };
  const none = await ann.post(form, { title: "x", text: "y", how: "repeal", decision: "7" }, { from: form });
  t.equal(none.status, 422);
  t.match(look(none.text).text, /no such decision in force/);
  const first = await bring({ title: "Bread at six", text: "100% rye." });
  await bring({ title: "Dogs outside" });
  const third = await bring({ title: "Bread at seven", how: "replace", decision: "1" });
  t.match(look((await ann.get(`/proposals/${third}`)).text).text, /In place of no\. 1: Bread at six/);
  const [stranger, cleo] = [openBrowser(story.moot), await signIn("cleo")];
  const ways = ["replace", "repeal"].map((how) => `${form}?how=${how}&decision=3`);
  const inForce = look((await ann.get(`/proposals/${third}`)).text);
  t.same(inForce.problems, []);
  t.match(inForce.text, /In force Propose to replace it Propose to repeal it/);
  for (const [index, how] of ["replace", "repeal"].entries()) {
    t.ok(inForce.links.includes(ways[index] as string));
    const filled = await ann.get(ways[index] as string);
    t.same(look(filled.text).problems, []);
    t.match(formFields(filled.text), { how, decision: "3", title: "" });
    t.match(filled.text, /<details class="own" open>/, "what is filled in is seen");
    for (const browser of [stranger, cleo])
      t.notOk(look((await browser.get(`/proposals/${third}`)).text).links.includes(ways[index] as string));
  }
  t.notMatch(
    look((await ann.get(`/proposals/${first}`)).text).text,
    /Propose to re/,
    "what is no longer in force is left alone",
  );
  const odd = await ann.get(`${form}?how=undo&decision=x`);
  t.notMatch(odd.text, /<details class="own" open>/);
  const fourth = await bring({ title: "Dogs inside", how: "repeal", decision: "2" });
  const register = await openBrowser(story.moot).get("/assemblies/coop/decisions");
  const seen = look(register.text);
  t.same(seen.problems, []);
  t.match(seen.text, /Bread at six.*Superseded , by no\. 3/);
  t.match(seen.text, /Dogs outside.*Repealed , by no\. 4/);
  t.ok([third, fourth].every((id) => seen.links.includes(`/proposals/${id}`)));
  const found = async (query: string) =>
    look((await openBrowser(story.moot).get(`/assemblies/coop/decisions?${query}`)).text);
  const titles = async (query: string) => (await found(query)).headings.slice(1).map(({ text }) => text);
  t.same(await titles("q=BREAD"), ["Bread at seven", "Bread at six"]);
  t.same(await titles("q=0%25"), ["Bread at six"]);
  t.same(await titles("q=%25%25"), []);
  t.same(await titles("standing=in-force"), ["Dogs inside", "Bread at seven"]);
  t.same(await titles("standing=repealed"), ["Dogs outside"]);
  t.same(await titles("q=six&standing=superseded"), ["Bread at six"]);
  t.same((await found("q=nothing-such")).problems, []);
  const log = look((await openBrowser(story.moot).get("/assemblies/coop/log")).text);
  t.same(log.problems, []);
  t.match(log.text, /Dogs inside Decided: Adopted.*Dogs inside Talk begun by Ann/);
});
