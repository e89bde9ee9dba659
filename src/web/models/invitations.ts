import { invitationsAtOnce } from "../../domain/invitation.ts";
import { invitationHelps } from "../../domain/membership.ts";
import type { Assembly } from "../../store/assemblies.ts";
import { type Invitation, listInvitations } from "../../store/joining.ts";
import { makeClock } from "../clock.ts";
import { type Html, plain } from "../html.ts";
import { peopleOf } from "./people-of.ts";
import type { Place } from "./rows.ts";

/** An invitation that somebody made: what became of it. Its code is not known any more. */
export type InvitationRow = {
  readonly id: string;
  readonly made: Html;
  readonly says: Html;
  readonly isOpen: boolean;
};

/** An invitation just made: it is shown this once. */
export type FreshInvitation = {
  readonly link: string;
  /** What to send the assembly's account instead of opening the link. */
  readonly words: string;
  readonly account: string;
  readonly until: Html;
};

/** The invitations of one member, and the form that makes one. */
export type InvitationsModel = {
  readonly name: string;
  readonly path: string;
  readonly csrf: string;
  readonly mayInvite: boolean;
  /** What is to be known where an invitation opens no door here; null where it does. */
  readonly note: string | null;
  readonly most: number;
  readonly rows: readonly InvitationRow[];
  readonly fresh: FreshInvitation | null;
  readonly error: string | null;
};

/** The invitations that somebody made in an assembly, newest first. */
export async function invitationsModel(
  place: Place,
  assembly: Assembly,
  visit: { readonly actorId: string; readonly csrf: string; readonly mayInvite: boolean },
  done: { readonly made?: { readonly code: string; readonly expiresAt: Date }; readonly error?: string },
): Promise<InvitationsModel> {
  const { ctx, tongue, addresses } = place;
  const made = await listInvitations(ctx.db, assembly.id, visit.actorId);
  const people = await peopleOf(
    place,
    made.flatMap(({ usedBy }) => usedBy ?? []),
  );
  const now = ctx.now();
  const clock = makeClock(tongue, assembly.timeZone, now);
  const at = (date: Date): Html => clock.element(date, clock.fullDate(date));
  const sayState = ({ usedBy, usedAt, endedAt, expiresAt }: Invitation): Html => {
    if (usedBy && usedAt)
      return tongue.rich("membership.invitation.used", { who: people.name(usedBy), at: at(usedAt) });
    if (endedAt) return tongue.rich("membership.invitation.ended", { at: at(endedAt) });
    return tongue.rich(`membership.invitation.${expiresAt > now ? "open" : "over"}`, { at: at(expiresAt) });
  };
  const path = `/assemblies/${assembly.handle}`;
  const fresh = done.made;
  return {
    ...{ name: plain(assembly.name), path, csrf: visit.csrf, mayInvite: visit.mayInvite },
    note: invitationHelps({ joining: assembly.joining, wasRemoved: false })
      ? null
      : tongue.say("membership.invitation.no-door", { way: assembly.joining }),
    most: invitationsAtOnce,
    rows: made.map((one) => ({
      ...{ id: one.id, made: at(one.createdAt), says: sayState(one) },
      isOpen: !one.usedAt && !one.endedAt && one.expiresAt > now,
    })),
    fresh: fresh
      ? {
          link: `${addresses.assembly(assembly.handle)}/join?code=${fresh.code}`,
          words: `${tongue.say("type.join")} ${fresh.code}`,
          account: addresses.account(assembly.handle),
          until: at(fresh.expiresAt),
        }
      : null,
    error: done.error ?? null,
  };
}
