import { eq, sql } from "drizzle-orm";
import { askToJoin } from "../../src/actions/ask-to-join.ts";
import { enactAct } from "../../src/actions/enact-membership.ts";
import type { Context } from "../../src/context.ts";
import type { Act } from "../../src/domain/act.ts";
import { positionsOf, tallyOf } from "../../src/domain/ballot.ts";
import { outcome, presets } from "../../src/domain/rule.ts";
import type { Entry } from "../../src/ledger/entry.ts";
import { sha256 } from "../../src/ledger/node-crypto.ts";
import { rollHash, saltedHash } from "../../src/ledger/tags.ts";
import { type Assembly, loadAssembly } from "../../src/store/assemblies.ts";
import type { Database } from "../../src/store/database.ts";
import { enterLedger } from "../../src/store/ledger.ts";
import { lockMembership, type Membership } from "../../src/store/members.ts";
import { eventsOfMembership } from "../../src/store/people.ts";
import { listPublicEvents } from "../../src/store/public-log.ts";
import { memberships } from "../../src/store/schema/index.ts";
import type { Account } from "./account.ts";
import type { Story } from "./story.ts";

const day = 86_400_000;

/** Enters in the ledger alone that the assembly adopted something just now, by one vote: nobody is removed without. */
async function enterAdoption(ctx: Context, tx: Database, assembly: Assembly): Promise<void> {
  const { id: assemblyId, constitution } = assembly;
  const [question, proposal, hash] = [ctx.newId(), ctx.newId(), "00".repeat(32)];
  const [at, opensAt] = [ctx.now().toISOString(), new Date(ctx.now().getTime() - 1).toISOString()];
  const text = { proposal, version: 1, text: hash };
  const rule = presets.majority;
  const seats = await tx.select().from(memberships).where(eq(memberships.assemblyId, assemblyId));
  const tags = seats.flatMap(({ state, salt, actorId }) =>
    state === "member" ? [saltedHash(sha256, salt, actorId)] : [],
  );
  const roll = { size: tags.length, members: rollHash(sha256, tags) };
  const voted = { voter: hash, roll: true, choices: ["agree"], reasoned: false, via: "poll", evidence: null };
  const tally = tallyOf([{ position: "agree", reasoned: false }]);
  const frozen = { options: positionsOf(rule), rule, roll, opensAt, closesAt: at, replaces: null };
  const entries: Entry[] = [
    { kind: "version", at, ...text, matter: hash },
    { kind: "open", at, question, ...text, constitution, ...frozen },
    { kind: "ballot", at, question, receivedAt: opensAt, ...voted },
    { kind: "close", at, question, why: null },
    { kind: "outcome", at, question, outcome: outcome(rule, roll.size, tally), tally },
  ];
  for (const entry of entries) await enterLedger(tx, { id: ctx.newId(), assemblyId, entry });
}

/** What tests about members do, on a story whose assembly is `coop`. */
export function assemblyOf(story: Story) {
  const { ctx } = story.moot;
  const load = async (handle = "coop"): Promise<Assembly> => {
    const assembly = await loadAssembly(ctx.db, handle);
    if (!assembly) throw new Error(`no assembly ${handle}`);
    return assembly;
  };
  const inside = async <Value>(act: (tx: Database, assembly: Assembly) => Promise<Value>): Promise<Value> => {
    const assembly = await load();
    return ctx.db.transaction((tx) => act(tx, assembly));
  };
  const seat = async ({ id }: Account): Promise<Membership | null> =>
    lockMembership(ctx.db, (await load()).id, id);
  return {
    load,
    /** Runs an act in a transaction of its own. */
    inside,
    /** Somebody's membership; null where they never had one. */
    seat,
    /** What happened to somebody's membership, oldest first. */
    events: async (who: Account) => eventsOfMembership(ctx.db, (await seat(who))?.id ?? ctx.newId()),
    /** What stands in the assembly's public log, newest first. */
    log: async () => listPublicEvents(ctx.db, (await load()).id, 100),
    /** Somebody asks to join, and affirms. */
    join: async (who: Account, more: { code?: string; kind?: string; language?: string } = {}) => {
      await ctx.resolveActor(who.id);
      return inside((tx, assembly) =>
        askToJoin(ctx, tx, { assembly, actorId: who.id, kind: "Person", ...more }),
      );
    },
    /** The assembly has decided something about people. */
    decide: (act: Act, id: string = ctx.newId()) =>
      inside(async (tx, assembly) => {
        if (act.what === "remove") await enterAdoption(ctx, tx, assembly);
        await enactAct(ctx, tx, assembly, { id, act });
      }),
    /** The assembly has changed its settings. */
    settle: (column: "joining" | "vouches" | "facilitation" | "facilitator_days", value: string) =>
      ctx.db.execute(
        sql`update assembly set ${sql.raw(`"${column}"`)} = ${sql.raw(value)} where handle = 'coop'`,
      ),
    days: (n: number): number => n * day,
  };
}
