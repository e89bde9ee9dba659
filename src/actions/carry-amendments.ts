import type { Context } from "../context.ts";
import { addressesOf } from "../domain/addresses.ts";
import { editsBetween } from "../domain/wording/diff.ts";
import { type Edit, rebasing } from "../domain/wording/edits.ts";
import { excerpt } from "../domain/wording/excerpt.ts";
import { lockOpenAmendments, setAmendment } from "../store/amendments.ts";
import type { Assembly } from "../store/assemblies.ts";
import type { Database } from "../store/database.ts";
import { appendPublicEvent } from "../store/public-log.ts";
import type { Proposal, Version } from "../store/questions.ts";
import { say } from "./say.ts";

/** A proposal whose text went from one version to the next. */
export type Step = {
  readonly assembly: Assembly;
  readonly proposal: Pick<Proposal, "id" | "assemblyId">;
  readonly from: Pick<Version, "version" | "text">;
  readonly to: Pick<Version, "version" | "text" | "title">;
};

/**
 * Takes the open amendments of a proposal along to its next version. Where its changes touch the words that an
 * amendment would change, that one is overtaken: it is `obsolete`, and its author is told, whatever else happens.
 * `edits`: the changes from one text to the other, where they are known.
 */
export async function carryAmendments(
  ctx: Context,
  tx: Database,
  { assembly, proposal, from, to }: Step,
  edits?: readonly Edit[],
): Promise<void> {
  const waiting = await lockOpenAmendments(tx, proposal.id);
  if (waiting.length === 0) return;
  const rebase = rebasing(edits ?? editsBetween(from.text, to.text));
  const at = ctx.now();
  for (const { id, number, state, actorId, edits: own, replacements, atVersion } of waiting) {
    // a draft that an earlier text left behind: its places are of a text that is two steps back
    if (atVersion !== from.version) continue;
    const moved = rebase(own);
    if (moved) {
      await setAmendment(tx, id, { edits: moved, atVersion: to.version });
      continue;
    }
    // what nobody else has seen stays a draft, on the text that it was made for, and its author is told when filing it
    if (state === "draft") continue;
    await setAmendment(tx, id, { state: "obsolete", settledAt: at, settledVersion: to.version });
    await appendPublicEvent(tx, {
      ...{ id: ctx.newId(), assemblyId: proposal.assemblyId, proposalId: proposal.id, subject: id },
      ...{ kind: "overtaken", by: "assembly", at, detail: { amendment: number, version: to.version } },
    });
    const [first] = replacements;
    await say(ctx, tx, {
      ...{
        assembly,
        toActor: actorId,
        says: "amendment-overtaken",
        inReplyTo: null,
        proposalId: proposal.id,
      },
      // nobody is kept from learning what became of their own
      despiteBan: true,
      values: {
        ...{ title: to.title, number, version: to.version, words: excerpt(first?.old ?? "") },
        url: addressesOf(ctx.env.origin).proposal(proposal.id),
      },
    });
  }
}
