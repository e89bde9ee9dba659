import { randomInt } from "node:crypto";
import type { Context } from "../context.ts";
import { codeHash, invitationDays, invitationsAtOnce, makeCode } from "../domain/invitation.ts";
import { mayDo } from "../domain/powers.ts";
import { type Refusal, refuse } from "../domain/refusal.ts";
import { type Assembly, loadAssemblyById } from "../store/assemblies.ts";
import type { Database } from "../store/database.ts";
import {
  closeInvitation,
  countInvitations,
  type Invitation,
  loadInvitation,
  openInvitation,
  saveInvitation,
} from "../store/joining.ts";
import { lockMembership } from "../store/members.ts";
import { standingOf } from "./standing.ts";

/** An invitation as it was made: the code is told here and never again. */
export type Invited = { readonly id: string; readonly code: string; readonly expiresAt: Date };

/**
 * A member makes an invitation: a code that is good once, for thirty days. Only its hash is kept. Refuses `banned`,
 * `not-a-member`, and `too-many-invitations` where ten of theirs are open.
 */
export async function makeInvitation(
  ctx: Context,
  tx: Database,
  { assembly, actorId }: { assembly: Assembly; actorId: string },
): Promise<Invited | Refusal> {
  const refusal = mayDo("invite", await standingOf(ctx, tx, assembly, actorId));
  if (refusal) return refusal;
  // one after the other, so that two at once cannot both be the tenth
  await lockMembership(tx, assembly.id, actorId);
  const now = ctx.now();
  if ((await countInvitations(tx, assembly.id, actorId, now)) >= invitationsAtOnce)
    return refuse("too-many-invitations");
  const made = {
    id: ctx.newId(),
    code: makeCode((below) => randomInt(below)),
    expiresAt: new Date(now.getTime() + invitationDays * 86_400_000),
  };
  const { id, expiresAt } = made;
  const row = { id, assemblyId: assembly.id, by: actorId, createdAt: now, expiresAt };
  await saveInvitation(tx, { ...row, codeHash: codeHash(made.code) });
  return made;
}

/** Who made an invitation ends it. Refuses `bad-invitation` where it is used or over, and others' invitations. */
export async function endInvitation(
  ctx: Context,
  tx: Database,
  { assembly, actorId, id }: { assembly: Assembly; actorId: string; id: string },
): Promise<Refusal | null> {
  const invitation = await loadInvitation(tx, id);
  if (!invitation || invitation.assemblyId !== assembly.id) return refuse("bad-invitation");
  const refusal = mayDo(
    "end-invitation",
    await standingOf(ctx, tx, assembly, actorId, { own: invitation.by }),
  );
  if (refusal) return refusal;
  return (await closeInvitation(tx, id, "end", ctx.now())) ? null : refuse("bad-invitation");
}

/**
 * The invitation behind a code, for whoever holds it; null where it was used, has ended, or who made it may not
 * invite any more.
 */
export async function findInvitation(ctx: Context, tx: Database, code: string): Promise<Invitation | null> {
  const found = await openInvitation(tx, codeHash(code), ctx.now());
  if (!found) return null;
  const maker = await standingOf(ctx, tx, await loadAssemblyById(tx, found.assemblyId), found.by);
  return mayDo("invite", maker) ? null : found;
}
