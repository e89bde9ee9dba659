import type { Assembly } from "../../store/assemblies.ts";
import { loadVoter } from "../../store/ballots.ts";
import { ballotsOf, entriesOfVoter } from "../../store/ledger-receipts.ts";
import type { Question } from "../../store/questions.ts";
import { makeClock } from "../clock.ts";
import { type Html, plain } from "../html.ts";
import type { Visitor } from "../visitor.ts";
import { mannerOf } from "./finding.ts";
import { receiptPath } from "./receipt.ts";
import type { Place } from "./rows.ts";

/** A receipt of one's own, as a link. */
export type MyReceipt = { readonly href: string; readonly text: string };

/** What who is signed in answered to a question, and the receipts of what they did. */
export type OwnAnswer = { readonly answered: string | null; readonly receipts: readonly MyReceipt[] };

/** Somebody's answer in force, and the receipts of what they did last: of it, and of one that was refused. */
export async function ownAnswer(
  { ctx, tongue, visitor }: Pick<Place, "ctx" | "tongue"> & { readonly visitor: Visitor | null },
  { handle }: Pick<Assembly, "handle">,
  question: Question | null,
): Promise<OwnAnswer> {
  if (!visitor || !question) return { answered: null, receipts: [] };
  const { actorId } = visitor.me;
  const { standing } = await loadVoter(ctx.db, question.id, actorId);
  const position = standing && tongue.phrase(`positions.${mannerOf(question.rule)}.${standing.position}`);
  const all = await entriesOfVoter(ctx.db, question.id, actorId);
  const last = all.find(({ kind }) => kind !== "rejected");
  const refused = all.find(({ kind }) => kind === "rejected");
  return {
    answered: position && tongue.say("do.answered", { position }),
    receipts: [last, refused].flatMap((one) => {
      if (!one) return [];
      const href = tongue.to(receiptPath(handle, one.id));
      return { href, text: tongue.say("receipts.mine", { kind: one.kind }) };
    }),
  };
}

/** An answer of one's own in a list, with its receipt. */
export type OwnRow = {
  readonly when: Html;
  readonly title: string;
  readonly language: string;
  readonly href: string;
  readonly position: string;
  readonly receipt: MyReceipt;
};

/** What somebody answered as a member lately, with the receipts. */
export async function ownRows(
  { ctx, tongue }: Pick<Place, "ctx" | "tongue">,
  actorId: string,
): Promise<OwnRow[]> {
  const clock = makeClock(tongue, "UTC", ctx.now());
  return (await ballotsOf(ctx.db, actorId, 20)).map(
    ({ id, handle, proposalId, title, language, ...row }) => ({
      ...{ title: plain(title), language, href: tongue.to(`/proposals/${proposalId}`) },
      when: clock.element(row.at, clock.recent(row.at)),
      position: tongue.phrase(`positions.${mannerOf(row.rule)}.${row.position}`),
      receipt: {
        href: tongue.to(receiptPath(handle, id)),
        text: tongue.say("receipts.mine", { kind: "ballot" }),
      },
    }),
  );
}
