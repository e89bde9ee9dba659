import { createHash, createPublicKey, verify } from "node:crypto";
import type { Sha256 } from "./hash.ts";
import type { Verify } from "./note.ts";

/** SHA-256 as the server and the command line compute it. */
export const sha256: Sha256 = (...parts) => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** Whether an Ed25519 signature by a raw public key of 32 bytes holds. */
export const verifyEd25519: Verify = (publicKey, message, signature) => {
  const x = Buffer.from(publicKey).toString("base64url");
  const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
  return verify(null, message, key, signature);
};
