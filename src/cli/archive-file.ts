import {
  closeSync,
  createReadStream,
  createWriteStream,
  existsSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
} from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";

/** Longer than any line of ours, in characters: what has none is no archive, and is not taken into memory whole. */
const longestLine = 32 * 1024 * 1024;

/** The lines of an archive, gzipped or plain, read as they are asked for. What is cut off or damaged just ends. */
export async function* archiveLines(file: string): AsyncGenerator<string, void> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const bytes of unpacked(file)) {
    // only \n ends a line: JSON may hold other characters that break lines elsewhere
    const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
    rest = lines.pop() as string;
    yield* lines;
    if (rest.length > longestLine) break;
  }
  if (rest !== "") yield rest;
}

async function* unpacked(file: string): AsyncGenerator<Uint8Array, void> {
  const bytes = createReadStream(file);
  const plain = isGzip(file) ? createGunzip() : null;
  if (plain) pipeline(bytes, plain).catch(() => {});
  try {
    yield* plain ?? bytes;
  } catch {
    // an archive that is cut off, or damaged in a way that cannot be unpacked: its end is missing, which is said
  }
}

/** Whether a file is gzipped. Throws, with a sentence, where it cannot be read. */
export function isGzip(file: string): boolean {
  try {
    const opened = openSync(file, "r");
    const first = Buffer.alloc(2);
    readSync(opened, first);
    closeSync(opened);
    return first.equals(Buffer.of(0x1f, 0x8b));
  } catch {
    throw new Error(`The file ${file} cannot be read.`);
  }
}

/**
 * Writes an archive, its owner's alone to read: gzipped where its name ends in .gz, and under its name only once it is
 * whole. Rejects, with a sentence, where there is such a file, unless it may be replaced.
 */
export async function writeArchive(
  file: string,
  lines: AsyncIterable<string>,
  mayReplace: boolean,
): Promise<void> {
  if (existsSync(file) && !mayReplace)
    throw new Error(`There is a file ${file} already. Name another with --out, or replace it with --force.`);
  const part = `${file}.part`;
  rmSync(part, { force: true });
  try {
    const target = createWriteStream(part, { mode: 0o600, flags: "wx" });
    if (file.endsWith(".gz")) await pipeline(Readable.from(lines), createGzip(), target);
    else await pipeline(Readable.from(lines), target);
    renameSync(part, file);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}
