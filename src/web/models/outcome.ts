import { listAnswers } from "../../store/answers.ts";
import type { Question } from "../../store/questions.ts";
import { countOutcomeWitnesses } from "../../store/witnesses.ts";
import type { Clock } from "../clock.ts";
import { type AnswerRow, answerRows } from "./answers.ts";
import type { Place } from "./rows.ts";

/** What an outcome leaves behind: whom it binds, who witnessed it, and who stood aside or blocked, with their words. */
export type Minority = {
  readonly binds: string | null;
  readonly witnessed: string | null;
  readonly rows: readonly AnswerRow[];
};

/** The statement of a decided question; null while it is open, and where there is nothing to say. */
export async function minorityOf(
  { ctx, tongue, clock }: Place & { readonly clock: Clock },
  question: Question,
): Promise<Minority | null> {
  const { outcome, closedAt, binding } = question;
  if (!outcome || !closedAt) return null;
  const binds = outcome === "adopted" ? tongue.say("do.binds", { binds: binding }) : null;
  const filter = { limit: 100, offset: 0, positions: ["abstain", "block"] as const, closedAt };
  const isConsensus = question.rule.blocks !== null;
  const items = isConsensus ? await listAnswers(ctx.db, question.id, filter) : [];
  const rows = await answerRows({ ctx, tongue, clock }, question, items, true);
  const n = await countOutcomeWitnesses(ctx.db, question.id);
  const witnessed = n > 0 ? tongue.say("witnesses.by", { n }) : null;
  return binds || witnessed || rows.length > 0 ? { binds, witnessed, rows } : null;
}
