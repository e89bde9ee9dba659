import { randomBytes } from "node:crypto";
import { cpus } from "node:os";
import postgres from "postgres";
import { measureRsa } from "./baseline.ts";
import { measureDeliveries } from "./deliveries.ts";
import { measureVotes } from "./votes.ts";

const server = process.env.BENCH_DATABASE_URL ?? process.env.TEST_DATABASE_URL;
if (!server) {
  console.error(
    "The benchmark needs a PostgreSQL server: set BENCH_DATABASE_URL=postgres://user@host/database.",
  );
  process.exit(1);
}

/** Does something with a database of its own on that server. */
async function withDatabase<Result>(work: (url: string) => Promise<Result>): Promise<Result> {
  const name = `folkmoot_bench_${randomBytes(6).toString("hex")}`;
  const admin = postgres(server as string, { max: 1, onnotice: () => {} });
  await admin.unsafe(`create database ${name}`);
  const url = new URL(server as string);
  url.pathname = `/${name}`;
  try {
    return await work(url.href);
  } finally {
    await admin.unsafe(`drop database if exists ${name} with (force)`);
    await admin.end();
  }
}

const round = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toFixed(1));
const row = (name: string, figure: string, ratio = ""): void =>
  console.log(`${name.padEnd(58)}${figure.padStart(14)}   ${ratio}`);

const quick = process.argv.includes("--quick");
console.log(
  `Folkmoot on ${cpus().length} cores, Node ${process.version}, PostgreSQL. Ratios are against plain RSA of the same run.\n`,
);
const before = measureRsa();
row("plain RSA-2048 verification, one core", `${round(before.verify)}/s`);
row("plain RSA-2048 signing, one core", `${round(before.sign)}/s`);

const rate = 100;
const votes = await withDatabase((url) => measureVotes(url, quick ? 1200 : 4000, 16, rate));
const verify = (before.verify + measureRsa().verify) / 2;
const ratio = (each: number, base: number): string => `1 : ${round(base / each)}`;
row(
  "signed votes, 16 senders, until durable",
  `${round(votes.fast.perSecond)}/s`,
  ratio(votes.fast.perSecond, verify),
);
row("  p50 / p99", `${round(votes.fast.p50)} / ${round(votes.fast.p99)} ms`);
row(`signed votes at a steady ${rate}/s for 15 s`, `${round(votes.steady.perSecond)}/s`);
row("  p50 / p99, from when each was due", `${round(votes.steady.p50)} / ${round(votes.steady.p99)} ms`);
row(
  `a proposal's page with ${votes.counted} ballots, and with none`,
  `${round(votes.pages.full)} / ${round(votes.pages.empty)} ms`,
  `${round(votes.pages.full / votes.pages.empty)} : 1`,
);
row("  refused, and counted in the end", `${votes.fast.refused + votes.steady.refused}, ${votes.counted}`);

const deliveries = await withDatabase((url) => measureDeliveries(url, quick ? 200 : 1000));
const sign = (before.sign + measureRsa().sign) / 2;
row("deliveries of a new question to as many inboxes", `${round(deliveries)}/s`, ratio(deliveries, sign));
process.exit(0);
