import type { Context } from "../context.ts";
import type { Act } from "../domain/act.ts";
import { readTarget } from "../domain/ban.ts";
import { nextStart } from "../domain/role.ts";
import type { Assembly } from "../store/assemblies.ts";
import { dropFollows, endBan, lockBan, saveBan } from "../store/bans.ts";
import type { Database } from "../store/database.ts";
import { removeVouches } from "../store/joining.ts";
import { appendMembershipEvent, lockMembership, setMembership } from "../store/members.ts";
import { appendPublicEvent, type PublicEvent } from "../store/public-log.ts";
import { loadProposal } from "../store/questions.ts";
import { listTerms, saveTerm } from "../store/role-terms.ts";
import { checkAct } from "./check-act.ts";
import { enterMember } from "./enter-ledger.ts";
import { joinAssembly } from "./join-assembly.ts";
import { endTask } from "./resign-role.ts";
import { say, sayTime } from "./say.ts";
import { sealFor } from "./standing.ts";
import { charterValues } from "./welcome.ts";

/** An adopted proposal and what it does. */
export type Enacted = { readonly id: string; readonly act: Act };
type Doing<What extends Act["what"]> = {
  readonly assembly: Assembly;
  readonly proposalId: string;
  readonly act: Extract<Act, { what: What }>;
};

/**
 * Does what an adopted proposal decided about people: admits, removes, appoints, dismisses, bans, unbans; other acts
 * are none of its business. What cannot be done any more is written down in public as `not-done`, with the code.
 */
export async function enactAct(
  ctx: Context,
  tx: Database,
  assembly: Assembly,
  { id, act }: Enacted,
): Promise<void> {
  if (act.what === "settle" || act.what === "amend") return;
  const refusal = await checkAct(ctx, tx, assembly, act, id);
  if (refusal) {
    const subject = "who" in act ? act.who : act.target;
    const detail = { what: act.what, code: refusal.refused };
    return log(ctx, tx, { assembly, proposalId: id, kind: "not-done", subject, detail });
  }
  const what = { assembly, proposalId: id };
  if (act.what === "admit") return admit(ctx, tx, { ...what, act });
  if (act.what === "remove") return remove(ctx, tx, { ...what, act });
  if (act.what === "appoint") return appoint(ctx, tx, { ...what, act });
  if (act.what === "ban") return ban(ctx, tx, { ...what, act });
  if (act.what === "unban") return unban(ctx, tx, { ...what, act });
  await endTask(ctx, tx, { ...what, actorId: act.who, ended: "dismissed", by: "assembly" });
  await tell(ctx, tx, assembly, act.who, "dismissed");
}

type Logged = {
  readonly assembly: Assembly;
  readonly proposalId: string;
  readonly kind: PublicEvent["kind"];
  readonly subject: string;
  readonly detail: Record<string, string | number>;
};

const log = (ctx: Context, tx: Database, { assembly, ...event }: Logged): Promise<void> =>
  appendPublicEvent(tx, {
    ...{ id: ctx.newId(), assemblyId: assembly.id, by: "assembly", at: ctx.now() },
    ...event,
  });

async function tell(
  ctx: Context,
  tx: Database,
  assembly: Assembly,
  actorId: string,
  says: string,
  more: Record<string, string> = {},
): Promise<void> {
  const seat = await lockMembership(tx, assembly.id, actorId);
  await say(ctx, tx, {
    ...{ assembly, toActor: actorId, says, inReplyTo: null, despiteBan: true },
    values: { ...charterValues(ctx, assembly), ...more },
    language: seat?.language ?? undefined,
  });
}

/** Who asks has affirmed, and is a member at once; who has not is invited, and is one when they affirm. */
async function admit(ctx: Context, tx: Database, { assembly, proposalId, act }: Doing<"admit">) {
  const { who } = act;
  const seat = await lockMembership(tx, assembly.id, who);
  const [door, by, detail] = ["decided", "assembly", { proposal: proposalId }] as const;
  if (seat?.state === "asking") {
    await joinAssembly(ctx, tx, { assembly, actorId: who, door, by, affirms: false, detail });
  } else if (seat) {
    await setMembership(tx, seat.id, { state: "invited", admittedBy: by });
    const event = {
      eventId: ctx.newId(),
      membershipId: seat.id,
      kind: "invited" as const,
      by,
      at: ctx.now(),
    };
    await appendMembershipEvent(tx, { ...event, detail });
    await tell(ctx, tx, assembly, who, "admitted");
  }
}

/** Ends a membership by decision. Past ballots stand, and so does their seat on the rolls of open questions. */
async function remove(ctx: Context, tx: Database, { assembly, proposalId, act }: Doing<"remove">) {
  const { who } = act;
  const seat = await lockMembership(tx, assembly.id, who);
  if (!seat) return;
  const now = ctx.now();
  await setMembership(tx, seat.id, { state: "removed", leftAt: now });
  await removeVouches(tx, seat.id);
  await appendMembershipEvent(tx, {
    ...{ eventId: ctx.newId(), membershipId: seat.id, kind: "removed", by: "assembly", at: now },
    detail: { proposal: proposalId, invitation: act.invitation },
  });
  if (seat.state === "member") await enterMember(ctx, tx, seat.id, "removed");
  await endTask(ctx, tx, { assembly, actorId: who, ended: "left", by: "assembly", proposalId });
  await tell(ctx, tx, assembly, who, "removed");
}

/** Gives the task for a time: from now, or from the end of the term that runs. */
async function appoint(ctx: Context, tx: Database, { assembly, proposalId, act }: Doing<"appoint">) {
  const { who, days } = act;
  const seat = await lockMembership(tx, assembly.id, who);
  if (!seat) return;
  const from = nextStart(await listTerms(tx, assembly.id, who), ctx.now());
  const until = new Date(from.getTime() + days * 86_400_000);
  await saveTerm(tx, {
    ...{ id: ctx.newId(), assemblyId: assembly.id, membershipId: seat.id, actorId: who },
    ...{ role: "facilitator", from, until, proposalId },
  });
  const detail = { role: "facilitator", days, from: from.toISOString(), until: until.toISOString() };
  await log(ctx, tx, { assembly, proposalId, kind: "appointed", subject: who, detail });
  const language = ctx.phrases.choose(seat.language, assembly.language);
  await tell(ctx, tx, assembly, who, "appointed", { until: sayTime(language, assembly.timeZone, until) });
}

/** Bans an account or a host from the assembly; what the proposal is called stands as the reason. */
async function ban(ctx: Context, tx: Database, { assembly, proposalId, act }: Doing<"ban">) {
  const target = readTarget(act.target)?.target ?? act.target;
  const until = act.until === null ? null : new Date(act.until);
  const reason = (await loadProposal(tx, proposalId))?.title ?? "";
  await saveBan(tx, {
    ...{ id: ctx.newId(), assemblyId: assembly.id, target, reason, by: "assembly", proposalId },
    ...{ at: ctx.now(), until },
  });
  await dropFollows(tx, assembly.id, target);
  const detail = { reason, ...(until ? { until: until.toISOString() } : {}) };
  await log(ctx, tx, { assembly, proposalId, kind: "banned", subject: target, detail });
}

async function unban(ctx: Context, tx: Database, { assembly, proposalId, act }: Doing<"unban">) {
  const target = readTarget(act.target)?.target ?? act.target;
  const running = await lockBan(tx, assembly.id, [target, sealFor(ctx, target)], ctx.now());
  if (!running) return;
  await endBan(tx, running.id, "assembly", ctx.now());
  await log(ctx, tx, { assembly, proposalId, kind: "unbanned", subject: target, detail: {} });
}
