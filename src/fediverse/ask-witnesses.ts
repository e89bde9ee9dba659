import { keepHeld } from "../actions/keep-cosignature.ts";
import { originOf } from "../actions/sign-head.ts";
import { isDueToAsk, isHeard, isWaitOver, maySign } from "../actions/watch-ledger.ts";
import type { Context } from "../context.ts";
import { type Assembly, loadAssemblyById } from "../store/assemblies.ts";
import { newestHead } from "../store/ledger-tree.ts";
import { setWitness, type Witness, watchingOver } from "../store/witnesses.ts";
import { isUnfetched } from "./loader.ts";
import type { Room } from "./room.ts";

/** How long a job waits for a witness that does not answer: what comes later counts all the same. */
const patience = 3000;
/** When witnesses that have not answered since the start are asked again: soon while all wait for them. */
const again = { soon: 5000, later: 5 * 60_000 };

/**
 * Asks the witnesses of an assembly which head of its ledger each holds, those that were not asked lately: a server
 * that was restored from an older backup learns by this what it has forgotten. Who has not answered since the start is
 * asked again and again. Waits `wait` milliseconds at most; an answer that comes later is taken in when it comes.
 */
export async function askWitnesses(
  { ctx, loader }: Room,
  assemblyId: string,
  wait = patience,
): Promise<void> {
  const due = (await watchingOver(ctx.db, assemblyId)).filter((witness) => isDueToAsk(ctx, witness));
  if (due.length === 0) return;
  const assembly = await loadAssemblyById(ctx.db, assemblyId);
  let isLate = false;
  const asked = due.map(async (witness) => {
    const answer = await heldBy(loader, witness, originOf(ctx, assembly));
    if ("failed" in answer) {
      ctx.log.info({ witness: witness.actorId, why: answer.failed }, "a witness does not say what it holds");
      return;
    }
    await takeIn(ctx, assembly, witness, answer.note);
    if (isLate) await useLate(ctx, assembly);
  });
  // a late one may come when the server stops
  const failed = (why: unknown) =>
    ctx.log.info({ assembly: assembly.handle, why }, "an answer was not taken in");
  const all = Promise.all(
    asked.map((one) => one.catch((why) => (isLate ? failed(why) : Promise.reject(why)))),
  );
  all.catch(() => {});
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      isLate = true;
      resolve();
    }, wait);
  });
  await Promise.race([all, tooLong]).finally(() => clearTimeout(timer));
  for (const { id } of due) await setWitness(ctx.db, id, { checkedAt: ctx.now() });
  await askAgain(ctx, assemblyId);
}

/** What a witness says that it holds; null: nothing, which only somebody can say of whom we know nothing else. */
async function heldBy(
  loader: Room["loader"],
  { actorId, held }: Witness,
  origin: string,
): Promise<{ note: string | null } | { failed: string }> {
  const url = `${actorId}/ledger/witnessed/${encodeURIComponent(origin)}`;
  const fetched = await loader(url, { accept: "file", anew: true, again: true });
  if (!isUnfetched(fetched)) return { note: fetched.body.toString("utf8") };
  return fetched.status === 404 && held === null ? { note: null } : fetched;
}

/** Keeps what a witness says that it holds; what is no head of ours is no answer. */
async function takeIn(
  ctx: Context,
  assembly: Assembly,
  witness: Witness,
  note: string | null,
): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const isAnswer = note === null || (await keepHeld(ctx, tx, assembly, witness, { note, key: null }));
    if (isAnswer) await setWitness(tx, witness.id, { answeredAt: ctx.now() });
  });
}

/** Looks at once at what a late answer means: nothing is signed any more, or now it may be. */
async function useLate(ctx: Context, { id: assemblyId }: Assembly): Promise<void> {
  const last = await newestHead(ctx.db, assemblyId);
  if (last && (await maySign(ctx, { id: assemblyId }, last)))
    await ctx.jobs.send(ctx.db, "sign-head", { assemblyId });
}

/** Has those asked again that have not answered since the start: whoever was only ever asked, as long as all wait. */
async function askAgain(ctx: Context, assemblyId: string): Promise<void> {
  const isOver = isWaitOver(ctx);
  const unheard = (await watchingOver(ctx.db, assemblyId)).filter((witness) => !isHeard(ctx, witness));
  if (!unheard.some(({ state }) => state === "accepted" || !isOver)) return;
  const startAfter = new Date(ctx.now().getTime() + (isOver ? again.later : again.soon));
  await ctx.jobs.send(ctx.db, "sign-head", { assemblyId }, { startAfter });
}
