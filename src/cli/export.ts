import { type ArchiveLine, archiveFormat, documentsLast, sumLines } from "../ledger/archive.ts";
import { readCheckpoint } from "../ledger/checkpoint.ts";
import { readEntry } from "../ledger/entry.ts";
import { sha256 } from "../ledger/node-crypto.ts";
import { toBase64 } from "../ledger/note.ts";
import { readBeside } from "../ledger/read-opening.ts";
import { type Served, servedLedger } from "../ledger/served.ts";
import { toHex } from "../ledger/tags.ts";
import { readEntries, type Tile, tilePath, tileWidth } from "../ledger/tiles.ts";
import type { Source } from "../ledger/verify.ts";
import { writeArchive } from "./archive-file.ts";
import type { Command } from "./commands.ts";
import { askPassphrase } from "./passphrase.ts";
import { progress } from "./progress.ts";
import type { Page, Remote, Said } from "./remote.ts";
import { sealedLines } from "./sealed.ts";

/** `folkmoot export`: writes what is public of a server, or of some of its assemblies, into one archive. */
export const exportCommand: Command = {
  name: "export",
  about: "Write assemblies and their ledgers to one file",
  takes: [],
  options: {
    ...{ assembly: { type: "string", multiple: true }, out: { type: "string" }, force: { type: "boolean" } },
    ...{ keys: { type: "boolean" }, "passphrase-file": { type: "string" } },
  },
  help: [
    "--out FILE                  the archive (default HOST-DATE.jsonl.gz); without .gz at its end it is not packed",
    "--assembly HANDLE           only this one; may be given again",
    "--keys                      all that is not public and the private keys too, encrypted: to move the server, or",
    "                            to keep it safe. Asks for a passphrase; or set FOLKMOOT_PASSPHRASE",
    "--passphrase-file FILE      takes the passphrase from the first line of a file",
    "--force                     replace the file",
    "",
    "What is public anybody may export, from any server (--server URL); --keys is the operator's.",
  ],
  run: async (remote, { values }) => {
    const server = remote.server;
    const only = (values.assembly ?? []) as string[];
    if (values.keys && only.length > 0)
      throw new Error("--keys is about the whole server: leave --assembly.");
    const known = await remote<Page<Said>>("/assemblies");
    const handles = only.length > 0 ? only : known.items.map(({ handle }) => String(handle));
    const file = String(
      values.out ?? `${new URL(server).hostname}-${new Date().toISOString().slice(0, 10)}.jsonl.gz`,
    );
    const ledgers: Served[] = [];
    for (const handle of handles)
      ledgers.push(await servedLedger(`${server}/assemblies/${encodeURIComponent(handle)}`));
    const secret = values.keys
      ? sealedLines(remote, await askPassphrase(remote.passphrase, values["passphrase-file"] as string, true))
      : null;
    const counted = { entries: 0 };
    const origin = new URL(ledgers[0]?.id ?? server).origin;
    await writeArchive(file, write(remote, origin, ledgers, secret, counted), Boolean(values.force));
    const raw = {
      file,
      origin,
      assemblies: ledgers.map(({ id }) => id),
      entries: counted.entries,
      keys: Boolean(secret),
    };
    const kept = secret
      ? "It holds the server's keys: whoever has it and the passphrase can be this server. Keep both, apart."
      : "It holds what is public. A server cannot be restored from it: that takes --keys.";
    return { raw, shown: [`${file}: ${counted.entries} entries of ${ledgers.length} assemblies. ${kept}`] };
  },
};

const leftOut = [
  "sessions, links to sign in and tokens",
  "the job queue",
  "caches",
  "attachments: there are none yet",
];
const notPublic = ["sympathisers, answers to single persons, private keys and all else that is not public"];

