import type { Context } from "../context.ts";
import { isPerson, operatorAdmission } from "../domain/membership.ts";
import { isRefusal, type Refusal, refuse } from "../domain/refusal.ts";
import { type Assembly, hasOpenedQuestions } from "../store/assemblies.ts";
import { wasRemoved } from "../store/joining.ts";
import { appendMembershipEvent, lockMembership, saveMembership } from "../store/members.ts";
import { joinAssembly } from "./join-assembly.ts";
import { say } from "./say.ts";
import { isBanned } from "./standing.ts";
import { charterValues } from "./welcome.ts";

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
  const { actorId } = found;
  return ctx.db.transaction(async (tx) => {
    if (await isBanned(ctx, tx, assembly, actorId)) return refuse("banned");
    const existing = await lockMembership(tx, assembly.id, actorId);
    if (existing?.state === "member") return { actorId, outcome: "already" as const };
    if (existing?.state === "invited") return { actorId, outcome: "invited" as const };
    // who left by their own word comes back by their own word, and whom the assembly removed by its decision
    const isBack = existing?.state === "left" || existing?.state === "removed";
    const removed = existing !== null && (await wasRemoved(tx, existing.id));
    const state =
      isBack || removed
        ? "invited"
        : operatorAdmission(assembly.joining, await hasOpenedQuestions(tx, assembly.id));
    const by = "operator" as const;
    if (state === "member") {
      const joined = await joinAssembly(ctx, tx, { assembly, actorId, door: by, by, affirms: false });
      return { actorId, outcome: joined ? ("joined" as const) : ("already" as const) };
    }
    const id = existing?.id ?? ctx.newId();
    // who asks already has affirmed: they go on asking
    if (existing?.state !== "asking") {
      const row = { id, assemblyId: assembly.id, actorId, state, admittedBy: by };
      if (!(await saveMembership(tx, row, existing))) return { actorId, outcome: "already" as const };
    }
    const event = { eventId: ctx.newId(), membershipId: id, kind: "invited" as const, by, at: ctx.now() };
    await appendMembershipEvent(tx, event);
    const values = charterValues(ctx, assembly);
    await say(ctx, tx, { assembly, toActor: actorId, says: "invited", values, inReplyTo: null });
    return { actorId, outcome: "invited" as const };
  });
}
