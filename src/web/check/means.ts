import { hashes, verify } from "@noble/ed25519";
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { evidenceChecker } from "../../ledger/evidence.ts";
import type { Means } from "../../ledger/verify.ts";
import { canonical } from "../../ledger/write.ts";

hashes.sha512 = sha512;

/**
 * What a verification needs, as a browser has it, and strict as the server's. Published requests need WebCrypto, which
 * is there with https alone: without it they count as unknown.
 */
export const browserMeans = (): Means => ({
  sha256: (...parts) => {
    const hash = sha256.create();
    for (const part of parts) hash.update(part);
    return hash.digest();
  },
  verify: (publicKey, message, signature) => verify(signature, message, publicKey, { zip215: false }),
  canonical,
  ...(globalThis.isSecureContext ? { evidence: evidenceChecker() } : {}),
});