/** All lines of an archive. What is not public comes last, as it is the newest. */
async function* write(
  remote: Remote,
  origin: string,
  ledgers: readonly Served[],
  secret: AsyncIterable<ArchiveLine> | null,
  counted: { entries: number },
): AsyncGenerator<string, void> {
  const sum = sumLines(sha256);
  yield sum({
    ...{ kind: "archive", ...archiveFormat, origin, madeAt: new Date().toISOString() },
    ...{ assemblies: ledgers.map(({ id }) => id), leftOut: secret ? leftOut : [...notPublic, ...leftOut] },
  });
  for (const ledger of ledgers) {
    const proposals = new Set<string>();
    for await (const line of linesOf(ledger, proposals)) {
      if (line.kind === "entry") counted.entries++;
      yield sum(line);
    }
    for (const id of proposals) for await (const line of wordsOf(remote, id)) yield sum(line);
  }
  if (secret) for await (const line of secret) yield sum(line);
  yield sum({ kind: "end", entries: counted.entries });
}

/** An assembly's ledger, from its newest head back; `proposals` gets the ids of those that it is about. */
async function* linesOf(
  { id, actor, source }: Served,
  proposals: Set<string>,
): AsyncGenerator<ArchiveLine, void> {
  const heads = new TextDecoder().decode((await source.read("heads")) ?? new Uint8Array());
  const checkpoint = new TextDecoder().decode((await source.read("checkpoint")) ?? new Uint8Array());
  const size = readCheckpoint(checkpoint)?.size;
  if (size === undefined) throw new Error(`${id} has no signed head.`);
  yield { kind: "ledger", assembly: id, actor, checkpoint };
  for (const line of heads.split("\n").filter(Boolean)) yield { kind: "head", note: noteIn(line, id) };
  const seen = new Set<string>();
  for (let index = 0; index * tileWidth < size; index++) {
    if (index % documentsLast === 0) seen.clear();
    const tile: Tile = { level: "entries", index, width: Math.min(tileWidth, size - index * tileWidth) };
    yield* tileOf(source, tile, seen, proposals);
    progress(index * tileWidth + tile.width, size);
  }
}

function noteIn(line: string, id: string): string {
  try {
    return String(JSON.parse(line));
  } catch {
    throw new Error(`The list of the heads of ${id} cannot be read.`);
  }
}

async function* tileOf(
  source: Source,
  tile: Tile,
  seen: Set<string>,
  proposals: Set<string>,
): AsyncGenerator<ArchiveLine, void> {
  const [entries, hashes, openings] = await Promise.all([
    source.read(tilePath(tile)),
    source.read(tilePath({ ...tile, level: 0 })),
    source.openings(tile),
  ]);
  const leaves = entries && readEntries(entries);
  if (leaves?.length !== tile.width || !hashes) throw new Error(`The server has no whole ${tilePath(tile)}.`);
  const beside = readBeside(openings, tile.index * tileWidth, tile.width);
  for (const [at, leaf] of leaves.entries()) {
    const seq = tile.index * tileWidth + at;
    const found = beside.get(seq);
    if (found === null) throw new Error(`What the server has beside entry ${seq} cannot be read.`);
    const { seq: _, ...opening } = found ?? { seq };
    const hash = opening?.evidence?.actorDocument;
    if (hash && !seen.has(hash)) {
      seen.add(hash);
      const body = await source.read(`documents/${hash}`);
      if (body) yield { kind: "document", hash, body: toBase64(body) };
    }
    const entry = readEntry(leaf);
    if (entry?.kind === "version") proposals.add(entry.proposal);
    const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(leaf);
    const line = {
      kind: "entry",
      seq,
      leaf: text,
      hash: toHex(hashes.subarray(at * 32, at * 32 + 32)),
    } as const;
    yield found ? { ...line, opening } : line;
  }
}

/** A proposal as it stands, and what members answered in public, with their reasons. */
async function* wordsOf(remote: Remote, id: string): AsyncGenerator<ArchiveLine, void> {
  yield { kind: "proposal", proposal: await remote<object>(`/proposals/${id}`) };
  for (let next: string | null = ""; next !== null; ) {
    const page: Page<object> = await remote(`/proposals/${id}/ballots?limit=1000${next && `&after=${next}`}`);
    for (const answer of page.items) yield { kind: "answer", proposal: id, answer };
    next = page.next;
  }
}
