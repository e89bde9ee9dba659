import { sql } from "drizzle-orm";
import { rowsOf } from "../../src/store/rows.ts";
import type { Account } from "./account.ts";
import { type Moot, startMoot, until } from "./moot.ts";
import { type Peer, startPeer } from "./peer.ts";

/** A server with one assembly, `coop`, and a peer with accounts: where most stories begin. */
export type Story = {
  readonly moot: Moot;
  readonly peer: Peer;
  readonly assembly: string;
  account(name: string): Account;
  /** Makes accounts members, by the operator. */
  admit(...names: string[]): Promise<Account[]>;
  /** Puts a question to the vote; answers its address and the proposal's id. */
  ask(more?: Record<string, unknown>): Promise<{ question: string; id: string }>;
  proposal(id: string): Promise<any>;
  ballots(id: string): Promise<any[]>;
  /** Every event about questions, in order. */
  events(): Promise<{ kind: string; position: string | null; code: string | null; via: string | null }[]>;
  /** How many rows a table has. */
  count(table: string): Promise<number>;
  /** Waits until everything that was asked for has been done. */
  settled(): Promise<void>;
  /** The texts that were sent to somebody alone, tags gone, oldest first. */
  told(account: Account): string[];
  /** The note in which somebody was told something that matches. */
  toldNote(account: Account, pattern: RegExp): Promise<any>;
  stop(): Promise<void>;
};

/** Begins a story; `charter` changes the assembly's. */
export async function begin(
  charter: Record<string, unknown> = {},
  options: Parameters<typeof startMoot>[0] = {},
): Promise<Story> {
  const moot = await startMoot(options);
  const peer = await startPeer();
  const founded = await moot.api("/assemblies", {
    handle: "coop",
    name: "Co-op",
    rule: "consensus",
    joining: "open",
    ...charter,
  });
  if (founded.status !== 201) throw new Error(`not founded: ${JSON.stringify(founded.body)}`);
  const accounts = new Map<string, Account>();
  const account = (name: string): Account => {
    const known = accounts.get(name) ?? peer.account(name);
    accounts.set(name, known);
    return known;
  };
  const rows = async <Row>(query: string): Promise<Row[]> =>
    rowsOf<Row>(await moot.ctx.db.execute(sql.raw(query)));
  const story: Story = {
    moot,
    peer,
    assembly: founded.body.id,
    account,
    admit: async (...names) => {
      for (const name of names) {
        const { status } = await moot.api("/assemblies/coop/members", { account: account(name).id });
        if (status !== 201) throw new Error(`${name} was not admitted: ${status}`);
      }
      return names.map(account);
    },
    ask: async (more = {}) => {
      const draft = { title: "Bake on Sundays", text: "From April.", open: true, ...more };
      const { status, body } = await moot.api("/assemblies/coop/proposals", draft);
      if (status !== 201) throw new Error(`not proposed: ${JSON.stringify(body)}`);
      return { question: body.question, id: body.id };
    },
    proposal: async (id) => (await moot.api(`/proposals/${id}`, undefined, null)).body,
    ballots: async (id) =>
      (await moot.api(`/proposals/${id}/ballots?limit=1000`, undefined, null)).body.items,
    events: () => rows("select kind, position, code, via from ballot_event order by assembly_id, seq"),
    count: async (table) => Number((await rows<{ n: string }>(`select count(*) as n from ${table}`))[0]?.n),
    settled: async () => {
      await until("the jobs that are due", async () => {
        const [row] = await rows<{ n: string }>(
          "select count(*) as n from pgboss.job where state in ('created', 'retry', 'active') and start_after <= now()",
        );
        return Number(row?.n) === 0;
      });
    },
    told: (somebody) => somebody.inbox().map((note) => plain(note.content)),
    toldNote: (somebody, pattern) =>
      until(`${somebody.name} to be told ${pattern}`, () =>
        somebody.inbox().find((note) => pattern.test(plain(note.content))),
      ),
    stop: async () => {
      await moot.stop();
      await peer.stop();
    },
  };
  return story;
}

/** A note's HTML without its tags. */
export const plain = (html: string): string =>
  html
    .replace(/<[^>]*>/g, " ")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, "&")
    .replace(/\s+/g, " ")
    .trim();
