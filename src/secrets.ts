import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from "node:crypto";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Env } from "./env.ts";

/** What only this server knows: the key that seals private keys, and the operator's token. */
export type Secrets = {
  seal(plain: Uint8Array): Buffer;
  unseal(sealed: Uint8Array): Buffer;
  isOperatorToken(token: string): boolean;
  /** 32 bytes that only this server can make out of a text; the same each time. `use` keeps what they are for apart. */
  derive(use: string, text: string): Buffer;
  /** Where the token was written to on the first start; null where the environment gives it. */
  readonly tokenFile: string | null;
};

/**
 * Reads the secrets from the environment, or from files in the data folder that the first start makes with
 * mode 0600. Throws, with a message for people, where others can read such a file.
 */
export function readSecrets(env: Env): Secrets {
  const key = hkdfSync(
    "sha256",
    env.secretKey ?? fileSecret(env.dataDir, "secret-key"),
    "",
    "folkmoot seal",
    32,
  );
  const deriving = hkdfSync("sha256", Buffer.from(key), "", "folkmoot derive", 32);
  const tokenFile = env.operatorToken ? null : join(env.dataDir, "operator-token");
  const token = digest(env.operatorToken ?? fileSecret(env.dataDir, "operator-token"));
  return {
    seal: (plain) => {
      const nonce = randomBytes(12);
      const cipher = createCipheriv("aes-256-gcm", Buffer.from(key), nonce);
      const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
    },
    unseal: (sealed) => {
      const bytes = Buffer.from(sealed);
      const decipher = createDecipheriv("aes-256-gcm", Buffer.from(key), bytes.subarray(0, 12));
      decipher.setAuthTag(bytes.subarray(12, 28));
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]);
    },
    derive: (use, text) => createHmac("sha256", Buffer.from(deriving)).update(`${use}\0${text}`).digest(),
    isOperatorToken: (given) => timingSafeEqual(digest(given), token),
    tokenFile,
  };
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

function fileSecret(folder: string, name: string): string {
  const path = join(folder, name);
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, `${randomBytes(32).toString("base64url")}\n`, { mode: 0o600, flag: "wx" });
  }
  if ((statSync(path).mode & 0o077) !== 0) {
    throw new Error(`${path} can be read by others. Make it yours alone: chmod 600 ${path}`);
  }
  return readFileSync(path, "utf8").trim();
}
