import type { Context } from "../context.ts";
import { addressesOf, isId } from "../domain/addresses.ts";
import { liftingDate } from "../domain/objection.ts";
import { type Refusal, refuse } from "../domain/refusal.ts";
import { type Amendment, findAmendment, loadAmendment } from "../store/amendments.ts";
import type { Assembly } from "../store/assemblies.ts";
import type { Database } from "../store/database.ts";
import { lockObjectionsNaming, setObjection } from "../store/objections.ts";
import { appendPublicEvent } from "../store/public-log.ts";
import type { Proposal } from "../store/questions.ts";
import { say, sayTime } from "./say.ts";

/** An amendment as people name it: by its number on the proposal's page, or by its id; nothing where they name none. */
export type Named = number | string | null | undefined;

/** The open amendment of a proposal that is named; null where none is. Refuses `no-amendment` where it is not open. */
export async function namedAmendment(
  tx: Database,
  proposalId: string,
  named: Named,
): Promise<Amendment | null | Refusal> {
  if (named === null || named === undefined || named === "") return null;
  const isNumber = typeof named === "number" || /^\d{1,6}$/.test(named);
  const found = isNumber
    ? await findAmendment(tx, proposalId, Number(named))
    : isId(named)
      ? await loadAmendment(tx, named)
      : null;
  return found?.proposalId === proposalId && found.state === "open" ? found : refuse("no-amendment");
}

/** Amendments that went into a text. */
export type Merged = {
  readonly assembly: Assembly;
  readonly proposal: Pick<Proposal, "id" | "title">;
  readonly chosen: readonly Pick<Amendment, "id" | "number">[];
  /** Who merged them: an actor id, or "operator". */
  readonly by: string;
  readonly version: number;
  /** When that was begun. */
  readonly since: Date;
  /** When the question that is open now closes; null: none is. */
  readonly closesAt: Date | null;
  readonly questionId: string | null;
};

/**
 * Asks everybody whose block or concern named one of the amendments that were merged whether that lifts it, with a
 * date. A block whose question was closed as the text changed is asked about too: its author may say so for all to see.
 */
export async function askWhetherLifted(
  ctx: Context,
  tx: Database,
  { assembly, proposal, chosen, by, version, since, closesAt, questionId }: Merged,
): Promise<void> {
  const at = ctx.now();
  const askedUntil = liftingDate(at, assembly.blockHours, closesAt);
  const numbers = new Map(chosen.map(({ id, number }) => [id, number]));
  for (const objection of await lockObjectionsNaming(tx, proposal.id, [...numbers.keys()], since)) {
    const { id } = objection;
    const number = numbers.get(objection.amendmentId ?? "") ?? 0;
    await setObjection(tx, id, { state: "answered", answeredAt: at, askedUntil, settledAt: null });
    await appendPublicEvent(tx, {
      ...{ id: ctx.newId(), assemblyId: assembly.id, proposalId: proposal.id, subject: id },
      ...{ kind: "answered", by, at, detail: { amendment: number, version } },
    });
    await say(ctx, tx, {
      ...{ assembly, toActor: objection.actorId, says: "objection-met", inReplyTo: null },
      values: {
        ...{ title: proposal.title, kind: objection.kind, number, version },
        until: sayTime(assembly.language, assembly.timeZone, askedUntil),
        url: addressesOf(ctx.env.origin).proposal(proposal.id),
      },
      ...{ questionId, proposalId: proposal.id },
      ...{ asks: { what: "lift", objectionId: id }, asksUntil: askedUntil },
    });
  }
}
