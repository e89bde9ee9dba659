import { loadActors } from "../../store/actors.ts";
import type { Assembly } from "../../store/assemblies.ts";
import { proposalsOf } from "../../store/proposals.ts";
import { listPublicEvents, type PublicEvent } from "../../store/public-log.ts";
import { makeClock } from "../clock.ts";
import { bdi, type Html, plain, safe } from "../html.ts";
import { nameOf, personOf } from "../people.ts";
import { targetOf } from "./act.ts";
import type { Place } from "./rows.ts";

/** One thing that was done in public: when, what, by whom, and about which proposal. */
export type LogRow = {
  readonly when: Html;
  readonly what: string;
  /** Whom it is about, where that is an account or a server: tasks and bans. */
  readonly about: Html | null;
  /** The reason that was given: of bans and of hidden words. */
  readonly why: Html | null;
  readonly by: Html | null;
  readonly proposal: { readonly title: string; readonly href: string } | null;
};

/** An assembly's public log, a page of it. */
export type LogModel = {
  readonly name: string;
  readonly rows: readonly LogRow[];
  readonly witnessesHref: string;
  readonly first: string | null;
  readonly next: string | null;
};

const perPage = 50;

/** What is done about an account or a server, which the event's `subject` names. */
export const aboutSomebody: ReadonlySet<PublicEvent["kind"]> = new Set([
  "appointed",
  "dismissed",
  "resigned",
  "banned",
  "unbanned",
  "not-done",
  "witness-asked",
  "witness-accepted",
  "witness-declined",
  "witness-ended",
  "fork-found",
]);

/** A page of the public log, newest first. */
export async function logModel(place: Place, assembly: Assembly, before: number | null): Promise<LogModel> {
  const { ctx, tongue } = place;
  const clock = makeClock(tongue, assembly.timeZone, ctx.now());
  const found = await listPublicEvents(ctx.db, assembly.id, perPage + 1, before ?? undefined);
  const shown = found.slice(0, perPage);
  const actors = await loadActors(
    ctx.db,
    shown.flatMap(({ by, kind, subject }) =>
      [by, aboutSomebody.has(kind) ? subject : ""].filter((one) => /^https?:/.test(one)),
    ),
  );
  const proposals = await proposalsOf(
    ctx.db,
    shown.flatMap(({ proposalId }) => proposalId ?? []),
  );
  const path = `/assemblies/${assembly.handle}/log`;
  const last = shown.at(-1);
  const byOf = ({ by }: PublicEvent): Html | null => {
    if (by === "assembly") return null;
    const who = by === "operator" ? safe(tongue.say("log.operator")) : nameOf(personOf(tongue, by, actors));
    return tongue.rich("objection.by", { who });
  };
  return {
    name: plain(assembly.name),
    rows: shown.map((event) => {
      const proposal = event.proposalId ? proposals.get(event.proposalId) : undefined;
      return {
        when: clock.element(event.at, clock.recent(event.at)),
        what: sayDeed(place, event),
        about: aboutSomebody.has(event.kind) ? targetOf(tongue, event.subject, actors) : null,
        why: typeof event.detail?.reason === "string" ? bdi(event.detail.reason) : null,
        by: byOf(event),
        proposal: proposal
          ? { title: plain(proposal.title), href: tongue.to(`/proposals/${proposal.id}`) }
          : null,
      };
    }),
    witnessesHref: tongue.to(`/assemblies/${assembly.handle}/witnesses`),
    first: before === null ? null : tongue.to(path),
    next: found.length > perPage && last ? tongue.to(`${path}?before=${last.seq}`) : null,
  };
}

/** What was done, in a few words; a closing names its outcome. */
function sayDeed({ tongue }: Place, { kind, detail }: PublicEvent): string {
  const outcome = detail?.outcome;
  return tongue.say(`log.deeds.${kind}`, {
    outcome: typeof outcome === "string" ? tongue.phrase(`outcomes.${outcome}`) : "",
  });
}
