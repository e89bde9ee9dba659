import type { Context } from "../context.ts";
import { addressesOf } from "../domain/addresses.ts";
import { readCheckpoint } from "../ledger/checkpoint.ts";
import { sha256 } from "../ledger/node-crypto.ts";
import { proveConsistency, proveInclusion, type RootOfRange, verifyConsistency } from "../ledger/proofs.ts";
import { proveAtOnce } from "../ledger/ranges.ts";
import type { Receipt } from "../ledger/receipt.ts";
import { loadKeys } from "../store/actors.ts";
import type { Assembly } from "../store/assemblies.ts";
import { listLeaves } from "../store/ledger.ts";
import { type Entered, loadEntered } from "../store/ledger-receipts.ts";
import { type Head, hashesOf } from "../store/ledger-tree.ts";
import { signHead } from "./sign-head.ts";

/** An entry with its receipt; without one where no signed head covers it yet: in a few seconds one does. */
export type Receipted = { readonly entered: Entered; readonly receipt: Receipt | null };

/**
 * The receipt of an entry, by the id of its row, for a reader; null: nobody that is known. Who a sympathiser is goes
 * into it only for themselves. Answers null where there is no such entry.
 */
export async function makeReceipt(
  ctx: Context,
  assembly: Pick<Assembly, "id" | "handle">,
  entryId: string,
  reader: string | null,
): Promise<Receipted | null> {
  const entered = await loadEntered(ctx.db, assembly.id, entryId);
  if (!entered) return null;
  const { seq, leaf, opening, isPublic } = entered;
  const head = await signHead(ctx, assembly);
  if (seq >= head.size) return { entered, receipt: null };
  const isTheirs = opening !== null && opening.actor === reader;
  const receipt: Receipt = {
    ...{
      v: 1,
      assembly: addressesOf(ctx.env.origin).assembly(assembly.handle),
      key: await ledgerKey(ctx, assembly),
    },
    ...{ seq, leaf, opening: isPublic || isTheirs ? opening : null },
    proof: await proveUnder(ctx, head, (of) => proveInclusion(of, seq, head.size)),
    checkpoint: head.note,
  };
  return { entered, receipt };
}

/** The raw Ed25519 key that signs an assembly's heads, as its actor document has it. */
export async function ledgerKey(ctx: Context, { id }: Pick<Assembly, "id">): Promise<Uint8Array> {
  const key = (await loadKeys(ctx.db, id)).find(({ kind }) => kind === "ed25519");
  if (!key) throw new Error(`no key that signs the ledger of ${id}`);
  return new Uint8Array(key.publicSpki.subarray(-32));
}

/**
 * Whether what a receipt says is what the record says today: the same leaf at the same place, and the receipt's head
 * the beginning of the newest one.
 */
export async function isStillThere(
  ctx: Context,
  assembly: Pick<Assembly, "id" | "handle">,
  { seq, leaf, checkpoint }: Receipt,
): Promise<{ readonly isSame: boolean; readonly isContinued: boolean }> {
  const [row] = await listLeaves(ctx.db, assembly.id, seq, 1);
  const old = readCheckpoint(checkpoint);
  const head = await signHead(ctx, assembly);
  const isSame = row?.seq === seq && row.leaf === leaf;
  if (!old || old.size > head.size) return { isSame, isContinued: false };
  const proof = await proveUnder(ctx, head, (of) => proveConsistency(of, old.size, head.size));
  return { isSame, isContinued: verifyConsistency(sha256, old, head, proof) };
}

/** Makes a proof under a head from its tree, which one query reads. */
const proveUnder = <Proof>(
  ctx: Context,
  head: Head,
  prove: (of: RootOfRange) => Promise<Proof>,
): Promise<Proof> => proveAtOnce(sha256, (stretches) => hashesOf(ctx.db, head, stretches), prove);
