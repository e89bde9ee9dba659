import { test } from "tap";
import { closeQuestion } from "../../src/actions/close-question.ts";
import { openQuestion } from "../../src/actions/open-question.ts";
import { propose } from "../../src/actions/propose.ts";
import { isRefusal } from "../../src/domain/refusal.ts";
import type { Assembly } from "../../src/store/assemblies.ts";
import { questionOf } from "../../src/store/questions.ts";
import { beginAhead } from "../support/ahead.ts";
import { callerFor } from "../support/member.ts";
import { openBrowser } from "../support/sign-in.ts";
import { look } from "./look.ts";
import { type Scene, startScene } from "./scene.ts";

type More = {
  readonly holdsUntil?: string;
  readonly changes?: { readonly decisionId: string; readonly how: "repeal" | "replace" };
};

/** Three days of voting in which the one member agrees; answers the proposal's id, the scene's clock put ahead. */
async function adopt(scene: Scene, assembly: Assembly, who: string, title: string, more: More) {
  const { ctx } = scene.moot;
  const { holdsUntil, changes = null } = more;
  const closesAt = new Date(ctx.now().getTime() + 3 * 86_400_000);
  const fields = holdsUntil ? { holdsUntil } : {};
  const draft = { title, text: "As said.", author: null, open: true, closesAt, fields, changes };
  const put = await ctx.db.transaction((tx) => propose(ctx, tx, assembly, draft));
  if (isRefusal(put)) throw new Error(put.refused);
  await scene.answer({ ...put, assembly }, [{ who, position: "agree" }]);
  scene.at(new Date(closesAt.getTime() + 1000).toISOString());
  await closeQuestion(ctx, put.questionId as string, async () => false);
  return put.proposalId;
}

/** What the register says of each decision, by its title. */
async function standings(scene: Scene, query = ""): Promise<Record<string, string>> {
  const { text } = await scene.page(`/assemblies/baths/decisions${query}`, { "accept-language": "en" });
  const rows = text.split("<li>").slice(1);
  return Object.fromEntries(
    rows
      .filter((row) => row.includes("row-title"))
      .map((row) => {
        const seen = look(`<h1></h1>${row}`);
        const [, standing = ""] = /(In force|Superseded|Repealed|Lapsed)/.exec(seen.text) ?? [];
        return [seen.headings.at(-1)?.text ?? "", standing];
      }),
  );
}

test("a decision that holds until a day is shown as lapsed once that day is over where the assembly is", async (t) => {
  const scene = await startScene("2026-03-01T08:00:00Z");
  t.teardown(scene.stop);
  const baths = await scene.found({ handle: "baths", rule: "majority", timeZone: "Pacific/Auckland" });
  const [ada = ""] = await scene.admit(baths, ["Ada"]);
  await adopt(scene, baths, ada, "Open late", { holdsUntil: "2026-03-31" });
  const rule = await adopt(scene, baths, ada, "Quiet hours", { holdsUntil: "2026-03-31" });
  await adopt(scene, baths, ada, "Soap for all", {});
  const now = "In force";
  t.same(await standings(scene), { "Soap for all": now, "Quiet hours": now, "Open late": now });
  // midnight in Auckland, where summer time lasts until April
  scene.at("2026-03-31T10:59:59Z");
  t.same(await standings(scene, "?standing=lapsed"), {});
  scene.at("2026-03-31T11:00:00Z");
  const past = "Lapsed";
  t.same(await standings(scene), { "Soap for all": now, "Quiet hours": past, "Open late": past });
  t.same(await standings(scene, "?standing=lapsed"), { "Quiet hours": past, "Open late": past });
  t.same(await standings(scene, "?standing=in-force"), { "Soap for all": now });
  const page = look((await scene.page("/assemblies/baths/decisions?standing=lapsed")).text);
  t.same(page.problems, []);
  t.match(page.attributes("option", "selected").length, 1);
  await adopt(scene, baths, ada, "Other hours", { changes: { decisionId: rule, how: "replace" } });
  t.match(await standings(scene), { "Quiet hours": "Superseded", "Open late": past });
  t.same(await standings(scene, "?standing=lapsed"), { "Open late": past });
  t.match(
    look((await scene.page(`/proposals/${rule}`)).text).text,
    /Superseded ?, by no\. 4/,
    "its own page says so",
  );
  t.notMatch(look((await scene.page("/assemblies/baths/decisions?q=zzz")).text).text, /No decision yet/);
});

test("a question says which earlier decision it would change", async (t) => {
  const scene = await startScene("2026-03-01T08:00:00Z");
  t.teardown(scene.stop);
  const baths = await scene.found({ handle: "baths", rule: "majority" });
  const [ada = ""] = await scene.admit(baths, ["Ada"]);
  const decisionId = await adopt(scene, baths, ada, "Open <late>", {});
  const second = await adopt(scene, baths, ada, "Close early", { changes: { decisionId, how: "repeal" } });
  const { headers } = await scene.moot.get(`/proposals/${second}`);
  const { json } = await scene.moot.get(new URL(headers.get("location") as string).pathname);
  const link = `<a href="${scene.moot.origin}/proposals/${decisionId}">no. 1: Open &lt;late&gt;</a>`;
  t.match(json.content, `<p><strong>Repeals:</strong> ${link}</p>`);
});

test("a decision stands in the register under the title that was voted on, whatever its proposal is called since", async (t) => {
  const { story, ann, clock } = await beginAhead(t, { rule: "consensus" });
  const draft = { title: "Bake at night", text: "From May.", open: false };
  const caller = await callerFor(story.moot, story.account("ann"));
  const mine = (await caller("/assemblies/coop/proposals", draft)).body.id as string;
  await story.moot.ctx.db.transaction((tx) => openQuestion(story.moot.ctx, tx, mine, { by: "operator" }));
  const question = await questionOf(story.moot.ctx.db, mine);
  await ann.post(
    `/proposals/${mine}/ballot`,
    { position: "block", reason: "Too loud." },
    { from: `/proposals/${mine}` },
  );
  const ben = await callerFor(story.moot, story.account("ben"));
  await ben(`/proposals/${mine}/ballots`, { position: "agree" });
  clock.ahead = (question?.closesAt.getTime() ?? 0) + 1000 - Date.now();
  await closeQuestion(story.moot.ctx, question?.id ?? "", async () => false);
  t.match(await story.proposal(mine), { state: "blocked" });
  const back = await caller(`/proposals/${mine}/return`, { title: "Bake by day", language: "pt" });
  t.equal(back.status, 201);
  const seen = async (path: string) => look((await openBrowser(story.moot).get(path)).text).text;
  const register = "/assemblies/coop/decisions";
  t.match(await seen(register), /Bake at night/);
  t.notMatch(await seen(register), /Bake by day/);
  t.match(await seen(`${register}?q=night`), /Bake at night/);
  t.notMatch(await seen(`${register}?q=day`), /Bake at night/);
  t.match(await seen("/assemblies/coop"), /Bake by day.*Bake at night/, "the talk has its own");
});
