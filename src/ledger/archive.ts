import { readArchiveLine } from "./archive-line.ts";
import type { Sha256 } from "./hash.ts";
import type { Opening } from "./openings.ts";
import { toHex } from "./tags.ts";

/** Which archives this version writes and reads (ADR 16). */
export const archiveFormat = { format: "folkmoot-archive", version: 1 } as const;

/** The first line: of which server, when, of which assemblies, by their addresses, and what is not in it. */
export type ArchiveHead = typeof archiveFormat & {
  readonly kind: "archive";
  readonly origin: string;
  readonly madeAt: string;
  readonly assemblies: readonly string[];
  readonly leftOut: readonly string[];
};

/** Where an assembly's ledger begins: the assembly as an actor, and the newest signed head; its lines follow. */
export type ArchivedLedger = {
  readonly kind: "ledger";
  readonly assembly: string;
  readonly actor: object;
  readonly checkpoint: string;
};

/** An entry: the leaf as it was hashed, its hash, and what opens what is hashed in it. */
export type ArchivedEntry = {
  readonly kind: "entry";
  readonly seq: number;
  readonly leaf: string;
  readonly hash: string;
  readonly opening?: Omit<Opening, "seq">;
};

/** Any line of an archive, without its sum. Files that belong to texts will be `attachment`s. */
export type ArchiveLine =
  | ArchiveHead
  | ArchivedLedger
  | { readonly kind: "head"; readonly note: string }
  /** An actor document, in Base64, before the first evidence that names it since documents were last forgotten. */
  | { readonly kind: "document"; readonly hash: string; readonly body: string }
  | ArchivedEntry
  | { readonly kind: "proposal"; readonly proposal: object }
  | { readonly kind: "answer"; readonly proposal: string; readonly answer: object }
  /** What is not public begins: how the key is made of the passphrase. */
  | {
      readonly kind: "sealed";
      readonly cipher: "aes-256-gcm";
      readonly kdf: { readonly name: "scrypt"; readonly N: number; readonly r: number; readonly p: number };
      readonly salt: string;
    }
  | { readonly kind: "frame"; readonly data: string }
  | { readonly kind: "end"; readonly entries: number };

/** After how many tiles of entries documents are forgotten, so that whoever reads keeps few of them. */
export const documentsLast = 32;

/** Puts lines one after the other, each with a sum over itself and all before it; answers them with a line break. */
export function sumLines(sha256: Sha256): (line: ArchiveLine) => string {
  let last = "";
  return (line) => {
    const body = JSON.stringify(line).slice(0, -1);
    last = sumOf(sha256, last, body);
    return `${body},"sum":"${last}"}\n`;
  };
}

/** The sum of a line behind another's: 128 bits. It finds what got lost; against forgers there are the signed heads. */
const sumOf = (sha256: Sha256, last: string, body: string): string =>
  toHex(sha256(new TextEncoder().encode(`${last}\n${body}`))).slice(0, 32);

/** Where an archive stops to be what was written: its line, and the first entry that is not sure for it, if any. */
export type Trouble = {
  readonly wrong: "no-archive" | "not-its-sum" | "out-of-place" | "cut-off" | "not-its-ledger";
  readonly line: number;
  readonly seq: number | null;
};

/** The lines of an archive, read once from its beginning; after trouble there are no more. */
export type Cursor = {
  /** The next line, which stays the next one; null: there is none, or there is trouble. */
  peek(): Promise<ArchiveLine | null>;
  take(): Promise<ArchiveLine | null>;
  /** Says that a line that was taken last is not what should stand there. */
  refuse(wrong: Trouble["wrong"]): void;
  /** Which entry is to come next; null: none. */
  expect(seq: number | null): void;
  readonly trouble: Trouble | null;
};

/** Reads lines and their sums. */
export function openLines(sha256: Sha256, lines: AsyncIterator<string>): Cursor {
  const at: { line: number; seq: number | null; trouble: Trouble | null } = {
    line: 0,
    seq: 0,
    trouble: null,
  };
  let last = "";
  let next: ArchiveLine | null = null;
  const refuse = (wrong: Trouble["wrong"]): void => {
    at.trouble ??= { wrong, line: at.line, seq: at.seq };
    next = null;
  };
  const peek = async (): Promise<ArchiveLine | null> => {
    if (next || at.trouble) return next;
    const { value, done } = await lines.next();
    if (done) return null;
    at.line++;
    const parts = /^(\{"kind":"[a-z]+".*),"sum":"([0-9a-f]{32})"\}$/su.exec(value);
    const [, body = "", sum] = parts ?? [];
    if (!parts && at.line === 1) refuse("no-archive");
    last = sumOf(sha256, last, body);
    if (sum !== last) refuse("not-its-sum");
    const line = at.trouble ? null : readArchiveLine(`${body}}`);
    if (!line) refuse(at.line === 1 ? "no-archive" : "out-of-place");
    next = line;
    return next;
  };
  return {
    peek,
    take: async () => {
      const line = await peek();
      next = null;
      return line;
    },
    refuse,
    expect: (seq) => {
      at.seq = seq;
    },
    get trouble() {
      return at.trouble;
    },
  };
}
