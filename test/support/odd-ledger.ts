import { sign } from "node:crypto";
import { base58 } from "@scure/base";
import { signCheckpoint } from "../../src/ledger/checkpoint.ts";
import { leafHash } from "../../src/ledger/hash.ts";
import { sha256 } from "../../src/ledger/node-crypto.ts";
import { join } from "../../src/ledger/note.ts";
import { rollHash, saltedHash, toHex } from "../../src/ledger/tags.ts";
import { tilePath, writeEntries } from "../../src/ledger/tiles.ts";
import { append, emptyTree, rootOf } from "../../src/ledger/tree.ts";
import { canonical } from "../../src/ledger/write.ts";
import { signedCases, written } from "./evidence.ts";
import { madeOrigin, makeLedgerKey } from "./made-ledger.ts";

/** All that is served of a ledger, as JSON has it: what a server that lies can say in other words. */
export type World = { actor: any; entries: any[]; beside: any[]; document: any };

const key = makeLedgerKey();
const hash = (bytes: Uint8Array): string => toHex(sha256(bytes));
const hashed = (value: unknown): string => hash(Buffer.from(canonical(value)));
/** The salt that hides whatever is hidden in it. */
export const salt = "00112233445566778899aabbccddeeff";
const saltOf = Buffer.from(salt, "hex");
const salted = ({ salt: _, ...content }: { salt: string }): string =>
  saltedHash(sha256, saltOf, canonical(content));
const request = (await signedCases()).draft as Awaited<ReturnType<typeof signedCases>>[string];
/** Who votes in it, and on what, when. */
export const { actor, question, receivedAt } = request.about;
const tag = saltedHash(sha256, saltOf, actor);

/** A small ledger with everything that opens entries: names, a text, a constitution, an event, a signed request. */
export function soundWorld(): World {
  const at = receivedAt;
  const [matter, settings] = [
    { title: "Bread", text: "Daily.", fields: {}, language: "en" },
    { joining: "open" },
  ];
  const event = { subject: "x", by: actor, detail: { why: [1, "two"] }, salt };
  const evidence = { ...request.opening, salt };
  const id = question.split("/").at(-1);
  const of = { proposal: "p1", version: 1, text: hashed("text") };
  const rule = { quorum: [0, 1], agreement: { share: [1, 2], of: "decided", strict: true } };
  const closesAt = "2026-03-02T12:00:00.000Z";
  const tally = { agree: 1, abstain: 0, disagree: 0, block: 0, unreasonedBlock: 0 };
  const entries = [
    { kind: "found", assembly: `https://${madeOrigin}`, key: Buffer.from(key.publicKey).toString("base64") },
    { kind: "constitution", version: 1, settings: hashed(settings), proposal: null },
    { kind: "member", member: tag, is: "member" },
    { kind: "version", ...of, matter: hashed(matter) },
    { kind: "deed", deed: "admitted", proposal: null, event: salted(event) },
    {
      ...{
        kind: "open",
        question: id,
        ...of,
        constitution: 1,
        rule: { ...rule, blocks: null, standAside: null },
      },
      ...{ options: ["agree", "abstain", "disagree"], roll: { size: 1, members: rollHash(sha256, [tag]) } },
      ...{ opensAt: at, closesAt, replaces: null },
    },
    {
      ...{
        kind: "ballot",
        question: id,
        voter: tag,
        roll: true,
        choices: ["agree"],
        reasoned: false,
        via: "poll",
      },
      ...{ receivedAt, evidence: salted(evidence) },
    },
    { kind: "close", question: id, why: null, at: closesAt },
    { kind: "outcome", question: id, outcome: "adopted", tally, at: closesAt },
    { kind: "member", member: tag, is: "left", at: closesAt },
    { kind: "erase", member: tag, openings: 0 },
  ].map((entry, seq) => ({ v: 1, seq, at, ...entry }));
  const who = { actor, salt };
  const beside = [
    ...[
      { seq: 1, settings },
      { seq: 2, who },
      { seq: 3, matter },
      { seq: 4, event },
    ],
    { seq: 6, who, evidence },
    { seq: 9, who },
  ];
  const publicKeyMultibase = `z${base58.encode(Uint8Array.of(0xed, 1, ...key.publicKey))}`;
  const assembly = { id: `https://${madeOrigin}`, type: "Group", assertionMethod: [{ publicKeyMultibase }] };
  return structuredClone({ actor: assembly, entries, beside, document: written });
}

