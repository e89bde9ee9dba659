import { isErased } from "../../domain/erasure.ts";
import { mayDo, type Standing } from "../../domain/powers.ts";
import { loadActors, type RemoteActor } from "../../store/actors.ts";
import type { Assembly } from "../../store/assemblies.ts";
import { type Ban, listBans } from "../../store/bans.ts";
import { proposalsOf } from "../../store/proposals.ts";
import { eventsAbout, type PublicEvent } from "../../store/public-log.ts";
import type { Proposal } from "../../store/questions.ts";
import { type Clock, makeClock } from "../clock.ts";
import { bdi, type Html, plain } from "../html.ts";
import { decisionLink, targetOf } from "./act.ts";
import type { Place } from "./rows.ts";

/** A ban: of whom, since when, until when, why, by whom; and how it ended, where it has. */
export type BanRow = {
  readonly target: Html;
  readonly kind: string;
  readonly when: Html;
  readonly reason: Html;
  readonly by: Html | null;
  readonly ended: Html | null;
  readonly endedBy: Html | null;
  /** Why it was lifted, where that was said. */
  readonly endedWhy: Html | null;
  /** Where somebody may propose to lift it; null where they may not, or it is over. */
  readonly endHref: string | null;
};

/** The bans of an assembly, or of the whole server. */
export type BansModel = {
  /** The assembly's name; null on the server's page. */
  readonly name: string | null;
  readonly running: readonly BanRow[];
  readonly past: readonly BanRow[];
  readonly newer: string | null;
  readonly older: string | null;
  /** Where somebody may propose a ban; null where they may not. */
  readonly proposeHref: string | null;
  /** The server's own bans, which hold in its assemblies too. */
  readonly serverHref: string | null;
  readonly apiHref: string;
};

const perPage = 50;

type Known = {
  readonly clock: Clock;
  readonly actors: ReadonlyMap<string, RemoteActor>;
  readonly decisions: ReadonlyMap<string, Proposal>;
  readonly ends: readonly PublicEvent[];
  /** The path below which bans are proposed; null where the visitor may not. */
  readonly propose: string | null;
};

/** Puts the page together; without an assembly it is the server's. `page` is which of the bans that are over. */
export async function bansModel(
  place: Place,
  assembly: Assembly | null,
  who: Standing | null,
  page: number,
): Promise<BansModel> {
  const { ctx, tongue } = place;
  const now = ctx.now();
  const id = assembly?.id ?? null;
  const running = await listBans(ctx.db, id, now, "running", 1000);
  const found = await listBans(ctx.db, id, now, "past", perPage + 1, (page - 1) * perPage);
  const past = found.slice(0, perPage);
  const all = [...running, ...past];
  const targets = all.map(({ target }) => target);
  const ends = await eventsAbout(ctx.db, id, "unbanned", targets);
  const decided = [...all, ...ends].flatMap(({ proposalId }) => proposalId ?? []);
  const path = assembly ? `/assemblies/${assembly.handle}/bans` : "/bans";
  const mayPropose = assembly !== null && who !== null && mayDo("propose-act", who) === null;
  const known: Known = {
    clock: makeClock(tongue, assembly?.timeZone ?? "UTC", now),
    actors: await loadActors(ctx.db, targets),
    decisions: await proposalsOf(ctx.db, decided),
    ends,
    propose: mayPropose ? `/assemblies/${assembly.handle}/propose` : null,
  };
  const hrefOf = (number: number) => tongue.to(`${path}${number > 1 ? `?page=${number}` : ""}#past`);
  return {
    name: assembly && plain(assembly.name),
    running: running.map((ban) => banRow(place, ban, known)),
    past: past.map((ban) => banRow(place, ban, known)),
    newer: page > 1 ? hrefOf(page - 1) : null,
    older: found.length > perPage ? hrefOf(page + 1) : null,
    proposeHref: known.propose && tongue.to(`${known.propose}?about=ban`),
    serverHref: assembly ? tongue.to("/bans") : null,
    apiHref: tongue.to("/api/docs"),
  };
}

function banRow({ ctx, tongue }: Place, ban: Ban, known: Known): BanRow {
  const { clock, actors, decisions, ends } = known;
  const isNameless = isErased(ban.target);
  const isAccount = isNameless || /^https?:/.test(ban.target);
  const at = (when: Date): Html => clock.element(when, clock.fullDate(when));
  const isRunning = ban.endedAt === null && (ban.until === null || ban.until > ctx.now());
  // written down right after the end of this ban, and before that of any later one
  const { endedAt } = ban;
  const end = endedAt
    ? ends.find(({ subject, at: when }) => subject === ban.target && when >= endedAt)
    : undefined;
  const over = endedAt ?? ban.until;
  const byOf = (by: string | null, proposalId: string | null): Html | null =>
    by === "operator"
      ? tongue.rich("bans.by-operator", {})
      : decisionLink(tongue, proposalId ? decisions.get(proposalId) : undefined);
  const why = end?.detail?.reason;
  return {
    target: targetOf(tongue, ban.target, actors),
    kind: tongue.say(isAccount ? "bans.account" : "bans.host"),
    when: over
      ? tongue.rich("roles.span", { from: at(ban.at), until: at(over) })
      : tongue.rich("bans.since", { at: at(ban.at) }),
    reason: bdi(ban.reason),
    by: byOf(ban.by, ban.proposalId),
    ended: isRunning
      ? null
      : ban.endedAt
        ? tongue.rich("bans.lifted", { at: at(ban.endedAt) })
        : tongue.rich("bans.over", {}),
    endedBy: ban.endedAt ? byOf(ban.endedBy, end?.proposalId ?? null) : null,
    endedWhy: typeof why === "string" ? bdi(why) : null,
    endHref:
      // who is to name a ban that names nobody? whoever was erased, once they come back
      isRunning && known.propose && !isNameless
        ? tongue.to(`${known.propose}?about=unban&who=${encodeURIComponent(ban.target)}`)
        : null,
  };
}
