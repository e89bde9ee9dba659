import { isErased } from "../../domain/erasure.ts";
import { loadActors } from "../../store/actors.ts";
import type { Membership } from "../../store/members.ts";
import type { MembershipEvent } from "../../store/people.ts";
import { proposalsOf } from "../../store/proposals.ts";
import { type Html, link, plain, safe } from "../html.ts";
import { listed } from "../listed.ts";
import { handleOf, nameOf, type Person, personOf } from "../people.ts";
import type { Place } from "./rows.ts";

/** Some people, loaded at once, as a page names them. */
export type People = {
  of(id: string): Person;
  name(id: string): Html;
  handle(id: string): Html;
  /** Several names in one sentence. */
  names(ids: readonly string[]): Html;
};

/** Whether a record names a person, as against the operator, the assembly or whom it is about. */
const isAccount = (by: string): boolean => /^https?:/.test(by) || isErased(by);

/** Loads people by the ids of their accounts; what names no account is let be. */
export async function peopleOf({ ctx, tongue }: Place, ids: readonly string[]): Promise<People> {
  const actors = await loadActors(ctx.db, ids.filter(isAccount));
  const of = (id: string): Person => personOf(tongue, id, actors);
  const name = (id: string): Html => nameOf(of(id));
  return {
    ...{ of, name },
    handle: (id) => handleOf(of(id)),
    names: (known) => listed(tongue, known.map(name)),
  };
}

/**
 * How some people became members, in words, by membership id: through which door, by whom or by which decision;
 * where no record of the door is left, by whom alone. Every admission names who did it, in public.
 */
export async function admissionsOf(
  place: Place,
  seats: readonly Membership[],
  comings: ReadonlyMap<string, MembershipEvent>,
): Promise<Map<string, Html>> {
  const { ctx, tongue } = place;
  const people = await peopleOf(
    place,
    seats.map(({ admittedBy }) => admittedBy),
  );
  const decisions = await proposalsOf(
    ctx.db,
    [...comings.values()].flatMap(({ detail }) => proposalIn(detail) ?? []),
  );
  const sayHow = ({ id, admittedBy }: Membership): Html => {
    const detail = comings.get(id)?.detail;
    const decision = decisions.get(proposalIn(detail) ?? "");
    if (admittedBy === "assembly")
      return decision
        ? tongue.rich("membership.by.decision", {
            decision: link(tongue.to(`/proposals/${decision.id}`), plain(decision.title)),
          })
        : safe(tongue.say("membership.by.assembly"));
    if (!isAccount(admittedBy))
      return safe(tongue.say(admittedBy === "operator" ? "members.by.operator" : "members.by.self"));
    const who = people.name(admittedBy);
    if (detail?.door === "invitation") return tongue.rich("membership.by.invitation", { who });
    if (detail?.door === "vouched") return tongue.rich("membership.by.vouched", { who });
    return tongue.rich("members.by.member", { who });
  };
  return new Map(seats.map((seat) => [seat.id, sayHow(seat)]));
}

const proposalIn = (detail: MembershipEvent["detail"] | undefined): string | null =>
  typeof detail?.proposal === "string" ? detail.proposal : null;
