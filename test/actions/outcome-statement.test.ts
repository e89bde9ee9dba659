import { test } from "tap";
import { publishOutcome } from "../../src/actions/outcome-statement.ts";
import { countBallots } from "../../src/store/ballots.ts";
import { loadQuestion } from "../../src/store/questions.ts";
import { plain } from "../support/story.ts";
import { ballot, town } from "../support/town.ts";

test("an outcome names some of many, and how many more there are by the tally", async (t) => {
  const { story, ann, bea, cem, propose, iso } = await town({ rule: "consensus" });
  t.teardown(() => story.stop());
  const { id, question } = (await propose(ann, { open: true, closesAt: iso(48) })).body;
  await ballot(ann, id, "agree");
  await ballot(bea, id, "abstain", { reason: "I bake elsewhere." });
  await ballot(cem, id, "block");
  const { ctx } = story.moot;
  const asked = await loadQuestion(ctx.db, question.split("/").at(-1));
  if (!asked) throw new Error("the question is there");
  // as where so many answered that not all of them are listed
  const finalTally = { agree: 1500, abstain: 3, disagree: 0, block: 1, unreasonedBlock: 2 };
  await ctx.db.transaction(async (tx) =>
    publishOutcome(ctx, tx, { ...asked, outcome: "blocked", finalTally }, await countBallots(tx, asked.id)),
  );
  const note = (await ctx.db.query.notes.findMany()).find(({ kind }) => kind === "outcome");
  const text = plain(note?.html ?? "");
  t.match(text, /@ann@\S+ and 1,?499 more/);
  t.match(text, /@bea@\S+ and 2 more – @bea@\S+: I bake elsewhere\./);
  t.match(text, /@cem@\S+ and 2 more/);
});
