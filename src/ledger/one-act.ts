import type { Ending } from "../domain/ending.ts";
import type { Numbered, Opened } from "./entry.ts";
import type { Finding } from "./recount.ts";

/**
 * What the entries of one act say together. An act writes all of them in one transaction, so they stand one behind
 * the other (ADR 13): what is to come with an entry comes at once, or was never done.
 */
export type OneAct = {
  /** A question that ended without a result, until that comes for which it ended; `seq`: of its close. */
  ended: { readonly seq: number; readonly why: Ending; readonly open: Opened } | null;
  /** The proposal that was adopted, until something is done by it, or another act begins. */
  adopted: string | null;
};

/**
 * Whether the next entry goes with what its act has done so far: a question that ended for another text is followed by
 * that, and one that was withdrawn by the withdrawal; a question takes only such a one's place; a constitution, and
 * that somebody is removed, come with a proposal that was adopted, one with each. What else an act does in public may
 * stand between.
 */
export function goOn(act: OneAct, entry: Numbered): Finding | null {
  const { ended, adopted } = act;
  if (entry.kind !== "deed") act.adopted = null;
  if (ended) {
    const how = after(ended, entry);
    if (how === "wrong") return { seq: ended.seq, wrong: "ended-wrongly" };
    if (how === "done") act.ended = null;
  } else if (entry.kind === "open" && entry.replaces !== null)
    return { seq: entry.seq, wrong: "not-a-question" };
  if (entry.kind === "constitution") {
    // the first one stands from the founding; every other is what the assembly adopted just now
    const decided = entry.version === 1 ? null : (adopted ?? "");
    if (entry.proposal !== decided) return { seq: entry.seq, wrong: "not-a-constitution" };
  }
  if (entry.kind === "member" && entry.is === "removed" && adopted === null)
    return { seq: entry.seq, wrong: "not-a-membership" };
  return null;
}

/** Whether an entry is what a question ended for, may stand before that, or shows that it will not come. */
function after({ why, open }: NonNullable<OneAct["ended"]>, entry: Numbered): "done" | "to-come" | "wrong" {
  if (entry.kind === "deed") {
    const isWithdrawal = why === "withdrawn" && entry.deed === "withdrawn";
    return isWithdrawal && entry.proposal === open.proposal ? "done" : "to-come";
  }
  if (why !== "replaced" || (entry.kind !== "version" && entry.kind !== "open")) return "wrong";
  if (entry.proposal !== open.proposal || entry.version <= open.version) return "wrong";
  if (entry.kind === "version") return "to-come";
  return entry.replaces === open.question ? "done" : "wrong";
}
