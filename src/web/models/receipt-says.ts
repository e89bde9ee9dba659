import type { Numbered } from "../../ledger/entry.ts";
import type { Naming } from "../../ledger/receipt.ts";
import { loadActors } from "../../store/actors.ts";
import type { Assembly } from "../../store/assemblies.ts";
import { listEntries } from "../../store/ledger-page.ts";
import { followedBy } from "../../store/ledger-receipts.ts";
import { loadQuestion, loadVersion, type Question } from "../../store/questions.ts";
import { makeClock } from "../clock.ts";
import { findProposal } from "../find.ts";
import { bdi, type Html, link, plain, safe } from "../html.ts";
import type { Tongue } from "../language.ts";
import { handleOf, nameOf, personOf } from "../people.ts";
import { actorsOf, sayChoices, sayEntry } from "./entry-words.ts";
import type { Place } from "./rows.ts";

/** Something that an entry says: what about, and that. */
export type Says = { readonly term: string; readonly words: Html | string };

/** What an entry of an assembly's ledger says, in words: only for entries that are in it. */
export async function receiptSays(
  { ctx, tongue }: Pick<Place, "ctx" | "tongue">,
  assembly: Assembly,
  entry: Numbered,
  opening: Naming | null,
): Promise<Says[]> {
  const { say } = tongue;
  const clock = makeClock(tongue, assembly.timeZone, ctx.now());
  const at = new Date("receivedAt" in entry ? entry.receivedAt : entry.at);
  const when = { term: say("receipts.when"), words: clock.element(at, clock.fullMoment(at)) };
  const who = opening ? [{ term: say("receipts.who"), words: await named(tongue, ctx.db, opening) }] : [];
  const what = { term: say("receipts.what"), words: await whatOf({ ctx, tongue }, assembly, entry) };
  if (!("voter" in entry)) return [what, ...who, when];
  const question = await loadQuestion(ctx.db, entry.question);
  const asked = question && (await askedAbout({ ctx, tongue }, question));
  return [
    ...(asked ? [{ term: say("receipts.question"), words: asked }] : []),
    what,
    ...who,
    { term: say("receipts.roll"), words: say("receipts.on-roll", { roll: entry.roll ? "yes" : "no" }) },
    when,
    ...(entry.kind === "ballot"
      ? [{ term: say("receipts.door"), words: say("receipts.doors", { via: entry.via }) }]
      : []),
    {
      term: say("receipts.today"),
      words: say("receipts.stands", {
        kind: entry.kind,
        since: (await followedBy(ctx.db, assembly.id, entry.seq)) ?? "none",
        ended: question?.closedAt && !question.outcome ? "yes" : "no",
      }),
    },
  ];
}

/** What was done, as the ledger's page says it; of a ballot the answer alone, as who gave it is said beside it. */
async function whatOf(
  where: Pick<Place, "ctx" | "tongue">,
  { id }: Assembly,
  entry: Numbered,
): Promise<Html | string> {
  const wanted = { before: entry.seq + 1, question: null };
  const [shown] = await listEntries(where.ctx.db, id, wanted, 1);
  if (!shown) return where.tongue.say("ledger.unknown");
  if (entry.kind === "ballot") return sayChoices(where, shown, entry.choices);
  return sayEntry(where, await actorsOf(where, [shown]), shown, entry) ?? where.tongue.say("ledger.unknown");
}

/** Who is named, with their own page where they are known here. */
async function named(tongue: Tongue, db: Place["ctx"]["db"], { actor }: Naming): Promise<Html> {
  const person = personOf(tongue, actor, await loadActors(db, [actor]));
  return safe(`${nameOf(person).html} ${handleOf(person).html}`.trim());
}

/** The proposal that a question puts to the vote, as a link; null where it is not public. */
async function askedAbout(
  { ctx, tongue }: Omit<Place, "addresses">,
  { proposalId, version }: Question,
): Promise<Html | null> {
  if (!(await findProposal(ctx.db, proposalId))) return null;
  const { title, language } = await loadVersion(ctx.db, proposalId, version);
  return link(tongue.to(`/proposals/${proposalId}`), bdi(plain(title), language));
}
