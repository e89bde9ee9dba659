import { closeQuestion } from "../../src/actions/close-question.ts";
import { fileAmendment } from "../../src/actions/file-amendment.ts";
import { giveSuggestion } from "../../src/actions/give-suggestion.ts";
import { layOut, mergeAmendments } from "../../src/actions/merge-amendments.ts";
import { rejectAmendment, supportAmendment } from "../../src/actions/settle-amendment.ts";
import { isRefusal } from "../../src/domain/refusal.ts";
import { degrees } from "../../src/domain/suggestion.ts";
import type { Database } from "../../src/store/database.ts";
import { type Put, type Said, type Scene, startScene } from "./scene.ts";

/** Names for some members, none of them alike. */
export const names = (n: number): string[] => Array.from({ length: n }, (_, index) => `Member ${index + 1}`);
const close = async (scene: Scene, { questionId }: Put) =>
  closeQuestion(scene.moot.ctx, questionId as string, async () => false);
const long = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz";

/** A server with everything that pages show, in every state. */
export async function everything() {
  const scene = await startScene("2026-03-10T08:00:00Z");
  const mill = await scene.found({
    ...{
      handle: "mill",
      name: "Mill",
      summary: "Who **owns** the mill.\n\n## More\n\n- one",
      rule: "consensus",
    },
    ...{ values: ["Bread for all", "Roses too"], timeZone: "Europe/Berlin", votingHours: 72 },
  });
  const people = await scene.admit(mill, [...names(38), "بشرى الخطيب", `${long} ${long}`], "self");
  const closesAt = "2026-03-13T08:00:00Z";
  const decided: Record<string, Put> = {};
  const outcomes: [string, Said["position"][], boolean][] = [
    ["adopted", Array(21).fill("agree"), true],
    ["rejected", [...Array(20).fill("agree"), "disagree"], true],
    ["blocked", [...Array(20).fill("agree"), "block"], true],
    ["unreasoned", [...Array(20).fill("agree"), "block"], false],
    ["unsettled", [...Array(11).fill("agree"), ...Array(10).fill("abstain")], true],
    ["inquorate", ["agree"], false],
    ["unanswered", [], false],
  ];
  for (const [title, positions, isReasoned] of outcomes) {
    const put = await scene.put(mill, { title: `To be ${title}`, closesAt });
    const answers = positions.map((position, index) => ({
      ...{ who: people[index] as string, position },
      ...(isReasoned ? { reason: `Because ${index}.` } : {}),
    }));
    await scene.answer(put, answers);
    decided[title] = put;
  }
  scene.at("2026-03-13T08:00:01Z");
  for (const put of Object.values(decided)) await close(scene, put);
  scene.at("2026-03-17T08:00:00Z");
  const open = await scene.put(mill, {
    ...{
      title: `Replace the boiler. ${long}`,
      author: people[39] as string,
      closesAt: "2026-03-22T17:00:00Z",
    },
    text: "##### Deep first\n\n# What\n\n1. one\n2. two\n\n| a | b |\n|:-:|--:|\n| 1 | 2 |\n\n> said\n\n```\ncode\n```",
  });
  await scene.answer(open, [
    ...people.slice(0, 22).map((who) => ({ who, position: "agree" as const, at: "2026-03-18T08:00:00Z" })),
    {
      who: people[23] as string,
      position: "abstain",
      reason: "Ik had liever eerst de ramen gedaan.",
      language: "nl",
    },
    { who: people[38] as string, position: "disagree", reason: "أعارض لأن الثمن مرتفع", language: "ar" },
    {
      who: people[39] as string,
      position: "block",
      reason: `The west wall. ${"Much more to say. ".repeat(20)}\n\nReally.`,
    },
    { who: people[37] as string, position: "block" },
    { who: "https://far.example/users/x", position: "agree" },
    { who: "https://far.example/users/y", position: "block", reason: "A stranger" },
  ]);
  const quiet = await scene.put(mill, { title: "A quiet room", author: people[1] as string, closesAt: null });
  await amend(scene, quiet, people);
  await scene.put(mill, {
    ...{
      title: `Mend the boiler. ${long}`,
      closesAt: "2026-03-22T18:00:00Z",
      alternativeTo: open.proposalId,
    },
    text: "# First\n\n### Then",
    fields: {
      ...{ situation: `It leaks. ${long}`, necessity: "## Cold\n\n- one", practicality: "With glue." },
      ...{ binds: "all", who: `${long} & <b>`, by: "2026-04-01", holdsUntil: "2027-04-01" },
      sources: ["https://bread.example/", "javascript:alert(1)"],
    },
  });
  const ctx = scene.moot.ctx;
  for (const [index, words] of ["A stove.", `Chairs. ${long.repeat(3)}`, "كراسي للكبار."].entries()) {
    const wish = { proposalId: quiet.proposalId, actorId: people[index + 37] as string, text: words };
    const given = { ...wish, degree: degrees[index], receivedAt: ctx.now() };
    await ctx.db.transaction((tx) => giveSuggestion(ctx, tx, given));
  }
  const small = await scene.found({ handle: "small", name: "Small", rule: "majority", joining: "invite" });
  const alone = await scene.put(small, { title: "Nobody is on this roll", closesAt: "2026-03-22T17:00:00Z" });
  const majlis = await scene.found({
    ...{
      handle: "majlis",
      name: "تعاونية ميلريس",
      rule: "two-thirds",
      language: "ar",
      timeZone: "Asia/Amman",
    },
    ...{ summary: "نملك البيت معًا.", values: ["البيت لمن يسكنه."] },
  });
  const circle = await scene.admit(majlis, names(3));
  const arabic = await scene.put(majlis, { title: "استبدال المرجل", closesAt: "2026-03-20T17:00:00Z" });
  await scene.answer(arabic, [{ who: circle[0] as string, position: "agree" }]);
  scene.at("2026-03-19T13:10:00Z");
  return { scene, mill, people, decided, open, quiet, alone, arabic };
}

/** A second version, amendments of which two collide, one that was rejected, and a merging that is laid out. */
async function amend(scene: Scene, { proposalId }: Put, people: readonly string[]): Promise<void> {
  const { ctx } = scene.moot;
  const [author = "", one = "", two = "", three = ""] = people.slice(1);
  const act = async <Result>(deed: (tx: Database) => Promise<Result>) => {
    const done = await ctx.db.transaction(deed);
    if (isRefusal(done)) throw new Error(done.refused);
    return done as Exclude<Result, { refused: unknown }>;
  };
  const file = async (actorId: string, old: string, come: string, reason?: string) => {
    const wish = { replacements: [{ old, new: come }] };
    return (await act((tx) => fileAmendment(ctx, tx, { proposalId, actorId, wish, reason }))).id;
  };
  const merging = (...amendmentIds: string[]) => ({
    ...{ proposalId, actorId: author, amendmentIds },
    reason: `So it is. ${long}`,
  });
  const taken = await file(one, "We do it", "We do it **together**");
  await act((tx) => mergeAmendments(ctx, tx, merging(taken)));
  const first = await file(one, "do it", `carry <b>it</b> out, ${long}`);
  await file(two, "do", "finish", "It was begun.");
  const last = await file(people[38] as string, "We", "كلّنا");
  const amendmentId = await file(three, "it", "nothing");
  await act((tx) => supportAmendment(ctx, tx, { amendmentId: first, actorId: three, supports: true }));
  await act((tx) => rejectAmendment(ctx, tx, { amendmentId, actorId: author, reason: "No." }));
  await act((tx) => layOut(ctx, tx, merging(first, last)));
}
