import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { madeLedger, makeLedgerKey, type Shape, writeLedger } from "../test/support/made-ledger.ts";

/** What a verification came to, in a process of its own; `seconds` by the clock, `work` of the processors. */
export type Verification = {
  readonly seconds: number;
  readonly work: number;
  /** The most memory that it held (resident). */
  readonly megabytes: number;
  /** How long plain SHA-256 takes over the same bytes in the same process, in seconds. */
  readonly hashing: number;
  readonly size: number;
  readonly bytes: number;
  readonly faults: readonly unknown[];
  readonly ballots: number;
};

/** Makes the files of a ledger of some shape, verifies them by `verifyLedger`, and throws them away. */
export async function measureVerify(shape: Shape): Promise<Verification> {
  const folder = mkdtempSync(join(tmpdir(), "folkmoot-bench-"));
  const made = new Set<string>();
  const write = (path: string, bytes: Uint8Array): void => {
    const file = join(folder, path);
    if (!made.has(dirname(file))) mkdirSync(dirname(file), { recursive: true });
    made.add(dirname(file));
    writeFileSync(file, bytes);
  };
  try {
    const key = makeLedgerKey();
    const { size, bytes } = await writeLedger(madeLedger(shape, key.publicKey), key, write);
    const script = new URL("./verify-folder.ts", import.meta.url).pathname;
    const said = execFileSync(process.execPath, [script, folder, String(size)], { encoding: "utf8" });
    const verification = { ...JSON.parse(said), bytes } as Verification;
    const expected = shape.questions * (shape.members + shape.strangers);
    if (verification.faults.length > 0 || verification.ballots !== expected)
      throw new Error(`a verification went wrong: ${said}`);
    return verification;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
