import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { type Position, tallyOf } from "../../src/domain/ballot.ts";
import { outcome, type Rule } from "../../src/domain/rule.ts";
import { signCheckpoint } from "../../src/ledger/checkpoint.ts";
import type { Entry } from "../../src/ledger/entry.ts";
import { leafHash } from "../../src/ledger/hash.ts";
import { sha256, verifyEd25519 } from "../../src/ledger/node-crypto.ts";
import { join } from "../../src/ledger/note.ts";
import { rollHash, saltedHash, toHex } from "../../src/ledger/tags.ts";
import { tilePath, tileWidth, writeEntries } from "../../src/ledger/tiles.ts";
import { append, emptyTree, rootOf } from "../../src/ledger/tree.ts";
import { type Verified, verifyLedger } from "../../src/ledger/verify.ts";
import { canonical, leafOf, writeEntry } from "../../src/ledger/write.ts";

/** How large a ledger is to be: `strangers` and one ballot of every member on each question. */
export type Shape = { readonly members: number; readonly questions: number; readonly strangers: number };

/** An entry, and what opens the name in it where that is public. */
export type Made = {
  readonly entry: Entry;
  readonly who?: { readonly actor: string; readonly salt: string };
};

/** Whose ledger it is that is made. */
export const madeOrigin = "moot.example/assemblies/coop";

const rule: Rule = {
  ...{ quorum: [0, 1], agreement: { share: [1, 2], of: "decided", strict: true } },
  ...{ blocks: null, standAside: null },
};
const options: readonly Position[] = ["agree", "abstain", "disagree"];
const start = Date.parse("2026-11-25T12:00:00Z");
const day = 86_400_000;
const timeAt = (ms: number): string => new Date(start + ms).toISOString();
const idOf = (number: number): string => `01a21366-495b-7710-b354-${String(number).padStart(12, "0")}`;

/** Somebody as one place of the ledger names them: the salt, the same each time, and the tag. */
function seal(actor: string, where: string) {
  const salt = sha256(Buffer.from(`${where} ${actor}`)).subarray(0, 16);
  return { tag: saltedHash(sha256, salt, actor), who: { actor, salt: toHex(salt) } };
}

/** An assembly's public life, without a server: it is founded, members come, and all answer each question. */
export function* madeLedger({ members, questions, strangers }: Shape, key: Uint8Array): Generator<Made> {
  const found = {
    kind: "found",
    assembly: `https://${madeOrigin}`,
    key: Buffer.from(key).toString("base64"),
  } as const;
  yield { entry: { ...found, at: timeAt(0) } };
  const settings = rollHash(sha256, []);
  yield { entry: { kind: "constitution", at: timeAt(0), version: 1, settings, proposal: null } };
  const actors = Array.from({ length: members }, (_, at) => `https://social.example/users/member${at}`);
  const tags: string[] = [];
  for (const actor of actors) {
    const { tag, who } = seal(actor, "the assembly");
    tags.push(tag);
    yield { entry: { kind: "member", at: timeAt(1), member: tag, is: "member" }, who };
  }
  const roll = { size: members, members: rollHash(sha256, tags) };
  for (let number = 1; number <= questions; number++) {
    const begins = number * 2 * day;
    const [question, proposal] = [idOf(number), idOf(1_000_000 + number)];
    const text = { text: settings, version: 1, proposal };
    yield { entry: { kind: "version", at: timeAt(begins), matter: settings, ...text } };
    const times = { at: timeAt(begins), opensAt: timeAt(begins), closesAt: timeAt(begins + day) };
    const frozen = { constitution: 1, rule, options, roll, replaces: null };
    yield { entry: { kind: "open", question, ...text, ...frozen, ...times } };
    const counts = { agree: 0, abstain: 0, disagree: 0, block: 0 };
    for (let at = 0; at < members + strangers; at++) {
      const isMember = at < members;
      const actor = isMember ? (actors[at] as string) : `https://far.example/users/friend${at}`;
      const { tag, who } = seal(actor, question);
      const position = options[(at * 7 + number) % 3] as Position;
      if (isMember) counts[position]++;
      const time = timeAt(begins + 1 + at);
      const voted = { at: time, question, voter: tag, roll: isMember, receivedAt: time, evidence: null };
      const entry = { kind: "ballot", ...voted, choices: [position], reasoned: false, via: "poll" } as const;
      yield isMember ? { entry, who } : { entry };
    }
    const closed = { at: timeAt(begins + day), question };
    yield { entry: { kind: "close", ...closed, why: null } };
    const tally = tallyOf(
      options.map((position) => ({ position, reasoned: false, count: counts[position] })),
    );
    yield { entry: { kind: "outcome", ...closed, outcome: outcome(rule, members, tally), tally } };
  }
}

