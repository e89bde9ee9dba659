import type { Context } from "../context.ts";
import { addressesOf } from "../domain/addresses.ts";
import type { Constitution } from "../domain/constitution.ts";
import type { Ending } from "../domain/ending.ts";
import type { Outcome, Tally } from "../domain/rule.ts";
import type { Entry } from "../ledger/entry.ts";
import { sha256 } from "../ledger/node-crypto.ts";
import { saltedHash, toHex } from "../ledger/tags.ts";
import { canonical } from "../ledger/write.ts";
import type { Database } from "../store/database.ts";
import { enterLedger, holdRoll, rollOf } from "../store/ledger.ts";
import { loadSeat } from "../store/members.ts";
import type { Question, Version } from "../store/questions.ts";

/** SHA-256 of JSON in its canonical form, in hex. */
const hashOf = (content: unknown): string => toHex(sha256(new TextEncoder().encode(canonical(content))));

/** A ledger begins: whose it is, and the key that signs its heads (SPKI, of which the last 32 bytes are the key). */
export function enterFounding(
  ctx: Context,
  tx: Database,
  { id, handle, createdAt }: { readonly id: string; readonly handle: string; readonly createdAt: Date },
  publicSpki: Buffer,
): Promise<void> {
  const assembly = addressesOf(ctx.env.origin).assembly(handle);
  const key = publicSpki.subarray(-32).toString("base64");
  const entry = { kind: "found", at: createdAt.toISOString(), assembly, key } as const;
  return enterLedger(tx, { id: ctx.newId(), assemblyId: id, entry });
}

/** A constitution holds from now on. */
export function enterConstitution(
  ctx: Context,
  tx: Database,
  assemblyId: string,
  settings: Constitution,
  {
    version,
    proposal,
    at,
  }: { readonly version: number; readonly proposal: string | null; readonly at: Date },
): Promise<void> {
  const hashed = { version, settings: hashOf(settings), proposal };
  const entry = { kind: "constitution", at: at.toISOString(), ...hashed } as const;
  return enterLedger(tx, { id: ctx.newId(), assemblyId, entry });
}

/**
 * Somebody became a member, or is none any more. Until commit no question of the assembly is opened: a roll is who is
 * a member by the ledger.
 */
export async function enterMember(
  ctx: Context,
  tx: Database,
  membershipId: string,
  is: "member" | "left" | "removed",
): Promise<void> {
  const { assemblyId, actorId, salt } = await loadSeat(tx, membershipId);
  await holdRoll(tx, assemblyId);
  const member = saltedHash(sha256, salt, actorId);
  const entry = { kind: "member", at: ctx.now().toISOString(), member, is } as const;
  await enterLedger(tx, { id: ctx.newId(), assemblyId, entry, aboutId: membershipId });
}

/** A text that others may read: of a draft nothing is entered. */
export function enterVersion(ctx: Context, tx: Database, assemblyId: string, row: Version): Promise<void> {
  const { title, text, fields, language, textHash } = row;
  const entry: Entry = {
    ...{
      kind: "version" as const,
      at: ctx.now().toISOString(),
      proposal: row.proposalId,
      version: row.version,
    },
    ...{ text: textHash, matter: hashOf({ title, text, fields, language }) },
  };
  return enterLedger(tx, { id: ctx.newId(), assemblyId, entry });
}

type Frozen = Pick<Question, "id" | "assemblyId" | "proposalId" | "version" | "constitution" | "rule"> &
  Pick<Question, "options" | "replacesId" | "opensAt" | "closesAt">;

/** A question was put to the vote, with its roll as it was frozen. */
export async function enterOpening(
  ctx: Context,
  tx: Database,
  question: Frozen,
  textHash: string,
): Promise<void> {
  const { id, assemblyId, proposalId, version, constitution, rule, options, replacesId } = question;
  const entry: Entry = {
    ...{ kind: "open" as const, at: ctx.now().toISOString(), question: id, proposal: proposalId, version },
    ...{ text: textHash, constitution, rule, options: options.map(({ position }) => position) },
    ...{ roll: await rollOf(tx, id), replaces: replacesId },
    ...{ opensAt: question.opensAt.toISOString(), closesAt: question.closesAt.toISOString() },
  };
  await enterLedger(tx, { id: ctx.newId(), assemblyId, entry, questionId: id });
}

/** A question closed, with its outcome, or with the reason why it has none. `now`: the moment that was judged by. */
export async function enterClosing(
  ctx: Context,
  tx: Database,
  { id, assemblyId }: Pick<Question, "id" | "assemblyId">,
  now: Date,
  result: { readonly outcome: Outcome; readonly tally: Tally } | { readonly why: Ending },
): Promise<void> {
  const at = now.toISOString();
  const why = "why" in result ? result.why : null;
  const close = { kind: "close", at, question: id, why } as const;
  await enterLedger(tx, { id: ctx.newId(), assemblyId, entry: close, questionId: id });
  if (!("outcome" in result)) return;
  const entry = { kind: "outcome", at, question: id, ...result } as const;
  await enterLedger(tx, { id: ctx.newId(), assemblyId, entry, questionId: id });
}