/** Makes the hashes in the entries fit what is said to open them, as far as there are any. */
export function fit({ entries, beside, document }: World): void {
  const requests = beside.filter((one) => one?.evidence && typeof one.evidence === "object");
  for (const { evidence } of requests) evidence.actorDocument = hash(Buffer.from(textOf(document)));
  for (const opening of beside) {
    const entry = entries.find((_, seq) => seq === opening?.seq);
    if (typeof entry !== "object" || entry === null) continue;
    for (const [name, made] of [
      ["event", salted],
      ["evidence", salted],
      ["matter", hashed],
      ["settings", hashed],
    ] as const) {
      try {
        if (opening[name]) entry[name] = made(opening[name]);
      } catch {
        // it has no canonical form
      }
    }
  }
}

/** Words that stand for what JSON can say and no value here can be: numbers without end, and boxes in boxes in boxes. */
export const words = { deep: "@deep", huge: "@huge" };

/** A value as JSON, with the words for what no value can be. */
export const textOf = (value: unknown): string =>
  JSON.stringify(value)
    .replaceAll(`"${words.deep}"`, `${"[".repeat(15_000)}${"]".repeat(15_000)}`)
    .replaceAll(`"${words.huge}"`, "1e999");

/** A value with its names in the order of canonical JSON. */
function inOrder(value: any): any {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((name) => [name, inOrder(value[name])]),
  );
}

/** The leaf of an entry, whatever it is. */
const leafOf = (entry: unknown): string => textOf(inOrder(entry));

/** The files of a ledger whose heads are signed over whatever its entries say, by their paths under its address. */
export async function filesOf({ actor, entries, beside, document }: World): Promise<Map<string, Uint8Array>> {
  const leaves = entries.map((entry) => Buffer.from(leafOf(entry)).subarray(0, 65_535));
  const tree = leaves.reduce((grown, leaf) => append(sha256, grown, leafHash(sha256, leaf)), emptyTree);
  const head = { origin: madeOrigin, size: tree.size, root: rootOf(sha256, tree) };
  const note = await signCheckpoint(sha256, head, key.publicKey, (text) => sign(null, text, key.privateKey));
  const text = textOf(document);
  const tile = { index: 0, width: leaves.length };
  return new Map<string, Uint8Array>([
    ["actor", Buffer.from(textOf(actor))],
    ["checkpoint", Buffer.from(note)],
    ["heads", Buffer.from(`${JSON.stringify(note)}\n`)],
    [tilePath({ level: "entries", ...tile }), writeEntries(leaves)],
    [tilePath({ level: 0, ...tile }), join(...leaves.map((leaf) => leafHash(sha256, leaf)))],
    [`beside/000.p/${leaves.length}`, Buffer.from(beside.map((one) => `${textOf(one)}\n`).join(""))],
    [`documents/${hash(Buffer.from(text))}`, Buffer.from(text)],
  ]);
}

/** The same ledger as the lines of an archive, without their sums. */
export async function linesOf(world: World): Promise<object[]> {
  const files = await filesOf(world);
  const text = (path: string): string => Buffer.from(files.get(path) ?? []).toString();
  const assembly = `https://${madeOrigin}`;
  const head = { format: "folkmoot-archive", version: 1, origin: "https://moot.example", madeAt: receivedAt };
  const document = Buffer.from(textOf(world.document));
  return [
    { kind: "archive", ...head, assemblies: [assembly], leftOut: [] },
    { kind: "ledger", assembly, actor: world.actor, checkpoint: text("checkpoint") },
    { kind: "head", note: text("checkpoint") },
    ...world.entries.flatMap((entry, seq) => {
      const leaf = leafOf(entry);
      const { seq: _, ...opening } = world.beside.find((one) => one.seq === seq) ?? { seq };
      const line = { kind: "entry", seq, leaf, hash: toHex(leafHash(sha256, Buffer.from(leaf))), opening };
      const before = { kind: "document", hash: hash(document), body: document.toString("base64") };
      return opening.evidence ? [before, line] : [line];
    }),
    ...wordsOf(world),
    { kind: "end", entries: world.entries.length },
  ];
}

/** What an archive says of the only proposal, and of who answered what. */
function wordsOf({ entries }: World): object[] {
  const tally = entries.find((entry) => entry?.kind === "outcome")?.tally;
  const asked = { id: question, opensAt: receivedAt, closesAt: receivedAt, closedAt: null, roll: 1 };
  const text = { title: "Bread", text: "Daily.", language: "en" };
  const proposal = { id: "p1", version: 1, ...text, question: asked, tally, outcome: "adopted" };
  const answer = { voter: actor, position: "agree", reason: null, at: receivedAt, via: "poll" };
  return [
    { kind: "proposal", proposal },
    { kind: "answer", proposal: "p1", answer },
  ];
}

/** Lines with sums that fit them, whatever they say. */
export function summed(lines: readonly unknown[]): string[] {
  let last = "";
  return lines.map((line) => {
    const body = textOf(line).slice(0, -1);
    last = hash(Buffer.from(`${last}\n${body}`)).slice(0, 32);
    return `${body},"sum":"${last}"}`;
  });
}
