import { randomBytes } from "node:crypto";
import { cpus } from "node:os";
import postgres from "postgres";
import { measureRsa } from "./baseline.ts";
import { measureDeliveries } from "./deliveries.ts";
import { measureDesk } from "./desk.ts";
import { measureGrowth } from "./growth.ts";
import { measureVerify } from "./ledger-files.ts";
import { measureTalk } from "./talk.ts";
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

const replies = 10_000;
const talk = await withDatabase((url) => measureTalk(url, replies));
const talked = {
  proposal: `a proposal's page with ${replies} replies, and with none`,
  newest: "  its discussion, the newest threads first",
  weightiest: "  the threads of the most people first",
  thread: "  the longest thread",
  collection: "  the thread as other servers read it",
} as const;
for (const [part, name] of Object.entries(talked) as [keyof typeof talked, string][]) {
  const [full, empty] = [talk.full[part], talk.empty[part]];
  row(name, `${round(full)} / ${round(empty)} ms`, `${round(full / empty)} : 1`);
}
const amendments = 500;
const desk = await withDatabase((url) => measureDesk(url, amendments));
const ofRender = (ms: number): [string, string] => [
  `${round(ms)} ms`,
  `${round(ms / desk.render)} : 1 of rendering the text, ${round(desk.render)} ms`,
];
row(`merge desk of ${desk.bytes} bytes with ${amendments} amendments`, ...ofRender(desk.pages.full));
row(
  "  with none, and the proposal's own page with all",
  `${round(desk.pages.none)} / ${round(desk.pages.proposal)} ms`,
);
row("what differs between two such texts", ...ofRender(desk.differ));
row("  as a page, marked in the text", ...ofRender(desk.pages.diff));

const many = quick ? 20_000 : 1_000_000;
const shapes = [
  [`verify, ${many} members' ballots on one question`, { members: many, questions: 1, strangers: 0 }],
  [`verify, ${many} ballots on 100 questions`, { members: many / 100, questions: 100, strangers: 0 }],
] as const;
for (const [name, shape] of shapes) {
  const { seconds, work, megabytes, hashing, size } = await measureVerify(shape);
  row(name, `${round(seconds)} s`, `${round(seconds / hashing)} : 1 of SHA-256 over it`);
  row("  entries, seconds of a core, memory", `${size}, ${round(work)} s, ${round(megabytes)} MiB`);
}
const few = 1000;
const grown = await withDatabase((one) => withDatabase((other) => measureGrowth([one, other], few, many)));
const beside = (of: "cast" | "sign"): [string, string] => [
  `${round(grown.large[of])} / ${round(grown.small[of])} ms`,
  `${round(grown.large[of] / grown.small[of])} : 1`,
];
row(`one more ballot, after ${many} and after ${few}`, ...beside("cast"));
row("one more head over them", ...beside("sign"));
row("  the first head over all of them", `${round(grown.firstHead)} s`);
const { large, small } = grown.pages;
row(`page of the tally of ${many} ballots, of a fresh process`, `${round(large.cold)} ms`);
row(`  asked again, and with ${few}`, `${round(large.warm)} / ${round(small.warm)} ms`);
process.exit(0);
