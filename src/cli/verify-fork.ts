import { closeSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { readFork, verifyFork } from "../ledger/fork.ts";
import { servedLedger } from "../ledger/served.ts";
import type { Means } from "../ledger/verify.ts";

/** More than any proof of a fork takes. */
const most = 100_000;

/** Whether a file is the proof that a ledger was forked, by what is in it. */
export function isForkFile(file: string): boolean {
  const found = statSync(file);
  if (!found.isFile()) throw new Error(`${file} is no file.`);
  if (found.size > most) return false;
  const start = Buffer.alloc(200);
  const handle = openSync(file, "r");
  readSync(handle, start, 0, 200, 0);
  closeSync(handle);
  // an archive is lines, and begins with another kind
  return /^\s*\{[^\n]*"kind":\s*"fork"/.test(start.toString());
}

function jsonIn(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}

const sentences = {
  "not-a-proof": "It is not written as a proof is, or was changed.",
  "another-key": "It is signed with another key than the one that was named.",
  "not-signed": "One of its heads is not signed with its key.",
  "another-ledger": "One of its heads is of another ledger.",
  "not-its-tree": "Its hashes do not make up the larger head.",
  "no-contradiction": "Its heads do not contradict one another: the larger one continues the smaller one.",
} as const;

/** The key by which the assembly is known today, asked of its own server; null where it does not answer. */
async function knownKey(origin: string): Promise<Uint8Array | null> {
  const scheme = /^(localhost|127\.0\.0\.1)(:\d+)?\//.test(origin) ? "http" : "https";
  const late = new Promise<null>((resolve) => setTimeout(resolve, 10_000, null).unref());
  const asked = servedLedger(`${scheme}://${origin}`).then(({ key }) => key);
  return Promise.race([asked.catch(() => null), late]);
}

/**
 * Explains a proof that a ledger was forked: which ledger, which two heads, and what that means. Fails where it proves
 * it, as the ledger does not hold, and where it proves nothing. `key`: the assembly's, in hex, where it is known.
 */
export async function reportFork(means: Means, file: string, key: string | null) {
  const fork = readFork(jsonIn(file));
  const given = key === null ? undefined : new Uint8Array(Buffer.from(key, "hex"));
  const checked = await verifyFork(means, fork, given);
  const raw = { kind: "fork", origin: fork?.origin ?? null, ...checked };
  if (!checked.proven || !fork)
    return {
      raw,
      shown: [`NOT PROVEN. ${sentences[checked.proven ? "not-a-proof" : checked.why]}`],
      failed: true,
    };
  const [older, newer] = checked.heads.map(
    ({ size, root }) => `${size} entries, root ${Buffer.from(root).toString("hex")}`,
  );
  const today = given ?? (await knownKey(fork.origin));
  const whose = !today
    ? "Its server does not say now which key it has: compare the key in the file with one that you trust."
    : Buffer.from(today).equals(Buffer.from(checked.key))
      ? "Both are signed with the key by which the assembly is known."
      : "But the assembly is known by ANOTHER KEY today: whoever holds the key in the file signed both.";
  const shown = [
    `PROVEN: the ledger of ${fork.origin} was forked.`,
    `  It signed a head of ${older}`,
    `  and a head of ${newer},`,
    "  and one is not the continuation of the other: entries were changed, dropped or put in after they were signed,",
    "  or the server was restored from an older backup and went on signing.",
    `  ${whose}`,
    "Neither head can be taken back. Ask the assembly which of the two records is right, and why there are two.",
  ];
  return { raw, shown, failed: true };
}
