import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { test } from "tap";
import { reportLedger } from "../../src/cli/report-ledger.ts";
import { plainJson } from "../../src/cli/terminal.ts";
import { reportArchive } from "../../src/cli/verify-archive.ts";
import { evidenceChecker } from "../../src/ledger/evidence.ts";
import { sha256, verifyEd25519 } from "../../src/ledger/node-crypto.ts";
import { servedLedger } from "../../src/ledger/served.ts";
import { verifyLedger } from "../../src/ledger/verify.ts";
import { canonical } from "../../src/ledger/write.ts";
import { firstBad, verifyLines } from "../support/archive.ts";
import { folkmoot } from "../support/cli.ts";
import { madeOrigin } from "../support/made-ledger.ts";
import {
  actor,
  filesOf,
  fit,
  linesOf,
  salt,
  soundWorld,
  summed,
  type World,
  words,
} from "../support/odd-ledger.ts";

let files = new Map<string, Uint8Array>();
const path = new URL(`https://${madeOrigin}`).pathname;
const server = createServer(({ url = "" }, response) => {
  const file = files.get(url === path ? "actor" : url.slice(`${path}/ledger/`.length));
  if (!file) response.statusCode = 404;
  response.end(file);
});
await once(server.listen(0, "127.0.0.1"), "listening");
const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;

/** What `folkmoot verify` says of a served ledger; where it has no verdict, why, in a sentence of ours. */
async function said(world: World): Promise<string> {
  files = await filesOf(world);
  try {
    const { source, key, origin } = await servedLedger(address);
    const means = { sha256, verify: verifyEd25519, canonical, evidence: evidenceChecker() };
    const verified = await verifyLedger(means, source, { key, origin });
    return `${reportLedger(verified).join("\n")}${plainJson(verified).slice(0, 0)}`;
  } catch (error) {
    // what is no assembly has no ledger to judge; everything else is a mishap
    if (/is no assembly with a ledger/.test(String(error))) return String(error);
    throw error;
  }
}

type Place = { readonly of: any; readonly name: string };
/** Every place in a value at which another could stand. */
function placesIn(of: any): Place[] {
  if (typeof of !== "object" || of === null) return [];
  return Object.keys(of).flatMap((name) => [{ of, name }, ...placesIn(of[name])]);
}
const other = fc.oneof(
  fc.constantFrom<unknown>(null, true, 0, -1, 2 ** 53, 1e308, "", "x", "\u001b\u202e", [], {}, [null]),
  fc.constantFrom<unknown>({ toString: 1 }, [[[]]], words.deep, words.huge, "9".repeat(400), {
    length: 2 ** 31,
  }),
  fc.jsonValue({ maxDepth: 2 }),
);
/** One or two other values, each at some place of a value. */
const changes = fc.array(fc.tuple(fc.nat(), other), { minLength: 1, maxLength: 2 });
function change(value: object, by: readonly (readonly [number, unknown])[]): void {
  for (const [pick, instead] of by) {
    const places = placesIn(value);
    const { of, name } = places[pick % places.length] as Place;
    of[name] = structuredClone(instead);
  }
}

test("the ledger and the archive that are changed here hold as they are", async (t) => {
  t.match(await said(soundWorld()), /evidence: 1 verified.*\nIt holds/);
  t.equal(firstBad(await verifyLines(summed(await linesOf(soundWorld())))), null);
});

test("whatever stands anywhere in what a server says, there is a verdict and no mishap", async (t) => {
  await fc.assert(
    fc.asyncProperty(changes, fc.boolean(), async (by, fits) => {
      const world = soundWorld();
      change(world, by);
      if (!Array.isArray(world.entries) || !Array.isArray(world.beside)) return;
      if (fits) fit(world);
      await said(world);
    }),
    { numRuns: 300 },
  );
  t.pass("300 times");
});

test("whatever stands anywhere in an archive, there is a verdict and no mishap", async (t) => {
  await fc.assert(
    fc.asyncProperty(changes, fc.boolean(), async (by, inWorld) => {
      const world = soundWorld();
      if (inWorld) change(world.entries, by);
      const lines = await linesOf(world);
      if (!inWorld) change(lines, by);
      const { shown, raw } = reportArchive(await verifyLines(summed(lines)), reportLedger);
      if (shown.join("") === "" || plainJson(raw) === "") throw new Error("nothing is said");
    }),
    { numRuns: 300 },
  );
  t.pass("300 times");
});

test("what stands beside entries is read as it is written, and opens one thing alone", async (t) => {
  const tries: ((world: World) => void)[] = [
    // the end of a longer salt could be the beginning of somebody else's name
    ({ beside }) => Object.assign(beside[1].who, { salt: `${salt}68`, actor: actor.slice(1) }),
    ({ beside }) => Object.assign(beside[1].who, { salt: salt.toUpperCase() }),
    ({ beside }) => beside.push({ seq: 2, who: { actor, salt } }),
    ({ beside }) => beside.push({ seq: 99 }),
    ({ beside }) => beside.push(null),
    ({ beside }) => beside.push({ ...beside[1], seq: 2, matter: null }),
    ({ beside }) => Object.assign(beside[4].evidence, { headers: [["date"]] }),
    ({ beside }) => Object.assign(beside[0].settings, { joining: words.deep }),
  ];
  const verdicts = [];
  for (const change of tries) {
    const world = soundWorld();
    change(world);
    verdicts.push(/\[[a-z-]+\]/.exec(await said(world))?.[0]);
  }
  t.same(verdicts, Array(tries.length).fill("[not-its-opening]"));
});

test("a line beside the entries that is no JSON is a fault, and no mishap", async (t) => {
  files = await filesOf(soundWorld());
  const beside = [...files.keys()].find((name) => name.startsWith("beside/")) ?? "";
  files.set(beside, Buffer.concat([files.get(beside) ?? new Uint8Array(), Buffer.from("{]\n")]));
  const { source, key } = await servedLedger(address);
  const { faults } = await verifyLedger({ sha256, verify: verifyEd25519, canonical }, source, { key });
  t.same(faults, [{ wrong: "not-its-opening", seq: 0 }]);
});

test("files that begin with the mark of an encoding are read alike by all parts of the command line", async (t) => {
  files = await filesOf(soundWorld());
  for (const name of ["heads", "checkpoint"])
    files.set(name, Buffer.concat([Buffer.from("\ufeff"), files.get(name) ?? new Uint8Array()]));
  const heads = join(mkdtempSync(join(tmpdir(), "folkmoot-mark-")), "heads.json");
  for (const time of ["first", "second"]) {
    const { code, said } = await folkmoot(["verify", address, "--heads", heads]);
    t.equal(code, 0, `${time}: ${said}`);
  }
  rmSync(dirname(heads), { recursive: true });
});

test("an archive's documents stand one before an entry each, so that nobody must keep many", async (t) => {
  const lines = await linesOf(soundWorld());
  const at = lines.findIndex((line: any) => line.kind === "document");
  const bad = await verifyLines(summed(lines.toSpliced(at, 0, lines[at] as object)));
  t.match(firstBad(bad), { wrong: "out-of-place" });
});

test("a proof of a fork that is cut off proves nothing, and says so", async (t) => {
  const file = join(mkdtempSync(join(tmpdir(), "folkmoot-cut-")), "fork.json");
  writeFileSync(file, '{"v":1,"kind":"fork","origin":');
  t.match(await folkmoot(["verify", file]), { code: 1, said: /NOT PROVEN/ });
  rmSync(dirname(file), { recursive: true });
});

test("the server goes", async () => {
  server.closeAllConnections();
  server.close();
});
