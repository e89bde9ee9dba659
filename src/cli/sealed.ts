import { randomBytes } from "node:crypto";
import type { ArchiveLine } from "../ledger/archive.ts";
import { kdf, keyFrom, splitFrames } from "../sealed-frames.ts";
import type { Remote } from "./remote.ts";

/**
 * The part of an archive that is not public, asked of the server as its operator. The server encrypts it with a key
 * that is made of the passphrase here: it never learns the passphrase, and forgets the key.
 */
export async function* sealedLines(remote: Remote, passphrase: string): AsyncGenerator<ArchiveLine, void> {
  const salt = randomBytes(16);
  const key = keyFrom(passphrase, salt).toString("base64");
  const stream = await remote.stream("/export", { key });
  yield { kind: "sealed", cipher: "aes-256-gcm", kdf, salt: salt.toString("base64") };
  for await (const frame of splitFrames(stream)) yield { kind: "frame", data: frame.toString("base64") };
}
