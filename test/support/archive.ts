import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { archiveLines } from "../../src/cli/archive-file.ts";
import { type ArchiveLine, openLines, sumLines } from "../../src/ledger/archive.ts";
import { type ArchiveVerified, verifyArchive } from "../../src/ledger/archive-verify.ts";
import { sha256, verifyEd25519 } from "../../src/ledger/node-crypto.ts";
import { actorKey } from "../../src/ledger/served.ts";
import { canonical } from "../../src/ledger/write.ts";
import { keyFrom, openFrames } from "../../src/sealed-frames.ts";
import { cli } from "./cli.ts";
import { operatorToken, until } from "./moot.ts";
import { run } from "./process.ts";
import { begin, type Story } from "./story.ts";

/** A folder of a test's own, which goes when the process ends. */
export const ownFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "folkmoot-archive-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

/** Runs the command line, as the operator of a server. */
export const folkmoot = (env: Record<string, string>, ...args: string[]) =>
  run({ OPERATOR_TOKEN: operatorToken, ...env }, cli, args);

/** Members who decided by poll and in words, one who took an answer back, strangers who answered, and what is open. */
export async function lived(): Promise<Story> {
  const story = await begin({ rule: "majority", votingHours: 0 });
  await story.admit("ann", "bea", "cem");
  const { question, id } = await story.ask({ closesAt: new Date(Date.now() + 8000).toISOString() });
  await story.account("ann").vote(question, "Agree");
  await story.account("bea").reply(question, "disagree, far too early");
  await story.account("zoe").vote(question, "Agree");
  await story.account("zed").reply(question, "agree, from far away");
  await story.account("cem").reply(question, "agree, bread at last");
  await until("the close", async () => (await story.proposal(id)).state === "adopted", 40);
  const open = await story.ask({
    title: "Bake on Mondays",
    closesAt: new Date(Date.now() + 3_600_000).toISOString(),
  });
  await story.account("ann").vote(open.question, "Disagree");
  await story.account("yan").vote(open.question, "Agree");
  await story.settled();
  // a head lasts five seconds, and an export ends where the newest one does
  await until("a head over all entries", async () => {
    const answer = await fetch(`${story.assembly}/ledger/checkpoint`);
    return Number((await answer.text()).split("\n")[1]) === (await story.count("ledger_entry"));
  });
  return story;
}

/** The lines of an archive in a file. */
export async function linesIn(file: string): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of archiveLines(file)) lines.push(line);
  return lines;
}

/** Verifies lines as `folkmoot verify` does. */
export const verifyLines = (lines: readonly string[]): Promise<ArchiveVerified> =>
  verifyArchive(
    { sha256, verify: verifyEd25519, canonical },
    openLines(
      sha256,
      (async function* () {
        yield* lines;
      })(),
    ),
    ({ actor }) => actorKey(actor),
  );

/** The first bad entry and why, of an archive that does not hold; null: it holds. */
export function firstBad({
  trouble,
  ledgers,
}: ArchiveVerified): { seq: number | null; wrong: string } | null {
  if (trouble) return trouble;
  const fault = ledgers.flatMap(({ faults }) => faults)[0];
  return fault ? { seq: "seq" in fault ? fault.seq : null, wrong: fault.wrong } : null;
}

/** What an archive holds encrypted, as one text. */
export async function openSealed(lines: readonly string[], passphrase: string): Promise<string> {
  const parsed = lines.map((line) => JSON.parse(line));
  const { salt } = parsed.find(({ kind }) => kind === "sealed");
  const frames = parsed.flatMap(({ kind, data }) => (kind === "frame" ? [Buffer.from(data, "base64")] : []));
  const packed: Buffer[] = [];
  const key = keyFrom(passphrase, Buffer.from(salt, "base64"));
  for await (const bytes of openFrames(
    key,
    (async function* () {
      yield* frames;
    })(),
  ))
    packed.push(bytes);
  return gunzipSync(Buffer.concat(packed)).toString();
}

/** Sums lines anew, as a forger would. */
export function resum(lines: readonly string[]): string[] {
  const sum = sumLines(sha256);
  return lines.map((line) => {
    const { sum: _sum, ...content } = JSON.parse(line);
    return sum(content as ArchiveLine).trimEnd();
  });
}
