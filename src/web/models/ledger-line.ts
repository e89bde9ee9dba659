import type { Assembly } from "../../store/assemblies.ts";
import { spanOf } from "../../store/ledger-page.ts";
import { newestHead } from "../../store/ledger-tree.ts";
import type { Question } from "../../store/questions.ts";
import type { Clock } from "../clock.ts";
import { type Html, link, safe } from "../html.ts";
import { inGroups } from "./ledger.ts";
import type { Place } from "./rows.ts";

/** Where a question stands in its assembly's ledger: its entries, the signed head over them, and how to recount. */
export type LedgerLine = { readonly entries: string; readonly head: Html | null; readonly ways: Html };

/** The line about the ledger below a question; null where nothing of it is entered yet. */
export async function ledgerLine(
  { ctx, tongue, clock }: Pick<Place, "ctx" | "tongue"> & { readonly clock: Clock },
  { id, handle }: Assembly,
  question: Question,
): Promise<LedgerLine | null> {
  const span = await spanOf(ctx.db, question.id);
  if (!span) return null;
  const head = await newestHead(ctx.db, id);
  const path = `/assemblies/${handle}/ledger`;
  const read = link(tongue.to(`${path}?question=${question.id}`), tongue.say("ledger.line.read"));
  const recount = link(tongue.to(`${path}#check`), tongue.say("ledger.line.recount"));
  return {
    entries: tongue.say("ledger.line.entries", span),
    head:
      head && head.size > span.last
        ? tongue.rich("ledger.line.head", {
            root: safe(`<code dir="ltr">${inGroups(head.root.subarray(0, 8))}…</code>`),
            at: clock.element(head.signedAt, clock.recent(head.signedAt)),
          })
        : null,
    ways: tongue.rich("ledger.line.ways", { read, recount }),
  };
}
