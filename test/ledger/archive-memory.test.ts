import { test } from "tap";
import {
  type ArchivedLedger,
  type ArchiveLine,
  documentsLast,
  openLines,
  sumLines,
} from "../../src/ledger/archive.ts";
import { archiveSource } from "../../src/ledger/archive-source.ts";
import { sha256 } from "../../src/ledger/node-crypto.ts";
import { toBase64 } from "../../src/ledger/note.ts";
import { toHex } from "../../src/ledger/tags.ts";
import { tilePath, tileWidth } from "../../src/ledger/tiles.ts";

const tiles = 100;
const size = tiles * tileWidth - 100;
const every = 64;
const documentAt = (seq: number): Uint8Array =>
  new TextEncoder().encode(`{"id":"https://peer.example/${seq}"}`);
const ledger: ArchivedLedger = {
  ...{ kind: "ledger", assembly: "https://coop.example/assemblies/coop", actor: {}, checkpoint: "" },
};

test("whoever reads an archive of many tiles keeps one of them, and the documents that the last few named", async (t) => {
  const sum = sumLines(sha256);
  let given = 0;
  const write = (line: ArchiveLine): string => {
    given++;
    return sum(line).trimEnd();
  };
  async function* lines(): AsyncGenerator<string, void> {
    yield write(ledger);
    for (let seq = 0; seq < size; seq++) {
      const body = documentAt(seq);
      if (seq % every === 0)
        yield write({ kind: "document", hash: toHex(sha256(body)), body: toBase64(body) });
      yield write({ kind: "entry", seq, leaf: `{"seq":${seq}}`, hash: "0".repeat(64) });
    }
    yield write({ kind: "end", entries: size });
  }
  const cursor = openLines(sha256, lines());
  await cursor.take();
  const source = archiveSource(sha256, cursor, ledger, size);
  let most = 0;
  for (let index = 0; index < tiles; index++) {
    const width = Math.min(tileWidth, size - index * tileWidth);
    const tile = { level: "entries", index, width } as const;
    await source.read(tilePath(tile));
    const end = index * tileWidth + width;
    t.equal(source.entries(), end);
    // the ledger's line, entries and documents up to here, and one that was looked at
    t.ok(given <= 1 + end + Math.ceil(end / every) + 1, `${given} lines were asked for at entry ${end}`);
    if (index === 0) continue;
    const before = tilePath({ level: 0, index: index - 1, width: tileWidth });
    await t.rejects(source.read(before), /behind/, "the tile before is kept no more");
    let kept = 0;
    for (let seq = 0; seq < end; seq += every)
      if (await source.read(`documents/${toHex(sha256(documentAt(seq)))}`)) kept++;
    most = Math.max(most, kept);
  }
  t.equal(cursor.trouble, null);
  t.equal(most, (documentsLast * tileWidth) / every, "however many there are in all");
  t.ok(most < size / every / 2);
});
