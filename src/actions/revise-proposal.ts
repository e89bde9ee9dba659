import type { Context } from "../context.ts";
import { addressesOf } from "../domain/addresses.ts";
import { type Fields, type FieldsDraft, readFields } from "../domain/fields.ts";
import { languageOr } from "../domain/language.ts";
import { mayDo } from "../domain/powers.ts";
import { type Matter, readMatter, textHash, whileVoting } from "../domain/proposal.ts";
import { isRefusal, type Refusal, refuse } from "../domain/refusal.ts";
import { type Assembly, loadAssemblyById } from "../store/assemblies.ts";
import { loadConstitution } from "../store/constitutions.ts";
import type { Database } from "../store/database.ts";
import { listObjections, saveObjection } from "../store/objections.ts";
import { listQuestionsOf, overwriteVersion, saveVersion, setProposal, votersOf } from "../store/proposals.ts";
import { loadVersion, lockProposal, lockQuestion, type Proposal, type Version } from "../store/questions.ts";
import { endQuestion } from "./close-question.ts";
import { enterVersion } from "./enter-ledger.ts";
import { logProposal, moveProposal } from "./move-proposal.ts";
import { ask } from "./open-question.ts";
import { askToBeHeard, publishDeliberation } from "./propose.ts";
import { say } from "./say.ts";
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

/** The version that came of it, and the new question where one was replaced. */
export type Revised = { readonly version: number; readonly questionId: string | null };

/**
 * The author changes the text: each change is a version, but for drafts, which nobody else has seen. While voting only where the constitution says `once`, and
 * not in the last quarter: the old question is closed, a new one opened, and each voter told once. Refuses who is not
 * its author, `text-is-frozen`, `same-text`, `wrong-state`, and what is no title or text.
 */
export async function reviseProposal(
  ctx: Context,
  tx: Database,
  revision: Revision,
): Promise<Revised | Refusal> {
  const found = await begin(ctx, tx, revision, "revise");
  if (isRefusal(found)) return found;
  const { proposal, assembly, current } = found;
  const next = await readNext(revision, current);
  if (isRefusal(next)) return next;
  if (proposal.state === "draft") return overwrite(tx, revision, next, current);
  const isSame = next.title === current.title && next.text === current.text;
  if (isSame && JSON.stringify(next.fields) === JSON.stringify(current.fields)) return refuse("same-text");
  if (proposal.state === "voting")
    return replaceQuestion(ctx, tx, assembly, proposal, revision, next, current);
  if (proposal.state !== "deliberation") return refuse("wrong-state", { state: proposal.state });
  const version = await store(ctx, tx, proposal, revision, next, current);
  const by = revision.actorId ?? "operator";
  await logProposal(ctx, tx, proposal, { kind: "revised", by, detail: { version: version.version } });
  await askToBeHeard(ctx, tx, assembly, proposal.id);
  return { version: version.version, questionId: null };
}

/**
 * A proposal that was blocked, unsettled or answered by too few goes back to deliberation as the next version, by its
 * author; the blocks that stood are on the board again, as concerns to be answered. Refuses as `reviseProposal`.
 */
export async function returnProposal(
  ctx: Context,
  tx: Database,
  revision: Revision,
): Promise<Revised | Refusal> {
  const found = await begin(ctx, tx, revision, "return");
  if (isRefusal(found)) return found;
  const { proposal, assembly, current } = found;
  const next = await readNext(revision, current);
  if (isRefusal(next)) return next;
  const by = revision.actorId ?? "operator";
  const move = { step: "return", to: "deliberation", kind: "returned", by } as const;
  const refused = await moveProposal(ctx, tx, proposal, {
    ...move,
    detail: { version: current.version + 1 },
  });
  if (refused) return refused;
  const version = await store(ctx, tx, proposal, revision, next, current);
  await setProposal(tx, proposal.id, { deliberationFrom: ctx.now(), decidedAt: null });
  const stood = (await listObjections(tx, proposal.id)).filter(
    ({ kind, state, version: on }) => kind === "block" && state === "stands" && on === current.version,
  );
  for (const { membershipId, actorId, noteId, change } of stood)
    await saveObjection(tx, {
      ...{ id: ctx.newId(), proposalId: proposal.id, questionId: null, version: version.version },
      ...{ membershipId, actorId, noteId, change, kind: "concern", state: "raised", raisedAt: ctx.now() },
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

type Next = Matter & { readonly fields: Fields };

function readNext({ title, text, fields }: Revision, current: Version): Next | Refusal {
  const matter = readMatter(title ?? current.title, text ?? current.text);
  if (isRefusal(matter)) return matter;
  const read = fields === undefined ? current.fields : readFields(fields);
  return isRefusal(read) ? read : { ...matter, fields: read };
}

async function store(
  ctx: Context,
  tx: Database,
  proposal: Proposal,
  { proposalId, actorId, reason, language }: Revision,
  { title, text, fields }: Next,
  current: Version,
): Promise<Version> {
  const row = {
    ...{ proposalId, version: current.version + 1, title, text, fields, textHash: textHash(text) },
    ...{ language: languageOr(language, current.language), author: actorId, createdAt: ctx.now() },
    reason: reason?.normalize("NFC").trim().slice(0, 2000) || null,
    isErased: false,
  };
  await saveVersion(tx, row);
  if (proposal.state !== "draft") await enterVersion(ctx, tx, proposal.assemblyId, row);
  await setProposal(tx, proposalId, { title });
  return row;
}

/** A draft has one version: what its author thought of before is nobody's to read once it is brought. */
async function overwrite(
  tx: Database,
  { proposalId, language }: Revision,
  { title, text, fields }: Next,
  current: Version,
): Promise<Revised> {
  await overwriteVersion(tx, current, {
    ...{ title, text, fields, textHash: textHash(text), language: languageOr(language, current.language) },
  });
  await setProposal(tx, proposalId, { title });
  return { version: current.version, questionId: null };
}

/** The old question is closed without an outcome, and the new text put to the vote for as long as the old one was. */
async function replaceQuestion(
  ctx: Context,
  tx: Database,
  assembly: Assembly,
  proposal: Proposal,
  revision: Revision,
  next: Next,
  current: Version,
): Promise<Revised | Refusal> {
  const asked = await listQuestionsOf(tx, proposal.id);
  const last = asked.at(-1);
  const old = last && (await lockQuestion(tx, last.id));
  const frozen = old && (await loadConstitution(tx, assembly.id, old.constitution));
  const now = ctx.now();
  if (!old || old.closedAt || !frozen || !whileVoting(frozen.settings, asked, now, proposal.act).mayRevise)
    return refuse("text-is-frozen");
  const voters = await votersOf(tx, old.id);
  await endQuestion(ctx, tx, old, "replaced", now);
  const version = await store(ctx, tx, proposal, revision, next, current);
  const closesAt = new Date(now.getTime() + (old.closesAt.getTime() - old.opensAt.getTime()));
  const questionId = await ask(ctx, tx, assembly, proposal, version, { opensAt: now, closesAt }, old);
  const by = revision.actorId ?? "operator";
  const detail = { version: version.version, question: questionId, replaces: old.id };
  const refused = await moveProposal(ctx, tx, proposal, {
    ...{ step: "revise", to: "voting", kind: "replaced", by, detail },
  });
  if (refused) return refused;
  for (const toActor of voters)
    await say(ctx, tx, {
      ...{ assembly, toActor, says: "replaced", inReplyTo: null, once: true },
      values: { title: next.title, url: addressesOf(ctx.env.origin).question(questionId) },
      ...{ questionId, proposalId: proposal.id },
    });
  return { version: version.version, questionId };
}
