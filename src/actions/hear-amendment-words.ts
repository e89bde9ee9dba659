import { addressesOf } from "../domain/addresses.ts";
import { isUnplaced, type Replacement } from "../domain/amendment.ts";
import { isRefusal, refuse } from "../domain/refusal.ts";
import type { Heard } from "../domain/words/read.ts";
import { findAmendment } from "../store/amendments.ts";
import { loadProposal, loadVersion } from "../store/questions.ts";
import { versionOfHash } from "../store/versions.ts";
import { answer, answerRefusal, type Hearing, languageOf } from "./answer-words.ts";
import { type Filing, fileAmendment } from "./file-amendment.ts";
import { hearUnplaced, unplaced } from "./hear-suggestion-words.ts";
import { orRollBack } from "./roll-back.ts";
import { supportAmendment, withdrawAmendment } from "./settle-amendment.ts";
import type { Amends } from "./words.ts";

const quoted = /^(["“”„‟«»'‘’‚‹›「『])(.+)(["“”«»'‘’‹›」』])$/su;

/** The same passage with the quotation marks gone that somebody put around it; itself where there are none. */
const unquoted = (text: string): string => quoted.exec(text.trim())?.[2] ?? text;

/** "amend: old => new", under a question, its note, or an answer of ours about its proposal. */
export async function hearAmend(
  hearing: Hearing,
  proposalId: string,
  { old, new: come }: Extract<Heard, { command: "amend" }>,
): Promise<void> {
  if (come === null || old === "") return answer(hearing, "amendment-how", {}, { proposalId });
  const filed = await file(hearing, proposalId, [{ old, new: come }]);
  const wish = unplaced([{ old, new: come }]);
  if (!isUnplaced(filed) || unquoted(old) === old) return tell(hearing, proposalId, filed, wish);
  // who quotes what they mean does not want the marks in the text
  return tell(
    hearing,
    proposalId,
    await file(hearing, proposalId, [{ old: unquoted(old), new: unquoted(come) }]),
    wish,
  );
}

/** The changes that another server sends with a reply, of the text that it names. */
export async function hearAmends(
  hearing: Hearing,
  proposalId: string | null,
  { replacements, textHash }: Amends,
): Promise<void> {
  if (!proposalId) return answer(hearing, "which-proposal");
  const version = textHash ? await versionOfHash(hearing.tx, proposalId, textHash) : null;
  const filed = await file(hearing, proposalId, replacements, version ?? undefined);
  return tell(hearing, proposalId, filed, unplaced(replacements));
}

/** "endorse amendment 3": support for it. */
export async function hearAmendmentSupport(
  hearing: Hearing,
  proposalId: string,
  number: number,
): Promise<void> {
  const { ctx, tx, written } = hearing;
  const amendment = await findAmendment(tx, proposalId, number);
  const act = { amendmentId: amendment?.id ?? "", actorId: written.actorId, supports: true };
  const supported = amendment
    ? await orRollBack({ db: tx }, (inner) => supportAmendment(ctx, inner, act))
    : refuse("no-amendment");
  if (isRefusal(supported)) return answerRefusal(hearing, supported, { proposalId });
  await answer(hearing, "amendment-supported", await about(hearing, proposalId, number), { proposalId });
}

/** "withdraw", as a reply to our answer to an amendment: that one is taken back. */
export async function hearAmendmentTakenBack(hearing: Hearing, amendmentId: string): Promise<void> {
  const { ctx, tx, written } = hearing;
  const act = { amendmentId, actorId: written.actorId };
  const back = await orRollBack({ db: tx }, (inner) => withdrawAmendment(ctx, inner, act));
  if (isRefusal(back)) return answerRefusal(hearing, back);
  const { proposalId, number } = back;
  await answer(hearing, "amendment-back", await about(hearing, proposalId, number), { proposalId });
}

const file = (
  { ctx, tx, written }: Hearing,
  proposalId: string,
  replacements: readonly Replacement[],
  version?: number,
) => {
  const { actorId, noteId, said, isPublic } = written;
  const filing: Filing = {
    proposalId,
    actorId,
    wish: { replacements },
    noteId,
    language: said.language,
    version,
  };
  // everybody reads amendments: what came to us alone is none
  return isPublic ? orRollBack({ db: tx }, (inner) => fileAmendment(ctx, inner, filing)) : null;
};

async function tell(
  hearing: Hearing,
  proposalId: string,
  filed: Awaited<ReturnType<typeof file>>,
  wish: string,
): Promise<void> {
  const { ctx, tx } = hearing;
  if (filed === null) return answer(hearing, "in-public", {}, { proposalId });
  if (isUnplaced(filed)) {
    const why = ctx.phrases.say(languageOf(hearing), `refusals.${filed.refused}`);
    return hearUnplaced(hearing, proposalId, { wish, why });
  }
  if (isRefusal(filed)) return answerRefusal(hearing, filed, { proposalId });
  const frozen = (await loadProposal(tx, proposalId))?.state === "voting" ? "yes" : "no";
  const asks = { what: "amendment", amendmentId: filed.id } as const;
  const values = { frozen, ...(await about(hearing, proposalId, filed.number)) };
  await answer(hearing, "amendment-taken", values, { proposalId, asks });
}

/** What answers about an amendment say of it. */
async function about({ ctx, tx }: Hearing, proposalId: string, number: number) {
  const { title } = await loadVersion(tx, proposalId);
  const addresses = addressesOf(ctx.env.origin);
  return { title, number, url: addresses.amendment(proposalId, number) };
}
