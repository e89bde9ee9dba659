import { editsBetween } from "../domain/wording/diff.ts";
import { follow } from "../domain/wording/edits.ts";
import { type AmendedText, listAmendedTexts } from "../store/amended-texts.ts";
import { loadAmendment, setAmendment } from "../store/amendments.ts";
import type { Database } from "../store/database.ts";
import type { Erasing } from "../store/erasures.ts";
import { loadVersion } from "../store/questions.ts";

/** The amendments that may still go into texts that somebody is named in, with these texts, before their name is taken out. */
export const amendedTexts = (tx: Database, { names, bareNames }: Erasing): Promise<AmendedText[]> =>
  listAmendedTexts(tx, [names, bareNames]);

/** Moves amendments to where their words are now that a name is gone from the texts. */
export async function followErasedTexts(tx: Database, before: readonly AmendedText[]): Promise<void> {
  for (const { id, proposalId, atVersion, text } of before) {
    const now = await loadVersion(tx, proposalId, atVersion);
    // the name may have been in the amendment's own words too
    const amendment = await loadAmendment(tx, id);
    if (!amendment || now.text === text) continue;
    await setAmendment(tx, id, { edits: follow(amendment.edits, editsBetween(text, now.text)) });
  }
}
