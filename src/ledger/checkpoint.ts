import type { Sha256 } from "./hash.ts";
import {
  fromBase64,
  join,
  keyId,
  readNote,
  type Sign,
  type SignatureLine,
  signaturesBy,
  toBase64,
  type Verify,
  writeNote,
} from "./note.ts";
import type { TreeHead } from "./proofs.ts";

/** A head of an assembly's ledger. `origin`: which ledger, as an address without its scheme. */
export type Checkpoint = TreeHead & { readonly origin: string };

/** Characters: longer than any head with the signatures of all the witnesses that a ledger may have. */
export const longestNote = 20_000;

/** The name of the ledger of the assembly at an address: the address without its scheme. */
export const ledgerName = (address: string): string => address.replace(/^https?:\/\//, "");

/** A checkpoint's own text, which everybody signs (C2SP tlog-checkpoint). */
export const checkpointText = ({ origin, size, root }: Checkpoint): string =>
  `${origin}\n${size}\n${toBase64(root)}\n`;

/** Reads a checkpoint; null where it is none. Lines after the third are let be. Verifies nothing. */
export function readCheckpoint(written: string): Checkpoint | null {
  const note = readNote(written);
  const [origin = "", count = "", base64 = "", ...more] = note?.text.split("\n") ?? [];
  const root = fromBase64(base64);
  const size = Number(count);
  if (!origin || !/^(0|[1-9]\d{0,15})$/.test(count) || !Number.isSafeInteger(size)) return null;
  if (root?.length !== 32 || more.at(-1) !== "" || more.slice(0, -1).includes("")) return null;
  return { origin, size, root };
}

/** Signs a head under the ledger's own name. */
export async function signCheckpoint(
  sha256: Sha256,
  checkpoint: Checkpoint,
  publicKey: Uint8Array,
  sign: Sign,
): Promise<string> {
  const text = checkpointText(checkpoint);
  const bytes = await sign(new TextEncoder().encode(text));
  const name = checkpoint.origin;
  return writeNote({ text, signatures: [{ name, id: keyId(sha256, name, publicKey, "signature"), bytes }] });
}

/**
 * A checkpoint with the one signature by its ledger's own key that holds, and with nobody else's; null where its key
 * signed it not. What stands beside that line, also under the ledger's name, is whatever somebody wrote there.
 */
export async function signedAlone(
  sha256: Sha256,
  verify: Verify,
  written: string,
  publicKey: Uint8Array,
): Promise<string | null> {
  const note = readNote(written);
  const checkpoint = readCheckpoint(written);
  if (!note || !checkpoint) return null;
  const message = new TextEncoder().encode(note.text);
  const id = keyId(sha256, checkpoint.origin, publicKey, "signature");
  for (const line of signaturesBy(note, checkpoint.origin, id))
    if (line.bytes.length === 64 && (await verify(publicKey, message, line.bytes)))
      return writeNote({ text: note.text, signatures: [line] });
  return null;
}

/** Whether the ledger's own key signed a checkpoint, among whoever else did. */
export const isSigned = async (
  sha256: Sha256,
  verify: Verify,
  written: string,
  publicKey: Uint8Array,
): Promise<boolean> => (await signedAlone(sha256, verify, written, publicKey)) !== null;

/** What a witness signs: when it saw a head (seconds since 1970) that continues all it saw (C2SP tlog-cosignature). */
const cosigned = (text: string, time: number): Uint8Array =>
  new TextEncoder().encode(`cosignature/v1\ntime ${time}\n${text}`);

/** The line by which a witness co-signs a checkpoint; `name`: its own ledger's origin. */
export async function cosign(
  sha256: Sha256,
  written: string,
  by: { readonly name: string; readonly publicKey: Uint8Array; readonly sign: Sign },
  time: number,
): Promise<string> {
  const note = readNote(written);
  if (!note) throw new Error("not a signed note");
  const signature = await by.sign(cosigned(note.text, time));
  const stamp = new Uint8Array(8);
  new DataView(stamp.buffer).setBigUint64(0, BigInt(time));
  const id = keyId(sha256, by.name, by.publicKey, "cosignature");
  const line = { name: by.name, id, bytes: join(stamp, signature) };
  return writeNote({ text: note.text, signatures: [...note.signatures, line] });
}

/** Whose key it is that co-signs, and under which name: its own ledger's. */
type Cosigner = { readonly name: string; readonly publicKey: Uint8Array };

/**
 * The line by which a witness co-signed a checkpoint, the first under its name that holds, with when it saw it, in
 * seconds since 1970; null where it did not sign it.
 */
export async function cosignatureBy(
  sha256: Sha256,
  verify: Verify,
  written: string,
  by: Cosigner,
): Promise<{ readonly line: SignatureLine; readonly time: number } | null> {
  const note = readNote(written);
  if (!note) return null;
  const id = keyId(sha256, by.name, by.publicKey, "cosignature");
  for (const line of signaturesBy(note, by.name, id)) {
    const { bytes } = line;
    if (bytes.length !== 72) continue;
    const time = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0));
    if (await verify(by.publicKey, cosigned(note.text, time), bytes.slice(8))) return { line, time };
  }
  return null;
}

/** When a witness saw a checkpoint, in seconds since 1970; null where it did not sign it. */
export const cosignedAt = async (
  sha256: Sha256,
  verify: Verify,
  written: string,
  by: Cosigner,
): Promise<number | null> => (await cosignatureBy(sha256, verify, written, by))?.time ?? null;
