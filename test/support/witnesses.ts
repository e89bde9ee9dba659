import { sql } from "drizzle-orm";
import { remindWitnesses } from "../../src/jobs/deadlines.ts";
import { readCheckpoint } from "../../src/ledger/checkpoint.ts";
import { rowsOf } from "../../src/store/rows.ts";
import { type Moot, startMoot, until } from "./moot.ts";
import { begin, type Story } from "./story.ts";

/** Two servers on loopback: `coop` on one, and `union` on the other, which may witness its ledger. */
export type Watched = {
  readonly story: Story;
  readonly other: Moot;
  readonly union: string;
  /** `coop` asks, `union` accepts, and the first head is co-signed. */
  begin(): Promise<void>;
  /** A question that closes at once; answers the proposal's id once there is an outcome. */
  decide(title: string): Promise<string>;
  witness(): Promise<any>;
  witnessed(): Promise<any>;
  checkpoint(): Promise<string>;
  /** How many entries the newest head has, as it is served. */
  size(): Promise<number>;
  /** The same, once it is a head over every entry that there is. */
  signed(): Promise<number>;
  /** The same, once the witness has co-signed it. */
  cosigned(): Promise<number>;
  /** Waits until neither server has anything left to do or to say to the other. */
  quiet(): Promise<void>;
  /** The server of `coop` starts anew, as after a backup was put back: it believes nothing that it knew of witnesses. */
  restart(): Promise<void>;
  stop(): Promise<void>;
};

/** Starts both. What is voted on in `coop` closes after a few seconds. */
export async function watched(): Promise<Watched> {
  const story = await begin({ rule: "majority", votingHours: 0 });
  const other = await startMoot();
  const founded = await other.api("/assemblies", { handle: "union", name: "Union", rule: "consensus" });
  const union = founded.body.id as string;
  const list = async (moot: Moot, handle: string) => (await moot.api(`/assemblies/${handle}/witnesses`)).body;
  const checkpoint = async () => (await story.moot.get("/assemblies/coop/ledger/checkpoint", "*/*")).text;
  const watched: Watched = {
    ...{ story, other, union, checkpoint },
    begin: async () => {
      const account = `@union@${new URL(other.origin).host}`;
      const asked = await story.moot.api("/assemblies/coop/witnesses", { account });
      if (asked.status !== 201) throw new Error(JSON.stringify(asked.body));
      const request = await until("the request", async () => (await watched.witnessed())?.id);
      const step = await other.api(`/assemblies/union/witnesses/${request}`, { step: "accept" });
      if (step.status !== 200) throw new Error(JSON.stringify(step.body));
      await until("the first co-signature", async () => (await watched.witness()).size > 0);
    },
    decide: async (title) => {
      const { id } = await story.ask({ title, closesAt: new Date(Date.now() + 1500).toISOString() });
      await until("an outcome", async () => (await story.proposal(id)).outcome);
      return id;
    },
    witness: async () => (await list(story.moot, "coop")).witnesses[0],
    witnessed: async () => (await list(other, "union")).witnessed[0],
    size: async () => readCheckpoint(await checkpoint())?.size ?? 0,
    signed: () =>
      until("a head over every entry", async () => {
        const size = await watched.size();
        return size === (await story.count("ledger_entry")) && size;
      }),
    cosigned: async () => {
      const size = await watched.signed();
      await until("the head to be co-signed", async () => (await watched.witness()).size === size);
      return size;
    },
    quiet: async () => {
      let before = "";
      await until("both servers to be done", async () => {
        const [one, two] = [await jobsOf(story.moot), await jobsOf(other)];
        const now = `${one.all} ${two.all}`;
        // what one of them did between two looks may have given the other something to do
        const isDone = one.open + two.open === 0 && now === before;
        before = now;
        return isDone;
      });
    },
    restart: async () => {
      Object.assign(story.moot.ctx, { startedAt: new Date() });
      await remindWitnesses(story.moot.ctx);
    },
    stop: async () => {
      await story.stop();
      await other.stop();
    },
  };
  return watched;
}

/** How many jobs a server ever had, and how many of them it is at or should be. */
async function jobsOf({ ctx: { db } }: Moot): Promise<{ open: number; all: number }> {
  const [row] = rowsOf<{ open: string; all: string }>(
    await db.execute(sql`
      select count(*) as all,
        count(*) filter (where state in ('created', 'retry', 'active') and start_after <= now()) as open
      from pgboss.job`),
  );
  return { open: Number(row?.open), all: Number(row?.all) };
}

const tables = ["ledger_entry", "ledger_head", "ledger_tile", "witness", "delivery"];

/**
 * Keeps what a backup holds of the ledger, and puts it back later, as whoever restores a database does; all else stays,
 * so that a test can go on from there.
 */
export async function backUp({ ctx: { db } }: Moot, name: string): Promise<() => Promise<void>> {
  const run = async (text: string) => void (await db.execute(sql.raw(text)));
  for (const table of [...tables, "counter"])
    await run(`create table ${name}_${table} as select * from ${table}`);
  return async () => {
    await run(`update counter c set last = k.last from ${name}_counter k
      where k.assembly_id = c.assembly_id and k.name = c.name and c.name = 'ledger'`);
    for (const table of tables) {
      await run(`alter table ${table} disable trigger user`);
      await run(`delete from ${table}`);
      await run(`insert into ${table} select * from ${name}_${table}`);
      await run(`alter table ${table} enable trigger user`);
    }
  };
}
