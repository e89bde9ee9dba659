import { isStillThere, ledgerKey } from "../../actions/make-receipt.ts";
import { placeOf } from "../../domain/addresses.ts";
import { safeAddress } from "../../domain/markup.ts";
import { sha256, verifyEd25519 } from "../../ledger/node-crypto.ts";
import { checkReceipt, type NoReceipt, type Receipt, readReceipt } from "../../ledger/receipt.ts";
import type { Assembly } from "../../store/assemblies.ts";
import { findAssembly } from "../find.ts";
import { link, plain } from "../html.ts";
import { receiptSays, type Says } from "./receipt-says.ts";
import type { Place } from "./rows.ts";

/** One thing that was checked, and whether it holds. */
export type Check = { readonly holds: boolean; readonly text: string };

/** What a receipt came to. */
export type Verdict = {
  readonly says: string;
  readonly means: string | null;
  readonly checks: readonly Check[];
  readonly entry: readonly Says[];
  /** Where it is to be pasted, where its assembly is on another server. */
  readonly there: Says["words"] | null;
};

/** The page on which anybody pastes a receipt; what was pasted stays, with why it is none or what it came to. */
export type ReceiptsModel = {
  readonly csrf: string;
  readonly pasted: string;
  readonly error: string | null;
  readonly verdict: Verdict | null;
};

/** Checks a receipt that somebody pasted; answers a sentence's name where it is none, or of nothing that is here. */
export async function checkPasted(place: Place, text: string): Promise<Verdict | NoReceipt | "no-assembly"> {
  const receipt = readReceipt(text.trim());
  if (typeof receipt === "string") return receipt;
  const isOurs = receipt.assembly.startsWith(`${place.addresses.origin}/`);
  if (!isOurs) return ofAnother(place, receipt);
  const where = placeOf(place.addresses.origin, receipt.assembly);
  const assembly = where?.what === "assembly" ? await findAssembly(place.ctx.db, where.handle) : null;
  return assembly ? ofOurs(place, assembly, receipt) : "no-assembly";
}

const means = { sha256, verify: verifyEd25519 };

/** By the key that this server holds for the assembly, and by what its record says now. */
async function ofOurs(place: Place, assembly: Assembly, receipt: Receipt): Promise<Verdict> {
  const { ctx, tongue } = place;
  const { say } = tongue;
  const checked = await checkReceipt(means, receipt, await ledgerKey(ctx, assembly));
  const { entry, isSigned, isIncluded, isOpened } = checked;
  const now = await isStillThere(ctx, assembly, receipt);
  const isGood = isSigned && isIncluded && isOpened !== false;
  const isThere = now.isSame && now.isContinued;
  // a receipt that holds while the record says otherwise is what a forger of the record cannot explain
  const how = isGood ? (isThere ? "holds" : "changed") : "wrong";
  return {
    says: say("receipts.verdict", { how, name: plain(assembly.name) }),
    means: say("receipts.means", { how }),
    checks: [
      { holds: isSigned, text: say("receipts.signed", { name: plain(assembly.name) }) },
      { holds: isIncluded, text: say("receipts.included") },
      ...(isOpened === null ? [] : [{ holds: isOpened, text: say("receipts.opened") }]),
      { holds: now.isSame, text: say("receipts.same") },
      { holds: now.isContinued, text: say("receipts.continued") },
    ],
    entry: entry && isGood && isThere ? await receiptSays(place, assembly, entry, receipt.opening) : [],
    there: null,
  };
}

/** By the key in the receipt alone: whether it is the assembly's, only the assembly's own server can say. */
async function ofAnother({ tongue }: Place, receipt: Receipt): Promise<Verdict> {
  const { say } = tongue;
  const { isSigned, isIncluded, isOpened } = await checkReceipt(means, receipt, receipt.key);
  const there = safeAddress(`${new URL(receipt.assembly).origin}/receipts`);
  const isWrong = !isSigned || !isIncluded || isOpened === false;
  return {
    says: say("receipts.verdict", { how: isWrong ? "wrong" : "elsewhere", name: receipt.assembly }),
    means: say("receipts.means", { how: isWrong ? "wrong" : "elsewhere" }),
    checks: [
      { holds: isSigned, text: say("receipts.signed-itself") },
      { holds: isIncluded, text: say("receipts.included") },
      ...(isOpened === null ? [] : [{ holds: isOpened, text: say("receipts.opened") }]),
    ],
    entry: [],
    there: there && link(there, there, 'rel="nofollow noopener ugc"'),
  };
}