/** A key that signs a made ledger. */
export function makeLedgerKey(): { publicKey: Uint8Array; privateKey: KeyObject } {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  return { publicKey: publicKey.export({ type: "spki", format: "der" }).subarray(-32), privateKey };
}

/**
 * Writes the files of a ledger as a server has them: tiles of entries and of their hashes, what opens them under
 * `beside/`, a head every so many entries, the last as the checkpoint. Answers how many entries and bytes there are.
 */
export async function writeLedger(
  entries: Iterable<Made>,
  { publicKey, privateKey }: ReturnType<typeof makeLedgerKey>,
  write: (path: string, bytes: Uint8Array) => void,
  headEvery = 5000,
): Promise<{ size: number; bytes: number }> {
  let tree = emptyTree;
  let bytes = 0;
  const heads: string[] = [];
  const signHead = () =>
    signCheckpoint(
      sha256,
      { origin: madeOrigin, size: tree.size, root: rootOf(sha256, tree) },
      publicKey,
      (message) => sign(null, message, privateKey),
    );
  let tile = { leaves: [] as Uint8Array[], hashes: [] as Uint8Array[], openings: "" };
  const flush = (): void => {
    const width = tile.leaves.length;
    if (width === 0) return;
    const index = Math.ceil(tree.size / tileWidth) - 1;
    write(tilePath({ level: "entries", index, width }), writeEntries(tile.leaves));
    write(tilePath({ level: 0, index, width }), join(...tile.hashes));
    write(`beside/${index}`, Buffer.from(tile.openings));
    tile = { leaves: [], hashes: [], openings: "" };
  };
  for (const { entry, who } of entries) {
    const leaf = Buffer.from(leafOf(writeEntry(entry), tree.size));
    const hash = leafHash(sha256, leaf);
    tile.leaves.push(leaf);
    tile.hashes.push(hash);
    if (who) tile.openings += `${JSON.stringify({ seq: tree.size, who })}\n`;
    tree = append(sha256, tree, hash);
    bytes += leaf.length;
    if (tile.leaves.length === tileWidth) flush();
    if (tree.size % headEvery === 0) heads.push(`${JSON.stringify(await signHead())}\n`);
  }
  flush();
  const checkpoint = await signHead();
  write("heads", Buffer.from([...heads, `${JSON.stringify(checkpoint)}\n`].join("")));
  write("checkpoint", Buffer.from(checkpoint));
  return { size: tree.size, bytes };
}

/** Verifies entries as an operator signed them with the assembly's own key, whatever they say. */
export async function verifyMade(
  entries: readonly Made[],
  key: ReturnType<typeof makeLedgerKey>,
): Promise<Verified> {
  const files = new Map<string, Uint8Array>();
  await writeLedger(entries, key, (path, bytes) => void files.set(path, bytes));
  const source = {
    read: async (path: string) => files.get(path) ?? null,
    openings: async ({ index }: { index: number }) =>
      Buffer.from(files.get(`beside/${index}`) ?? [])
        .toString()
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
  };
  return verifyLedger({ sha256, verify: verifyEd25519, canonical }, source, { key: key.publicKey });
}
