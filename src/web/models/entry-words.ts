import type { Position } from "../../domain/ballot.ts";
import { type RefusalCode, refusals } from "../../domain/refusal.ts";
import type { Counted, Numbered } from "../../ledger/entry.ts";
import { loadActors, type RemoteActor } from "../../store/actors.ts";
import type { Shown } from "../../store/ledger-page.ts";
import { bdi, type Html, plain, safe } from "../html.ts";
import { handleOf, nameOf, personOf } from "../people.ts";
import { targetOf } from "./act.ts";
import { aboutSomebody } from "./log.ts";
import type { Place } from "./rows.ts";

type Where = Pick<Place, "ctx" | "tongue">;
type Actors = ReadonlyMap<string, RemoteActor>;

/** What is known of everybody whom entries name. */
export function actorsOf({ ctx }: Where, shown: readonly Shown[]): Promise<Actors> {
  const ids = shown.flatMap(({ actor, event }) => [actor ?? "", event?.by ?? "", event?.subject ?? ""]);
  return loadActors(
    ctx.db,
    ids.filter((id) => /^https?:/.test(id)),
  );
}

/** What an entry says, in a sentence; null for one of a kind that this server does not know. */
export function sayEntry(where: Where, actors: Actors, shown: Shown, entry: Numbered): Html | string | null {
  const { say, rich } = where.tongue;
  const who = (): Html => sayWho(where, actors, shown, entry);
  switch (entry.kind) {
    case "found":
      return say("ledger.kinds.found");
    case "constitution":
      return say("ledger.kinds.constitution", { n: entry.version });
    case "member":
      return rich(`ledger.kinds.member.${entry.is}`, { who: who() });
    case "version":
      return say("ledger.kinds.version", { n: entry.version });
    case "open":
      return say("ledger.kinds.open", { n: entry.roll.size });
    case "ballot":
      return rich("ledger.kinds.ballot", {
        who: who(),
        position: sayChoices(where, shown, entry.choices),
      });
    case "withdraw":
      return rich("ledger.kinds.withdraw", { who: who() });
    case "rejected":
      return rich("ledger.kinds.rejected", { who: who(), why: sayRefusal(where, entry.code) });
    case "close":
      return say("ledger.kinds.close", { why: entry.why ?? "" });
    case "outcome": {
      const outcome = known(where, `outcomes.${entry.outcome}`, entry.outcome);
      return say("ledger.kinds.outcome", { outcome, tally: sayTally(where, shown, entry.tally) });
    }
    case "deed":
      return sayDeed(where, actors, shown, entry.deed);
    case "erase":
      return say("ledger.kinds.erase", { n: entry.openings });
    default:
      // what a later version writes comes here; the compiler sees to it that no kind of this one does
      entry satisfies never;
      return null;
  }
}

/** A phrase of any section; what stands in the entry itself where there is none for it. */
const known = ({ ctx, tongue }: Where, key: string, otherwise: unknown): string =>
  ctx.phrases.has(key) ? tongue.phrase(key) : plain(String(otherwise));

/** Whose act it was, as far as that is public: of who was not on the roll nobody learns more than that. */
function sayWho({ tongue }: Where, actors: Actors, { actor }: Shown, entry: Numbered): Html {
  if ("voter" in entry && !entry.roll) return safe(tongue.say("ledger.stranger"));
  const person = personOf(tongue, actor, actors);
  return safe(`${nameOf(person).html} ${handleOf(person).html}`.trim());
}

const manner = ({ bearsBlocks }: Shown): string => (bearsBlocks ? "consensus" : "plain");

const sayPosition = (where: Where, shown: Shown, position: string): string =>
  known(where, `positions.${manner(shown)}.${position}`, position);

/** What a ballot says: its positions, as its question's rule names them. */
export const sayChoices = (where: Where, shown: Shown, choices: readonly string[]): string =>
  where.tongue.list(choices.map((one) => sayPosition(where, shown, one)));

const sayRefusal = ({ tongue }: Where, code: string): string =>
  code in refusals ? tongue.refusal(code as RefusalCode) : plain(code);

/** The numbers of a result, each behind its position; one that nobody took is left out. */
function sayTally(where: Where, shown: Shown, tally: Counted): string {
  const counts: readonly (readonly [Position, number])[] = [
    ["agree", tally.agree],
    ["abstain", tally.abstain],
    ["disagree", tally.disagree],
    ["block", tally.block + tally.unreasonedBlock],
  ];
  return counts
    .filter(([, n]) => n > 0)
    .map(([position, n]) =>
      where.tongue.say("ledger.count", { position: sayPosition(where, shown, position), n }),
    )
    .join(" · ");
}

/** Something else that was done in public, by whom and about whom where the log says so. */
function sayDeed(where: Where, actors: Actors, { event }: Shown, deed: string): Html {
  const { tongue } = where;
  const key = `pages.log.deeds.${deed}`;
  const what = bdi(where.ctx.phrases.has(key) ? tongue.say(`log.deeds.${deed}`, { outcome: "" }) : deed);
  if (!event) return what;
  const by = sayActor(where, actors, event.by);
  const about = (aboutSomebody as ReadonlySet<string>).has(event.kind)
    ? targetOf(tongue, event.subject, actors)
    : null;
  const parts = [what, by && tongue.rich("objection.by", { who: by }), about];
  return safe(parts.flatMap((part) => part?.html ?? []).join(" "));
}

function sayActor({ tongue }: Where, actors: Actors, by: string): Html | null {
  if (by === "assembly") return null;
  if (by === "operator") return safe(tongue.say("log.operator"));
  return nameOf(personOf(tongue, /^https?:/.test(by) ? by : null, actors));
}
