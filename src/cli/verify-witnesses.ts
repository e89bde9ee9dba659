import { ledgerName } from "../ledger/checkpoint.ts";
import { type Cosigned, checkCosignatures, namesUnder } from "../ledger/cosignatures.ts";
import { sha256, verifyEd25519 } from "../ledger/node-crypto.ts";
import { actorKey } from "../ledger/served.ts";

/** How long one witness is waited for; all are asked at once. */
const patience = 5000;
/** Longer than any assembly's actor document. */
const longest = 1_000_000;

/**
 * Who co-signed the heads of a ledger that was verified: `newest` and `heads` as they were read. Every name under them
 * is asked for its key, over the scheme by which the ledger itself was reached, so that none leads anywhere else.
 */
export function verifyWitnesses(scheme: string, newest: string, heads: string): Promise<Cosigned> {
  return checkCosignatures({ sha256, verify: verifyEd25519 }, namesUnder(newest, heads), (name) =>
    keyAt(`${scheme}//${name}`, name),
  );
}

/** The key that an actor document names, where it is of the assembly that was asked for; undefined: no answer. */
async function keyAt(address: string, name: string): Promise<Uint8Array | null | undefined> {
  if (!URL.canParse(address)) return null;
  const { protocol, username, password } = new URL(address);
  if (!/^https?:$/.test(protocol) || username || password) return null;
  try {
    const answer = await fetch(address, {
      headers: { accept: "application/activity+json" },
      // a ledger has the name of where its assembly is, and not of where something leads
      redirect: "error",
      signal: AbortSignal.timeout(patience),
    });
    // there is no such assembly, which is an answer; anything else may be mended
    if (answer.status === 404 || answer.status === 410) return null;
    if (!answer.ok) return undefined;
    const actor = JSON.parse(await textOf(answer)) as { id?: unknown; assertionMethod?: unknown } | null;
    return ledgerName(String(actor?.id)) === name ? actorKey(actor) : null;
  } catch {
    return undefined;
  }
}

async function textOf({ body }: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of body ?? []) {
    length += part.length;
    if (length > longest) throw new Error("too long");
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

/** The same for people, a line each. */
export function sayWitnesses({ witnesses, forged, unasked }: Cosigned): string[] {
  const n = witnesses.length === 0 ? "nobody" : witnesses.length;
  return [
    `  witnessed by ${n}${witnesses.length === 0 ? "" : ":"}`,
    ...witnesses.map(
      ({ name, size, at }) => `    ${name}, up to ${size} entries, ${new Date(at * 1000).toISOString()}`,
    ),
    ...forged.map(
      (name) => `    ${name} could be asked, and did not sign what is under its name: it counts for nothing`,
    ),
    ...unasked.map((name) => `    ${name} could not be asked`),
  ];
}
