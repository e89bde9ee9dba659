import { generateKeyPair } from "node:crypto";
import { promisify } from "node:util";
import type { Context } from "../context.ts";
import { loadKeys, saveKeys } from "../store/actors.ts";
import type { Database } from "../store/database.ts";

const generate = promisify(generateKeyPair);

/** A key pair as it is stored: the private half sealed with the server's secret. */
export type SealedPair = { kind: "rsa" | "ed25519"; publicSpki: Buffer; privateSealed: Buffer };

/** Makes the two key pairs of an actor of ours: RSA-2048, which everybody verifies, and Ed25519. */
export async function makeKeys(ctx: Pick<Context, "secrets">): Promise<SealedPair[]> {
  const [rsa, ed25519] = await Promise.all([generate("rsa", { modulusLength: 2048 }), generate("ed25519")]);
  return [["rsa", rsa] as const, ["ed25519", ed25519] as const].map(([kind, pair]) => ({
    kind,
    publicSpki: pair.publicKey.export({ type: "spki", format: "der" }),
    privateSealed: ctx.secrets.seal(pair.privateKey.export({ type: "pkcs8", format: "der" })),
  }));
}

/** Makes the server's own keys on the first start; a process that comes second finds those of the first. */
export async function ensureServerKeys(ctx: Pick<Context, "secrets">, db: Database): Promise<void> {
  if ((await loadKeys(db, "server")).length > 0) return;
  await saveKeys(
    db,
    (await makeKeys(ctx)).map((pair) => ({ owner: "server", ...pair })),
  );
}
