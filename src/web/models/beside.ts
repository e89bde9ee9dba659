import { constitutionOf } from "../../domain/constitution.ts";
import type { Fields } from "../../domain/fields.ts";
import { safeAddress } from "../../domain/markup.ts";
import type { Assembly } from "../../store/assemblies.ts";
import { listConstitutions } from "../../store/constitutions.ts";
import { listAlternatives } from "../../store/proposals.ts";
import { loadProposal, type Proposal, type Version } from "../../store/questions.ts";
import type { Clock } from "../clock.ts";
import { type Html, link, paragraphsOf, plain, safe } from "../html.ts";
import { showMarkdown } from "../markdown.ts";
import type { Place } from "./rows.ts";
import { type ChangeRow, changesOf } from "./settings.ts";

/** What stands beside texts, in the order in which it is read; "changes" is the earlier decision that one changes. */
export const fieldNames = [
  ...(["changes", "situation", "necessity", "practicality"] as const),
  ...(["binds", "who", "by", "holdsUntil", "sources"] as const),
] as const;

/** A field beside a proposal's text; `isOwn`: in its author's words. */
export type FieldRow = {
  readonly name: (typeof fieldNames)[number];
  readonly label: string;
  readonly says: Html;
  readonly isOwn: boolean;
};

/** What stands beside a proposal's text: its fields, the others for the same problem, what it would change. */
export type Beside = {
  readonly fields: readonly FieldRow[];
  readonly others: readonly { readonly title: string; readonly href: string; readonly state: string }[];
  /** The page on which they are read side by side. */
  readonly besideHref: string;
  /** Where one proposes another way; null where it is decided, or about people or rules. */
  readonly anotherHref: string | null;
  readonly changes: readonly ChangeRow[];
};

type Where = Place & { readonly clock: Clock };

/** Reads what stands beside the text of one version of a proposal. */
export async function besideText(
  where: Where,
  assembly: Assembly,
  proposal: Proposal,
  { fields }: Pick<Version, "fields">,
): Promise<Beside> {
  const { ctx, tongue } = where;
  const others = await listAlternatives(ctx.db, proposal);
  const { id, state, act } = proposal;
  const isOpen = act === null && (state === "deliberation" || state === "voting");
  return {
    fields: await fieldRowsOf(where, proposal, fields, 3),
    besideHref: tongue.to(`/proposals/${id}/beside`),
    anotherHref: isOpen ? tongue.to(`/assemblies/${assembly.handle}/propose?alternativeTo=${id}`) : null,
    others: others.map(({ id, title, state }) => ({
      title: plain(title),
      href: tongue.to(`/proposals/${id}`),
      state: sayState(where, state),
    })),
    changes: await changesOfProposal(where, assembly, proposal),
  };
}

/** The fields beside a text that its author filled in; headings in their words begin at the level `from`. */
export const fieldRowsOf = async (
  where: Where,
  proposal: Proposal,
  fields: Fields,
  from: number,
): Promise<FieldRow[]> => [...(await changedDecision(where, proposal)), ...fieldRows(where, fields, from)];

/** A proposal's state in a word. */
export const sayState = ({ tongue }: Pick<Place, "tongue">, state: Proposal["state"]): string =>
  state === "draft" || state === "deliberation" || state === "voting" || state === "withdrawn"
    ? tongue.say(`state.${state}`)
    : tongue.phrase(`outcomes.${state}`);

async function changedDecision({ ctx, tongue }: Where, proposal: Proposal): Promise<FieldRow[]> {
  const decision = proposal.changesId ? await loadProposal(ctx.db, proposal.changesId) : null;
  if (!decision) return [];
  const number = tongue.say("register.number", { number: tongue.number(decision.number) });
  const words = tongue.say("propose.decision", { decision: number, title: plain(decision.title) });
  return [
    {
      name: "changes",
      label: tongue.say(proposal.changesHow === "repeal" ? "propose.repeals" : "propose.replaces"),
      says: link(tongue.to(`/proposals/${decision.id}`), words),
      isOwn: false,
    },
  ];
}

function fieldRows({ tongue, clock }: Where, fields: Fields, from: number): FieldRow[] {
  const { say } = tongue;
  // a day is a day, whatever the clock: noon of it in UTC is said as its date in UTC
  const day = (text: string): Html =>
    safe(`<time datetime="${text}">${clock.fullDate(new Date(`${text}T12:00:00Z`))}</time>`);
  const rows: (FieldRow | null)[] = [
    ...(["situation", "necessity", "practicality"] as const).map((name) => {
      const text = fields[name];
      return text
        ? { name, label: say(`propose.${name}`), says: showMarkdown(text, from), isOwn: true }
        : null;
    }),
    fields.binds
      ? {
          name: "binds",
          label: say("constitution.names.binding"),
          says: paragraphsOf(say(`constitution.binding.${fields.binds}`)),
          isOwn: false,
        }
      : null,
    fields.who
      ? { name: "who", label: say("propose.who"), says: paragraphsOf(fields.who), isOwn: true }
      : null,
    fields.by ? { name: "by", label: say("propose.by"), says: day(fields.by), isOwn: false } : null,
    fields.holdsUntil
      ? { name: "holdsUntil", label: say("propose.holdsUntil"), says: day(fields.holdsUntil), isOwn: false }
      : null,
    fields.sources
      ? {
          ...{ name: "sources", label: say("propose.sources"), isOwn: true },
          says: safe(fields.sources.map(source).join("")),
        }
      : null,
  ];
  return rows.filter((row) => row !== null);
}

/** A source on a line of its own; an address is a link. */
function source(line: string): string {
  const address = safeAddress(line);
  return address
    ? `<p>${link(address, plain(line), 'rel="nofollow noopener ugc"').html}</p>`
    : paragraphsOf(line).html;
}

/** What a proposal of another constitution would change, or did: against what holds, or held before it. */
async function changesOfProposal(
  { ctx, tongue }: Where,
  assembly: Assembly,
  { id, act }: Proposal,
): Promise<ChangeRow[]> {
  if (act?.what !== "settle") return [];
  const all = await listConstitutions(ctx.db, assembly.id);
  const made = all.findIndex(({ proposalId }) => proposalId === id);
  const before = made < 0 ? assembly : (all[made + 1]?.settings ?? assembly);
  const since = all.find(({ version }) => version === act.since)?.settings;
  return changesOf(tongue, ctx, constitutionOf(before), act.changes, since && constitutionOf(since));
}
