import type { Context } from "../context.ts";
import { addressesOf } from "../domain/addresses.ts";
import { isPerson, operatorAdmission } from "../domain/membership.ts";
import { isRefusal, type Refusal, refuse } from "../domain/refusal.ts";
import { type Assembly, hasOpenedQuestions } from "../store/assemblies.ts";
import { appendMembershipEvent, lockMembership, saveMembership } from "../store/members.ts";
import { say } from "./say.ts";

/** What came of an admission. */
export type Admitted = { readonly actorId: string; readonly outcome: "joined" | "already" | "invited" };

/**
 * The operator admits an account: a member while joining is open or no question was ever put, an invitation
 * afterwards. The person gets one message with the values and that votes are public; their first ballot is
 * their affirmation. Refuses accounts that cannot be reached, and those that are no person's.
 */
export async function admitMember(
  ctx: Context,
  assembly: Assembly,
  account: string,
): Promise<Admitted | Refusal> {
  const found = await ctx.resolveActor(account);
  if (isRefusal(found)) return found;
  if (!isPerson(found.kind)) return refuse("not-a-person");
  return ctx.db.transaction(async (tx) => {
    const existing = await lockMembership(tx, assembly.id, found.actorId);
    if (existing?.state === "member") return { actorId: found.actorId, outcome: "already" as const };
    if (existing?.state === "invited") return { actorId: found.actorId, outcome: "invited" as const };
    // who left by their own word comes back by their own word
    const state =
      existing?.state === "left"
        ? "invited"
        : operatorAdmission(assembly.joining, await hasOpenedQuestions(tx, assembly.id));
    const now = ctx.now();
    const id = existing?.id ?? ctx.newId();
    const joinedAt = state === "member" ? now : null;
    const row = {
      id,
      assemblyId: assembly.id,
      actorId: found.actorId,
      state,
      admittedBy: "operator",
      joinedAt,
    };
    if (!(await saveMembership(tx, row, existing)))
      return { actorId: found.actorId, outcome: "already" as const };
    const kind = state === "member" ? ("joined" as const) : ("invited" as const);
    await appendMembershipEvent(tx, {
      eventId: ctx.newId(),
      membershipId: id,
      kind,
      by: "operator",
      at: now,
    });
    await say(ctx, tx, {
      assembly,
      toActor: found.actorId,
      says: state === "member" ? "welcome" : "invited",
      values: charterValues(ctx, assembly),
      inReplyTo: null,
    });
    return { actorId: found.actorId, outcome: kind };
  });
}

/** What messages about joining say of an assembly. */
export const charterValues = (ctx: Context, assembly: Assembly): Record<string, string> => {
  const addresses = addressesOf(ctx.env.origin);
  return {
    assembly: assembly.name,
    account: addresses.account(assembly.handle),
    url: addresses.assembly(assembly.handle),
    values: assembly.values.map((value) => `– ${value}`).join("\n"),
    hasValues: assembly.values.length > 0 ? "yes" : "no",
  };
};
