import type { Receipted } from "../../actions/make-receipt.ts";
import { readEntry } from "../../ledger/entry.ts";
import { writeReceipt } from "../../ledger/receipt.ts";
import type { Assembly } from "../../store/assemblies.ts";
import { plain } from "../html.ts";
import type { SignedIn } from "../session.ts";
import { receiptSays, type Says } from "./receipt-says.ts";
import type { Place } from "./rows.ts";

/** The page of one entry's receipt. */
export type ReceiptModel = {
  readonly name: string;
  readonly heading: string;
  readonly says: readonly Says[];
  /** The receipt as text; null where no signed head covers the entry yet. */
  readonly text: string | null;
  /** That it does not prove whose answer it is, where only they may have that. */
  readonly isNameless: boolean;
  readonly path: string;
  readonly signInHref: string | null;
};

/** Where an entry's receipt is, under an assembly's page. */
export const receiptPath = (handle: string, id: string): string =>
  `/assemblies/${handle}/ledger/receipts/${id}`;

/** Puts the page of a receipt together, as far as its reader may know it. */
export async function receiptModel(
  place: Place,
  assembly: Assembly,
  id: string,
  { entered, receipt }: Receipted,
  me: SignedIn | null,
): Promise<ReceiptModel> {
  const { tongue } = place;
  const { seq, leaf, opening, isPublic } = entered;
  const entry = readEntry(new TextEncoder().encode(leaf));
  const path = receiptPath(assembly.handle, id);
  const isTheirs = opening !== null && opening.actor === me?.actorId;
  return {
    name: plain(assembly.name),
    heading: tongue.say("receipts.entry", { seq }),
    says: entry ? await receiptSays(place, assembly, entry, isPublic || isTheirs ? opening : null) : [],
    text: receipt && writeReceipt(receipt),
    isNameless: !isPublic && !isTheirs && opening !== null,
    path,
    signInHref: me ? null : tongue.to(`/sign-in?next=${encodeURIComponent(path)}`),
  };
}
