import type { Context } from "../context.ts";
import { type RefusalCode, refuse } from "../domain/refusal.ts";
import { ledgerName, longestNote, readCheckpoint } from "../ledger/checkpoint.ts";
import { loadActor } from "../store/actors.ts";
import type { Assembly } from "../store/assemblies.ts";
import type { Database } from "../store/database.ts";
import { logRefusal } from "../store/requests.ts";
import { countAsking, lockPair, saveWitness, setWitness, type Witness } from "../store/witnesses.ts";
import { originOf } from "./sign-head.ts";
import { isBanned } from "./standing.ts";

/** What another assembly says about a ledger: theirs, which we are to witness, or ours, which they do. */
export type Checkpointed = {
  readonly assembly: Assembly;
  readonly actorId: string;
  /** A signed note, as it came: nothing of it is believed yet. */
  readonly note: string;
  /** How they say that it stands between us. */
  readonly state: string;
  readonly receivedAt: Date;
};

/** How many requests to witness may be open in an assembly: in all, and from one server. */
const mostAsking = { all: 50, ofOrigin: 5 };
const day = 24 * 3_600_000;

/**
 * Hears a head that somebody sent. Only written down here, for a job to look at: what is checked takes requests to
 * their server. Heads of ledgers that nobody here accepted are dropped; so is what was never asked.
 */
export async function hearCheckpoint(ctx: Context, tx: Database, heard: Checkpointed): Promise<void> {
  const { assembly, actorId, note } = heard;
  const origin = note.length <= longestNote ? readCheckpoint(note)?.origin : undefined;
  const role =
    origin === ledgerName(actorId) ? "by-us" : origin === originOf(ctx, assembly) ? "for-us" : null;
  if (!role) return refused(tx, heard, "bad-witness");
  const known = await lockPair(tx, assembly.id, role, actorId);
  if (role === "for-us") return known ? hearWitness(ctx, tx, known, heard) : refused(tx, heard, "no-witness");
  if (heard.state === "asked") return hearAsking(ctx, tx, known, heard);
  if (known?.state === "asked" || known?.state === "accepted") {
    if (heard.state === "ended") return setWitness(tx, known.id, { state: "ended", changedAt: ctx.now() });
    if (known.state === "accepted") return look(ctx, tx, known, heard);
  }
  return refused(tx, heard, "no-witness");
}

const refused = (tx: Database, { actorId, assembly, receivedAt }: Checkpointed, code: RefusalCode) =>
  logRefusal(tx, actorId, `witness ${assembly.handle}`, refuse(code).refused, receivedAt);

/** Keeps what came last, and has it looked at. */
async function look(ctx: Context, tx: Database, { id }: Witness, heard: Checkpointed): Promise<void> {
  await setWitness(tx, id, { heard: heard.note, heardAt: heard.receivedAt });
  await ctx.jobs.send(tx, "check-witness", { witnessId: id });
}

/** Somebody asks us to witness: written down for people to answer, so many at most. */
async function hearAsking(
  ctx: Context,
  tx: Database,
  known: Witness | null,
  heard: Checkpointed,
): Promise<void> {
  const { assembly, actorId, note, receivedAt } = heard;
  // who asks though we accepted has forgotten it: they are told which head we hold
  if (known?.state === "accepted") return look(ctx, tx, known, heard);
  const isOver = known?.state === "declined" || known?.state === "ended";
  const mayAskAgain = isOver && receivedAt.getTime() - known.changedAt.getTime() >= day;
  if (known && known.state !== "asked" && !mayAskAgain) return refused(tx, heard, "already-done");
  const actor = await loadActor(tx, actorId);
  if (actor?.kind !== "Group" || assembly.visibility === "closed") return refused(tx, heard, "bad-witness");
  if (await isBanned(ctx, tx, assembly, actorId)) return refused(tx, heard, "banned");
  const asking = await countAsking(tx, assembly.id, new URL(actorId).origin);
  const isTooMany = asking.all >= mostAsking.all || asking.ofOrigin >= mostAsking.ofOrigin;
  if (known?.state !== "asked" && isTooMany) return refused(tx, heard, "too-many");
  const now = { state: "asked", heard: note, heardAt: receivedAt } as const;
  if (known) return setWitness(tx, known.id, { ...now, ...(mayAskAgain ? { changedAt: receivedAt } : {}) });
  const row = { id: ctx.newId(), assemblyId: assembly.id, actorId, role: "by-us" as const };
  await saveWitness(tx, { ...row, ...now, createdAt: receivedAt, changedAt: receivedAt });
}

/** A witness of ours answers, or says which head it holds. What it never was asked for it says in vain. */
async function hearWitness(ctx: Context, tx: Database, known: Witness, heard: Checkpointed): Promise<void> {
  const { id, state } = known;
  const isAccepting = heard.state === "accepted" && state === "asked";
  const isEnding =
    (heard.state === "declined" && state === "asked") ||
    (heard.state === "ended" && (state === "asked" || state === "accepted"));
  if (isAccepting) await setWitness(tx, id, { state: "accepted", changedAt: ctx.now() });
  if (isEnding)
    await setWitness(tx, id, { state: heard.state as "declined" | "ended", changedAt: ctx.now() });
  return look(ctx, tx, known, heard);
}
