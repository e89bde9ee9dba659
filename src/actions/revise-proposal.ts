import type { Context } from "../context.ts";
import { type FieldsDraft, readFields } from "../domain/fields.ts";
import { languageOr } from "../domain/language.ts";
import { mayDo } from "../domain/powers.ts";
import { readMatter, textHash } from "../domain/proposal.ts";
import { isRefusal, type Refusal, refuse } from "../domain/refusal.ts";
import { loadAssemblyById } from "../store/assemblies.ts";
import type { Database } from "../store/database.ts";
import { listObjections, saveObjection } from "../store/objections.ts";
import { overwriteVersion, setProposal } from "../store/proposals.ts";
import { loadVersion, lockProposal, type Version } from "../store/questions.ts";
import { type Change, type Changed, changeText, keepsText, storeText } from "./change-text.ts";
import { moveProposal } from "./move-proposal.ts";
import { askToBeHeard, publishDeliberation } from "./propose.ts";
import { standingOf } from "./standing.ts";

/** Another text for a proposal. What is left out stays as it is; `reason`: why, for the record. */
export type Revision = {
  readonly proposalId: string;
  /** Null: the operator, for what was entered so. */
  readonly actorId: string | null;
  readonly title?: string | undefined;
  readonly text?: string | undefined;
  readonly fields?: FieldsDraft | undefined;
  readonly reason?: string | undefined;
  readonly language?: string | undefined;
};

/**
 * The author changes the text: each change is a version, but for drafts, which nobody else has seen. Refuses who is
 * not its author, `same-text`, what is no title or text, and what `changeText` refuses.
 */
export async function reviseProposal(
  ctx: Context,
  tx: Database,
  revision: Revision,
): Promise<Changed | Refusal> {
  const found = await begin(ctx, tx, revision, "revise");
  if (isRefusal(found)) return found;
  const { proposal, current } = found;
  const next = readNext(revision, current);
  if (isRefusal(next)) return next;
  if (proposal.state === "draft") return overwrite(tx, revision, next, current);
  const isSame = next.title === current.title && next.text === current.text;
  if (isSame && JSON.stringify(next.fields) === JSON.stringify(current.fields)) return refuse("same-text");
  const { actorId, reason = null } = revision;
  return changeText(ctx, tx, found, { next, actorId, reason, kind: "revised" });
}

/**
 * A proposal that was blocked, unsettled or answered by too few goes back to deliberation as the next version, by its
 * author; the blocks that stood are on the board again, as concerns to be answered. Refuses as `reviseProposal`.
 */
export async function returnProposal(
  ctx: Context,
  tx: Database,
  revision: Revision,
): Promise<Changed | Refusal> {
  const found = await begin(ctx, tx, revision, "return");
  if (isRefusal(found)) return found;
  const { proposal, assembly, current } = found;
  const next = readNext(revision, current);
  if (isRefusal(next)) return next;
  const fixed = keepsText(found, next);
  if (fixed) return fixed;
  const by = revision.actorId ?? "operator";
  const move = { step: "return", to: "deliberation", kind: "returned", by } as const;
  const refused = await moveProposal(ctx, tx, proposal, {
    ...move,
    detail: { version: current.version + 1 },
  });
  if (refused) return refused;
  const { actorId, reason = null } = revision;
  const version = await storeText(ctx, tx, found, { next, actorId, reason });
  await setProposal(tx, proposal.id, { deliberationFrom: ctx.now(), decidedAt: null });
  const stood = (await listObjections(tx, proposal.id)).filter(
    ({ kind, state, version: on }) => kind === "block" && state === "stands" && on === current.version,
  );
  for (const { membershipId, actorId, noteId, change, amendmentId } of stood)
    await saveObjection(tx, {
      ...{ id: ctx.newId(), proposalId: proposal.id, questionId: null, version: version.version },
      ...{
        membershipId,
        actorId,
        noteId,
        change,
        amendmentId,
        kind: "concern",
        state: "raised",
        raisedAt: ctx.now(),
      },
    });
  await publishDeliberation(ctx, tx, assembly, proposal.id);
  await askToBeHeard(ctx, tx, assembly, proposal.id);
  return { version: version.version, questionId: null };
}

async function begin(ctx: Context, tx: Database, revision: Revision, deed: "revise" | "return") {
  const proposal = await lockProposal(tx, revision.proposalId);
  if (!proposal) return refuse("no-proposal");
  const assembly = await loadAssemblyById(tx, proposal.assemblyId);
  const who = await standingOf(ctx, tx, assembly, revision.actorId, { author: proposal.author });
  const refused = mayDo(proposal.state === "draft" ? "edit-draft" : deed, who);
  return refused ?? { proposal, assembly, current: await loadVersion(tx, proposal.id) };
}

type Next = Change["next"];

function readNext({ title, text, fields, language }: Revision, current: Version): Next | Refusal {
  const matter = readMatter(title ?? current.title, text ?? current.text);
  if (isRefusal(matter)) return matter;
  const read = fields === undefined ? current.fields : readFields(fields);
  if (isRefusal(read)) return read;
  return { ...matter, fields: read, language: languageOr(language, current.language) };
}

/** A draft has one version: what its author thought of before is nobody's to read once it is brought. */
async function overwrite(
  tx: Database,
  { proposalId }: Revision,
  { title, text, fields, language }: Next,
  current: Version,
): Promise<Changed> {
  await overwriteVersion(tx, current, { title, text, fields, textHash: textHash(text), language });
  await setProposal(tx, proposalId, { title });
  return { version: current.version, questionId: null };
}
