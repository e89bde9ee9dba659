import { constitutionOf, type Setting, settingNames } from "../../domain/constitution.ts";
import { nameSetting } from "../../setting-words.ts";
import type { Assembly } from "../../store/assemblies.ts";
import { type ConstitutionVersion, listConstitutions } from "../../store/constitutions.ts";
import { proposalsOf } from "../../store/proposals.ts";
import type { Proposal } from "../../store/questions.ts";
import { makeClock } from "../clock.ts";
import { type Html, link, plain } from "../html.ts";
import type { Place } from "./rows.ts";
import { type ChangeRow, changesOf, settingLines } from "./settings.ts";

/** One version in the history: its number, from when it held, and what brought it. */
export type HistoryRow = {
  readonly number: string;
  readonly href: string;
  readonly isShown: boolean;
  readonly since: Html;
  readonly by: Html;
};

/** A constitution in plain words, what it changed, and all there have been. */
export type ConstitutionModel = {
  readonly name: string;
  readonly isInForce: boolean;
  readonly number: string;
  readonly since: Html;
  readonly by: Html;
  readonly language: string;
  readonly settings: readonly {
    readonly label: string;
    readonly lines: readonly string[];
    /** In the assembly's own words, not the page's. */
    readonly isOwn: boolean;
  }[];
  /** Against the version before; null for the founder's. */
  readonly changes: readonly ChangeRow[] | null;
  readonly history: readonly HistoryRow[];
  readonly proposeHref: string;
};

const ownWords: readonly Setting[] = ["name", "summary", "values"];

/** A version of an assembly's constitution, the one in force without a number; null where there is none such. */
export async function constitutionModel(
  place: Place,
  assembly: Assembly,
  version: number | null,
): Promise<ConstitutionModel | null> {
  const { ctx, tongue } = place;
  const all = await listConstitutions(ctx.db, assembly.id);
  const index = version === null ? 0 : all.findIndex((one) => one.version === version);
  const [shown, before] = [all[index], all[index + 1]];
  if (!shown) return null;
  const brought = await proposalsOf(
    ctx.db,
    all.flatMap(({ proposalId }) => proposalId ?? []),
  );
  const history = all.map((one) => historyRow(place, assembly, one, one === shown, brought));
  const row = history[index] as HistoryRow;
  const settings = constitutionOf(shown.settings);
  return {
    name: plain(assembly.name),
    isInForce: index === 0,
    number: row.number,
    since: row.since,
    by: row.by,
    language: settings.language,
    settings: settingNames.map((setting) => ({
      label: nameSetting(ctx.phrases, tongue.language, setting),
      lines: settingLines(ctx, tongue, setting, settings),
      isOwn: ownWords.includes(setting),
    })),
    changes: before ? changesOf(tongue, ctx, constitutionOf(before.settings), settings) : null,
    history,
    proposeHref: tongue.to(`/assemblies/${assembly.handle}/constitution/propose`),
  };
}

function historyRow(
  { ctx, tongue }: Place,
  assembly: Assembly,
  { version, proposalId, adoptedAt }: ConstitutionVersion,
  isShown: boolean,
  brought: ReadonlyMap<string, Proposal>,
): HistoryRow {
  const clock = makeClock(tongue, assembly.timeZone, ctx.now());
  const proposal = proposalId ? brought.get(proposalId) : undefined;
  const path = `/assemblies/${assembly.handle}/constitution`;
  return {
    number: tongue.say("constitution.number", { n: version }),
    href: tongue.to(version === assembly.constitution ? path : `${path}?version=${version}`),
    isShown,
    since: tongue.rich("talk.since", { at: clock.element(adoptedAt, clock.fullDate(adoptedAt)) }),
    by: proposal
      ? tongue.rich("constitution.by", {
          decision: link(
            tongue.to(`/proposals/${proposal.id}`),
            tongue.say("register.number", { number: tongue.number(proposal.number) }),
          ),
        })
      : tongue.rich("constitution.by-founder", {}),
  };
}
