import { loadLeaveInvitations } from "../../actions/ask-to-leave.ts";
import { isErased } from "../../domain/erasure.ts";
import { stillAsked, supportsRemoval } from "../../domain/leaving.ts";
import { loadActors } from "../../store/actors.ts";
import type { Assembly } from "../../store/assemblies.ts";
import { listBans } from "../../store/bans.ts";
import { isUsedUp, type LeaveInvitation } from "../../store/leaving.ts";
import { listMembers } from "../../store/members.ts";
import { listWaiting } from "../../store/people.ts";
import { listTerms } from "../../store/role-terms.ts";
import { makeClock } from "../clock.ts";
import { handleOf, nameOf, personOf } from "../people.ts";
import type { PersonDeed } from "./propose-person.ts";
import type { Place } from "./rows.ts";

/** Accounts that the deed can be about, at most two hundred. */
export async function knownFor({ ctx, tongue }: Place, assembly: Assembly, deed: PersonDeed) {
  const { db } = ctx;
  const now = ctx.now();
  const ids = {
    admit: async () => [
      ...(await listWaiting(db, assembly.id, "asking")).map(({ membership }) => membership.actorId),
      ...(await listWaiting(db, assembly.id, "invited")).map(({ membership }) => membership.actorId),
    ],
    remove: async () =>
      (await standingInvitations(ctx, assembly))
        .filter(({ answerBy }) => answerBy <= now)
        .map(({ actorId }) => actorId),
    appoint: async () => (await listMembers(db, assembly.id, 200)).map(({ actorId }) => actorId),
    dismiss: async () =>
      (await listTerms(db, assembly.id))
        .filter(({ from, until, endedAt }) => from <= now && until > now && endedAt === null)
        .map(({ actorId }) => actorId),
    ban: async () => [],
    unban: async () => (await listBans(db, assembly.id, now, "running", 200)).map(({ target }) => target),
  } satisfies Record<PersonDeed, () => Promise<string[]>>;
  const found = [...new Set(await ids[deed]())].filter((id) => !isErased(id)).slice(0, 200);
  const actors = await loadActors(db, found);
  return found.map((id) => {
    const { name, handle } = personOf(tongue, id, actors);
    return { value: handle ?? id, text: name };
  });
}

/** The invitations to leave that a removal can follow, now or once their date has passed; newest first. */
async function standingInvitations({ db, now }: Place["ctx"], assembly: Assembly) {
  const standing: LeaveInvitation[] = [];
  for (const asked of await loadLeaveInvitations(db, assembly)) {
    if (!stillAsked(asked, asked)) continue;
    const isUsed = await isUsedUp(db, asked.id);
    if (asked.answerBy > now() || supportsRemoval({ ...asked, isUsed }, now())) standing.push(asked);
  }
  return standing;
}

/** The newest invitation to leave of each member who has one, the last first. */
export async function invitedTo({ ctx, tongue }: Place, assembly: Assembly) {
  const clock = makeClock(tongue, assembly.timeZone, ctx.now());
  const all = await standingInvitations(ctx, assembly);
  const newest = all.filter(
    ({ actorId }, index) => all.findIndex((other) => other.actorId === actorId) === index,
  );
  const actors = await loadActors(
    ctx.db,
    newest.map(({ actorId }) => actorId),
  );
  return newest.slice(0, 50).map(({ actorId, answerBy }) => {
    const person = personOf(tongue, actorId, actors);
    return {
      who: tongue.rich("people.named", { name: nameOf(person), handle: handleOf(person) }),
      says: tongue.rich(answerBy <= ctx.now() ? "people.date-passed" : "people.date-to-come", {
        at: clock.element(answerBy, clock.fullMoment(answerBy)),
      }),
    };
  });
}
