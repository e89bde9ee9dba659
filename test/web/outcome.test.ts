import { test } from "tap";
import { closeQuestion } from "../../src/actions/close-question.ts";
import type { Rule } from "../../src/domain/rule.ts";
import * as tables from "../../src/store/schema/index.ts";
import { look } from "./look.ts";
import { type Said, type Scene, startScene } from "./scene.ts";

/** A question with six on its roll, answered and closed; its page before and after. */
async function decide(scene: Scene, rule: string | Rule, answers: readonly Omit<Said, "who">[]) {
  const handle = `a${scene.moot.ctx.newId().slice(-8)}`;
  scene.at("2026-03-10T08:00:00Z");
  const assembly = await scene.found({ handle, rule } as never);
  const people = await scene.admit(assembly, ["Ada", "Bea", "Cem", "Dov", "Eve", "Fay"]);
  const put = await scene.put(assembly, { title: "Bake", closesAt: "2026-03-13T08:00:00Z" });
  await scene.answer(
    put,
    answers.map((answer, index) => ({ who: people[index] as string, ...answer })),
  );
  const path = `/proposals/${put.proposalId}`;
  const before = (await scene.page(path)).text;
  scene.at("2026-03-13T08:00:01Z");
  await closeQuestion(scene.moot.ctx, put.questionId as string, async () => false);
  const after = (await scene.page(path)).text;
  return { before, after, section: sectionOf(after), put, path };
}
/** The part of the page that states whom it binds, and who stood aside or blocked; null where there is none. */
const sectionOf = (html: string) => {
  const [, part] = /<section class="band" id="minority"(.*?)<\/section>/s.exec(html) ?? [];
  return part === undefined ? null : look(`<section${part}</section>`);
};
const agree = { position: "agree" } as const;

test("who stood aside is named after the outcome, with their words, and nobody else is", async (t) => {
  const scene = await startScene();
  t.teardown(scene.stop);
  const { before, after, section } = await decide(scene, "consensus", [
    ...[agree, { ...agree, reason: "Bread for <b>all</b>." }, agree, agree],
    { position: "abstain", reason: "I bake at night.\n\n<i>Alone</i>.", language: "nl" },
    { position: "abstain" },
  ]);
  t.equal(sectionOf(before), null, "nothing is stated while it is open");
  t.same(look(after).problems, []);
  t.match(look(after).text, /Adopted/);
  t.same(section?.headings, [{ level: 2, text: "Minority statement" }]);
  t.match(section?.text, /Minority statement It binds all members\./);
  t.match(section?.text, /Stand aside Eve @member5@social\.example I bake at night\. <i>Alone<\/i>\./);
  t.match(section?.text, /Stand aside Fay/, "also without words");
  t.notMatch(section?.text, /Ada|Bea|Cem|Dov|Bread for/);
  t.match(section?.attributes("div", "lang"), ["nl"]);
});

test("words that were not public stay out of the statement, and the position stays in it", async (t) => {
  const scene = await startScene();
  t.teardown(scene.stop);
  const aside = { position: "abstain", reason: "Between us: the oven." } as const;
  const { path } = await decide(scene, "consensus", [agree, agree, agree, agree, aside]);
  await scene.moot.ctx.db.update(tables.replies).set({ isPublic: false });
  const { text } = await scene.page(path);
  t.notMatch(text, /Between us/);
  t.match(sectionOf(text)?.text, /Minority statement.*Stand aside Eve/);
});

test("where a block stands, the statement says who blocked and why", async (t) => {
  const scene = await startScene();
  t.teardown(scene.stop);
  const { after, section } = await decide(scene, "consensus", [
    ...[agree, agree, agree, { position: "disagree", reason: "Rather not." } as const],
    { position: "abstain", reason: "Not my oven." },
    { position: "block", reason: "The flue is cracked." },
  ]);
  t.same(look(after).problems, []);
  t.match(look(after).text, /Blocked/);
  t.match(section?.text, /Block Fay @member6@social\.example The flue is cracked\./);
  t.match(section?.text, /Stand aside Eve @member5@social\.example Not my oven\./);
  t.notMatch(section?.text, /Dov|Rather not|It binds/);
});

test("under a rule without blocks there is no minority statement, only whom it binds", async (t) => {
  const scene = await startScene();
  t.teardown(scene.stop);
  const adopted = await decide(scene, "majority", [agree, agree, { position: "abstain", reason: "Busy." }]);
  t.same(look(adopted.after).problems, []);
  t.match(adopted.section?.text, /^ ?Whom it binds It binds all members\. ?$/);
  const rejected = await decide(scene, "majority", [{ position: "disagree", reason: "No." }]);
  t.equal(rejected.section, null, "what is not adopted binds nobody");
});
