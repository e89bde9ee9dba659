import { editsBetween } from "../domain/wording/diff.ts";
import { carrySpan, type Edit } from "../domain/wording/edits.ts";
import { findPassage } from "../domain/wording/passage.ts";
import type { Database } from "../store/database.ts";
import { listAnchors, moveAnchors } from "../store/passages.ts";
import { loadVersion, type Version } from "../store/questions.ts";
import type { Reply } from "../store/replies.ts";

/** Where in a proposal's text words speak of; all null: of it as a whole. */
export type Anchor = Pick<Reply, "aboutVersion" | "aboutFrom" | "aboutTo">;

const nowhere: Anchor = { aboutVersion: null, aboutFrom: null, aboutTo: null };

/**
 * Finds the passage that somebody quotes in the text that they speak of: of the version named, or the newest. What
 * stands there twice, or nowhere, is no passage: then they speak of the whole.
 */
export async function anchorOf(
  tx: Database,
  proposalId: string,
  passage: string | null | undefined,
  version?: number,
): Promise<Anchor> {
  if (!passage) return nowhere;
  const { text, version: aboutVersion } = await loadVersion(tx, proposalId, version);
  const found = findPassage(text, passage);
  if (found === "none" || found === "several") return nowhere;
  return { aboutVersion, aboutFrom: found.from, aboutTo: found.to };
}

/**
 * Takes what is said of passages along to a proposal's next text, where they stand in it as they were. What is said of
 * others stays with the earlier text. `edits`: the changes from one to the other, where they are known.
 */
export async function carryAnchors(
  tx: Database,
  proposalId: string,
  from: Pick<Version, "version" | "text">,
  to: Pick<Version, "version" | "text">,
  edits?: readonly Edit[],
): Promise<void> {
  const spans = await listAnchors(tx, proposalId, from.version);
  if (spans.length === 0) return;
  const over = edits ?? editsBetween(from.text, to.text);
  const moved = spans.flatMap((span) => {
    const there = carrySpan(span, over);
    return there ? [{ ...span, newFrom: there.from, newTo: there.to }] : [];
  });
  await moveAnchors(tx, proposalId, from.version, to.version, moved);
}
