import type { Context } from "../context.ts";
import { readReason } from "../domain/leaving.ts";
import { mayDo } from "../domain/powers.ts";
import { isRefusal, type Refusal, refuse } from "../domain/refusal.ts";
import type { Assembly } from "../store/assemblies.ts";
import type { Database } from "../store/database.ts";
import { authorOf, endHiding, saveHiding, standingHiding } from "../store/hidings.ts";
import { appendPublicEvent } from "../store/public-log.ts";
import { loadReply } from "../store/replies.ts";
import { standingOf } from "./standing.ts";

/** Which note a facilitator hides or shows, and why. `author` is needed only where two claim the same note. */
export type Hiding = {
  readonly assembly: Assembly;
  readonly actorId: string;
  readonly noteId: string;
  readonly author?: string | undefined;
  readonly reason: string;
};

/**
 * A facilitator hides somebody's words as spam: logged in public, and undone by `showWords`. The ballot that came with
 * them stands and counts as it did. Refuses `not-a-facilitator`, `banned`, `bad-reason`, `no-words`, `already-done`.
 */
export async function hideWords(ctx: Context, tx: Database, hiding: Hiding): Promise<Refusal | null> {
  const found = await checked(ctx, tx, hiding, "hide");
  if (isRefusal(found)) return found;
  const { author, reason } = found;
  const { assembly, actorId, noteId } = hiding;
  if (await standingHiding(tx, assembly.id, noteId, author)) return refuse("already-done");
  const now = ctx.now();
  await saveHiding(tx, {
    ...{ id: ctx.newId(), assemblyId: assembly.id, noteId, actorId: author, by: actorId, reason, at: now },
  });
  await log(ctx, tx, hiding, { ...found, kind: "hidden" });
  return null;
}

/** A facilitator shows hidden words again. Refuses what hiding does, and `no-words` where they are not hidden. */
export async function showWords(ctx: Context, tx: Database, hiding: Hiding): Promise<Refusal | null> {
  const found = await checked(ctx, tx, hiding, "unhide");
  if (isRefusal(found)) return found;
  const { assembly, actorId, noteId } = hiding;
  const standing = await standingHiding(tx, assembly.id, noteId, found.author);
  if (!standing) return refuse("no-words");
  await endHiding(tx, standing.id, actorId, ctx.now());
  await log(ctx, tx, hiding, { ...found, kind: "shown" });
  return null;
}

type Found = { readonly author: string; readonly reason: string; readonly proposalId: string | null };

async function checked(
  ctx: Context,
  tx: Database,
  { assembly, actorId, noteId, ...hiding }: Hiding,
  deed: "hide" | "unhide",
): Promise<Found | Refusal> {
  const refusal = mayDo(deed, await standingOf(ctx, tx, assembly, actorId));
  if (refusal) return refusal;
  const reason = readReason(hiding.reason);
  if (isRefusal(reason)) return reason;
  const author = hiding.author ?? (await authorOf(tx, assembly.id, noteId));
  const reply = author === null ? null : await loadReply(tx, noteId, author);
  if (reply?.assemblyId !== assembly.id) return refuse("no-words");
  return { author: reply.actorId, reason, proposalId: reply.proposalId };
}

const log = (
  ctx: Context,
  tx: Database,
  { assembly, actorId, noteId }: Hiding,
  { kind, author, reason, proposalId }: Found & { readonly kind: "hidden" | "shown" },
): Promise<void> =>
  appendPublicEvent(tx, {
    ...{ id: ctx.newId(), assemblyId: assembly.id, proposalId, subject: noteId, kind },
    ...{ by: actorId, at: ctx.now(), detail: { author, reason } },
  });
