import type { Context } from "../context.ts";
import type { Act } from "../domain/act.ts";
import { isId } from "../domain/addresses.ts";
import { readTarget } from "../domain/ban.ts";
import { stillAsked, supportsRemoval } from "../domain/leaving.ts";
import { isKept } from "../domain/local-time.ts";
import { isRefusal, type Refusal, refuse } from "../domain/refusal.ts";
import { mayServe, nextStart } from "../domain/role.ts";
import { loadActor } from "../store/actors.ts";
import type { Assembly } from "../store/assemblies.ts";
import { hasMemberAt, lockBan } from "../store/bans.ts";
import type { Database } from "../store/database.ts";
import { isUsedUp, loadLeaveInvitation } from "../store/leaving.ts";
import { isMember, lockMembership } from "../store/members.ts";
import { questionOf } from "../store/questions.ts";
import { listTerms, runningTerm } from "../store/role-terms.ts";
import { isBanned, sealFor } from "./standing.ts";
import { amendmentToVoteOn } from "./vote-on-amendment.ts";

/**
 * Whether what a proposal would do could be done as things stand; null where it could. Asked when it is proposed, and
 * again when a removal is put to the vote, and when the proposal `of` is adopted. Refuses `not-asking`, `no-person`, `leave-not-asked`, `no-facilitation`, `term-too-long`,
 * `too-many-terms`, `not-a-facilitator`, `bad-target`, `already-member`, `bad-date`, `already-done`, `no-ban`, `banned`, `no-amendment`, `stale-text`.
 */
export async function checkAct(
  ctx: Context,
  tx: Database,
  assembly: Assembly,
  act: Act,
  of: string | null = null,
): Promise<Refusal | null> {
  switch (act.what) {
    case "settle":
      return null;
    case "admit":
      return checkAdmission(ctx, tx, assembly, act.who);
    case "remove":
      return checkRemoval(ctx, tx, assembly, act, of);
    case "appoint": {
      if (!(await isMember(tx, assembly.id, act.who))) return refuse("no-person");
      if (await isBanned(ctx, tx, assembly, act.who)) return refuse("banned");
      const terms = await listTerms(tx, assembly.id, act.who);
      return mayServe(assembly, terms, nextStart(terms, ctx.now()), act.days);
    }
    case "dismiss":
      return (await runningTerm(tx, assembly.id, act.who, ctx.now())) ? null : refuse("not-a-facilitator");
    case "ban":
      return checkBan(ctx, tx, assembly, act);
    case "amend": {
      const vote = await amendmentToVoteOn(tx, assembly, act.amendment, of);
      return isRefusal(vote) ? vote : null;
    }
    case "unban": {
      const target = readTarget(act.target)?.target ?? "";
      return (await lockBan(tx, assembly.id, [target, sealFor(ctx, target)], ctx.now()))
        ? null
        : refuse("no-ban");
    }
  }
}

async function checkAdmission(ctx: Context, tx: Database, assembly: Assembly, who: string) {
  const seat = await lockMembership(tx, assembly.id, who);
  if (seat?.state === "member") return refuse("already-member");
  if (seat?.state !== "asking" && seat?.state !== "invited") return refuse("not-asking");
  if (!(await loadActor(tx, who))) return refuse("no-person");
  return (await isBanned(ctx, tx, assembly, who)) ? refuse("banned") : null;
}

/**
 * A removal follows an invitation to leave, of this very membership, whose date has passed, not long ago, and that no
 * other removal has used up. What came to the vote in time may end later.
 */
async function checkRemoval(
  ctx: Context,
  tx: Database,
  assembly: Assembly,
  { who, invitation }: { readonly who: string; readonly invitation: string },
  of: string | null,
) {
  const seat = await lockMembership(tx, assembly.id, who);
  if (seat?.state !== "member") return refuse("no-person");
  const asked = isId(invitation) ? await loadLeaveInvitation(tx, invitation) : null;
  if (asked?.membershipId !== seat.id || !stillAsked(asked, seat)) return refuse("leave-not-asked");
  const question = of === null ? null : await questionOf(tx, of);
  const isUsed = await isUsedUp(tx, asked.id, of);
  return supportsRemoval({ ...asked, isUsed }, question?.opensAt ?? ctx.now())
    ? null
    : refuse("leave-not-asked");
}

async function checkBan(
  ctx: Context,
  tx: Database,
  assembly: Assembly,
  act: { readonly target: string; readonly until: string | null },
) {
  const read = readTarget(act.target);
  if (!read || read.target === new URL(ctx.env.origin).host) return refuse("bad-target");
  const { what, target } = read;
  if (what === "account" && !(await loadActor(tx, target))) return refuse("bad-target");
  // nobody is kept from their own assembly while they belong to it
  if (await hasMemberAt(tx, assembly.id, target)) return refuse("already-member");
  const until = act.until === null ? null : new Date(act.until);
  if (until && !(until > ctx.now() && isKept(until))) return refuse("bad-date");
  return (await lockBan(tx, assembly.id, [target, sealFor(ctx, target)], ctx.now()))
    ? refuse("already-done")
    : null;
}
