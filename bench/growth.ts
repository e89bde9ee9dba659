import { castBallot } from "../src/actions/cast-ballot.ts";
import { signHead } from "../src/actions/sign-head.ts";
import { type Assembly, loadAssembly } from "../src/store/assemblies.ts";
import { type Moot, startMoot } from "../test/support/moot.ts";
import { startServer } from "../test/support/process.ts";
import { percentile } from "./baseline.ts";
import { fillQuestion } from "./fill.ts";

const secret = "a secret of the benchmark, not of any server";

type Place = {
  readonly moot: Moot;
  readonly assembly: Assembly;
  readonly questionId: string;
  readonly page: string;
  /** How long the first head over all of it took, in seconds. */
  readonly firstHead: number;
};

/** A server with one question that has so many ballots, and a first head over its ledger. */
async function fill(url: string, count: number): Promise<Place> {
  const database = { place: { url }, drop: async () => {} };
  const moot = await startMoot({ database, idle: true, isPainted: true, env: { SECRET_KEY: secret } });
  await moot.api("/assemblies", { handle: "coop", name: "Co-op", rule: "consensus", joining: "open" });
  const draft = { title: "Stay", text: "Here.", open: true };
  const { body } = await moot.api("/assemblies/coop/proposals", draft);
  const questionId = String(body.question).split("/").at(-1) as string;
  await fillQuestion(url, questionId, count);
  const assembly = await loadAssembly(moot.ctx.db, "coop");
  if (!assembly) throw new Error("no assembly");
  const before = performance.now();
  await signHead(moot.ctx, assembly, true);
  const firstHead = (performance.now() - before) / 1000;
  return { moot, assembly, questionId, page: `/proposals/${body.id}`, firstHead };
}

/** Times one more ballot, by somebody from outside the roll, and one more head; both in milliseconds. */
async function oneMore({ moot: { ctx }, assembly, questionId }: Place, number: number) {
  const actorId = `https://more.example/users/${number}`;
  const ballot = {
    questionId,
    actorId,
    kind: "Person",
    choice: "agree",
    via: "poll",
    reasoned: false,
  } as const;
  const times = [performance.now()];
  await ctx.db.transaction((tx) => castBallot(ctx, tx, { ...ballot, receivedAt: ctx.now(), evidence: null }));
  times.push(performance.now());
  await signHead(ctx, assembly, true);
  times.push(performance.now());
  const [began = 0, cast = 0, signed = 0] = times;
  return { cast: cast - began, sign: signed - cast };
}

/** How long the first page of a fresh process takes, and the median of five after it, in milliseconds. */
async function timePage(url: string, { page, moot }: Place) {
  const env = { DATABASE_URL: url, SECRET_KEY: secret, DATA_DIR: "/tmp" };
  // a server's origin is the one that its data began with
  const { port } = new URL(moot.origin);
  const server = await startServer(env, Number(port));
  const times: number[] = [];
  for (let n = 0; n < 6; n++) {
    const before = performance.now();
    const answer = await fetch(`http://127.0.0.1:${port}${page}`, { headers: { accept: "text/html" } });
    await answer.text();
    if (!answer.ok) throw new Error(`${page} answered ${answer.status}`);
    times.push(performance.now() - before);
  }
  await server.stop();
  return { cold: times[0] as number, warm: percentile(times.slice(1), 0.5) };
}

/**
 * What a ledger of many entries costs beside one of few: one more ballot, one more head, the page of the tally. Both
 * are measured turn by turn, so that what else the machine does falls on both.
 */
export async function measureGrowth(urls: readonly [string, string], few: number, many: number, turns = 200) {
  const small = await fill(urls[0], few);
  const large = await fill(urls[1], many);
  const figures = {
    small: [] as { cast: number; sign: number }[],
    large: [] as { cast: number; sign: number }[],
  };
  for (let n = 0; n < turns + 20; n++) {
    const [one, other] = [await oneMore(small, n), await oneMore(large, n)];
    // the first are for caches and plans
    if (n < 20) continue;
    figures.small.push(one);
    figures.large.push(other);
  }
  const middle = (of: readonly { cast: number; sign: number }[]) => ({
    cast: percentile(
      of.map(({ cast }) => cast),
      0.5,
    ),
    sign: percentile(
      of.map(({ sign }) => sign),
      0.5,
    ),
  });
  await small.moot.stop();
  await large.moot.stop();
  const pages = { small: await timePage(urls[0], small), large: await timePage(urls[1], large) };
  return { small: middle(figures.small), large: middle(figures.large), pages, firstHead: large.firstHead };
}
