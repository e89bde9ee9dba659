import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, scryptSync } from "node:crypto";

/** How a passphrase becomes a key: 128 MiB and about a second of work for each guess. */
export const kdf = { name: "scrypt", N: 2 ** 17, r: 8, p: 1 } as const;

/** The key that a passphrase and a salt make, of 32 bytes. */
export const keyFrom = (passphrase: string, salt: Uint8Array): Buffer =>
  scryptSync(passphrase.normalize("NFKC"), salt, 32, { ...kdf, maxmem: 256 * 1024 * 1024 });

const saltBytes = 16;
const headBytes = 4;
const tagBytes = 16;
/** The most that a frame holds, in bytes. */
const longest = 64 * 1024;

/** A key of one stream's own, so that counted nonces are never used twice. */
const streamKey = (key: Uint8Array, salt: Uint8Array): Buffer =>
  Buffer.from(hkdfSync("sha256", key, salt, "folkmoot archive frames", 32));

/** The nonce of a frame: its number, and whether it is the last, so that frames cannot be moved, left out or cut off. */
function nonceOf(number: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeBigUInt64BE(BigInt(number), 0);
  nonce[11] = isLast ? 1 : 0;
  return nonce;
}

/** Encrypts a stream (AES-256-GCM): 16 bytes of salt, then frames, each behind its length in four bytes. */
export async function* sealFrames(
  key: Uint8Array,
  plain: AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer, void> {
  const salt = randomBytes(saltBytes);
  const own = streamKey(key, salt);
  yield salt;
  let number = 0;
  const frame = (bytes: Uint8Array, isLast: boolean): Buffer => {
    const cipher = createCipheriv("aes-256-gcm", own, nonceOf(number++, isLast));
    const sealed = Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
    const length = Buffer.alloc(headBytes);
    length.writeUInt32BE(sealed.length);
    return Buffer.concat([length, sealed]);
  };
  let rest = Buffer.alloc(0);
  for await (const bytes of plain) {
    rest = Buffer.concat([rest, bytes]);
    for (; rest.length > longest; rest = rest.subarray(longest))
      yield frame(rest.subarray(0, longest), false);
  }
  yield frame(rest, true);
}

/** Takes such a stream apart: the salt first, then one frame after another, still encrypted. */
export async function* splitFrames(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer, void> {
  let rest = Buffer.alloc(0);
  let next = saltBytes;
  let isLength = false;
  for await (const bytes of stream) {
    rest = Buffer.concat([rest, bytes]);
    while (rest.length >= next) {
      const part = rest.subarray(0, next);
      rest = rest.subarray(next);
      if (!isLength) yield Buffer.from(part);
      isLength = !isLength;
      next = isLength ? headBytes : part.readUInt32BE(0);
      if (next > longest + tagBytes) throw new Error("What the server sent is no archive.");
    }
  }
  if (rest.length > 0 || !isLength) throw new Error("What the server sent ends too early.");
}

/**
 * Decrypts the salt and the frames behind it. Rejects, with a sentence, where the key is another's, and where a frame
 * was changed, moved or left out.
 */
export async function* openFrames(
  key: Uint8Array,
  frames: AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer, void> {
  let own: Buffer | null = null;
  let number = 0;
  let isOver = false;
  for await (const frame of frames) {
    if (!own) {
      own = streamKey(key, frame);
      continue;
    }
    const [plain, isLast] = [false, true]
      .map((last): [Buffer | null, boolean] => [
        isOver ? null : open(own as Buffer, number, last, frame),
        last,
      ])
      .find(([bytes]) => bytes !== null) ?? [null, false];
    if (!plain)
      throw new Error(
        number === 0 ? "The passphrase is another one." : "The part that is encrypted was changed.",
      );
    number++;
    isOver = isLast;
    yield plain;
  }
  if (!isOver) throw new Error("The part that is encrypted is cut off.");
}

function open(key: Buffer, number: number, isLast: boolean, frame: Uint8Array): Buffer | null {
  if (frame.length < tagBytes) return null;
  const decipher = createDecipheriv("aes-256-gcm", key, nonceOf(number, isLast));
  decipher.setAuthTag(frame.subarray(frame.length - tagBytes));
  try {
    return Buffer.concat([decipher.update(frame.subarray(0, frame.length - tagBytes)), decipher.final()]);
  } catch {
    return null;
  }
}
