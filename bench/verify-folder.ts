import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { sha256, verifyEd25519 } from "../src/ledger/node-crypto.ts";
import { tilePath, tileWidth } from "../src/ledger/tiles.ts";
import { type Source, verifyLedger } from "../src/ledger/verify.ts";
import { canonical } from "../src/ledger/write.ts";

// a process of its own, so that its memory is that of a verification and of nothing else
const [folder = "", size = "0"] = process.argv.slice(2);

/** SHA-256 over the bytes of all entries in one pass, in seconds: what nobody who checks them can beat. */
function hashAll(): number {
  const before = performance.now();
  const hash = createHash("sha256");
  for (let index = 0; index * tileWidth < Number(size); index++) {
    const width = Math.min(tileWidth, Number(size) - index * tileWidth);
    hash.update(readFileSync(join(folder, tilePath({ level: "entries", index, width }))));
  }
  hash.digest();
  return (performance.now() - before) / 1000;
}

const source: Source = {
  read: (path) => readFile(join(folder, path)).catch(() => null),
  openings: async ({ index }) => {
    const lines = await readFile(join(folder, `beside/${index}`), "utf8").catch(() => "");
    return lines
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  },
};

const hashing = hashAll();
const [before, busy] = [performance.now(), process.cpuUsage()];
const verified = await verifyLedger({ sha256, verify: verifyEd25519, canonical }, source);
const seconds = (performance.now() - before) / 1000;
const { user, system } = process.cpuUsage(busy);
const again = hashAll();
const { faults, results, unnamed } = verified;
const counted = results.reduce(
  (sum, { tally, sympathisers }) => sum + tally.agree + tally.abstain + tally.disagree + sympathisers,
  0,
);
const megabytes = process.resourceUsage().maxRSS / 1024;
const figures = {
  seconds,
  work: (user + system) / 1e6,
  megabytes,
  hashing: (hashing + again) / 2,
  size: verified.size,
};
console.log(JSON.stringify({ ...figures, faults, unnamed, ballots: counted }));
