import type { Joining } from "./assembly.ts";
import { isHours, isTimeZone, readLanguage } from "./language.ts";
import { type Refusal, refuse } from "./refusal.ts";
import { type Rule, readRule } from "./rule.ts";

/** What a proposal decides about; each kind may have a rule of its own. */
export const proposalKinds = ["general", "constitution", "membership", "role", "ban"] as const;
export type ProposalKind = (typeof proposalKinds)[number];

/** Who may bring a proposal; "anyone" needs at least one member's endorsement before it is voted on. */
export const proposerWays = ["members", "facilitators", "anyone"] as const;
/** Whom a decision binds where it does not say: all members, or those who agreed. */
export const bindingWays = ["all", "agreed"] as const;

/**
 * An assembly's own settings, changed only by its own decision. Hours and days are whole numbers; `rules` holds
 * what differs from `rule` for a kind of decision.
 */
export type Constitution = {
  readonly name: string;
  readonly summary: string;
  /** One line each, affirmed by everybody who joins. */
  readonly values: readonly string[];
  readonly joining: Joining;
  /** How many members must vouch for a newcomer, where one joins by vouching. */
  readonly vouches: number;
  readonly rule: Rule;
  readonly rules: Readonly<Partial<Record<ProposalKind, Rule>>>;
  /** The least hours of deliberation and of voting. */
  readonly deliberationHours: number;
  readonly votingHours: number;
  readonly proposers: (typeof proposerWays)[number];
  /** How many members must endorse a proposal before it comes to the vote; its author does not count. */
  readonly endorsements: number;
  /** Hours that somebody who blocks has to say whether an answer lifts the block. */
  readonly blockHours: number;
  /** Whether members may be given the task of facilitating, for how many days at most, how often in a row (0: any). */
  readonly facilitation: boolean;
  readonly facilitatorDays: number;
  readonly facilitatorTerms: number;
  /** A question may close when everybody on its roll has answered, after the least time of voting. */
  readonly closeWhenAll: boolean;
  /** Whether a text may change while it is voted on: the question is then replaced by a new one. */
  readonly amendWhileVoting: "never" | "once";
  readonly withdrawWhileVoting: boolean;
  /** Whether an amendment that its proposal's author rejected can be put to the assembly's vote. */
  readonly amendmentsByVote: boolean;
  readonly binding: (typeof bindingWays)[number];
  readonly language: string;
  readonly timeZone: string;
};

/** The name of a setting. */
export type Setting = keyof Constitution;

/** What holds where a founder says nothing else; name and rule have no default. */
export const constitutionDefaults = {
  summary: "",
  values: [],
  joining: "open",
  vouches: 2,
  rules: {},
  deliberationHours: 0,
  votingHours: 0,
  proposers: "members",
  endorsements: 0,
  blockHours: 72,
  facilitation: true,
  facilitatorDays: 90,
  facilitatorTerms: 2,
  closeWhenAll: false,
  amendWhileVoting: "never",
  withdrawWhileVoting: false,
  amendmentsByVote: false,
  binding: "all",
  language: "en",
  timeZone: "UTC",
} as const satisfies Partial<Constitution>;

/** The least hours of voting on a server that the public reaches. */
export const publicVotingHours = 24;

/** Reads one setting: the value in its usual form, or a refusal. */
type Reader<Value> = (value: unknown, publicServer: boolean) => Value | Refusal;

const tidy = (value: unknown): string | null => (typeof value === "string" ? value.normalize("NFC") : null);
const oneOf =
  <const Values extends readonly (string | boolean)[]>(values: Values): Reader<Values[number]> =>
  (value) =>
    values.includes(value as Values[number]) ? (value as Values[number]) : refuse("bad-setting");
const wholeFrom =
  (least: number, most: number): Reader<number> =>
  (value) =>
    Number.isInteger(value) && (value as number) >= least && (value as number) <= most
      ? (value as number)
      : refuse("bad-setting");
const hours: Reader<number> = (value) => (isHours(value) ? value : refuse("bad-hours"));

const readers: { readonly [Name in Setting]: Reader<Constitution[Name]> } = {
  name: (value) => {
    const name = tidy(value)?.replace(/\s+/gu, " ").trim() ?? "";
    return name === "" || [...name].length > 100 ? refuse("bad-name") : name;
  },
  summary: (value) => tidy(value)?.trim().slice(0, 2000) ?? refuse("bad-setting"),
  values: (value) => {
    if (!Array.isArray(value) || value.length > 50) return refuse("bad-setting");
    const lines = value.map((line) => tidy(line)?.replace(/\s+/gu, " ").trim() ?? null);
    return lines.some((line) => line === null || [...line].length > 500)
      ? refuse("bad-setting")
      : lines.filter((line): line is string => Boolean(line));
  },
  joining: oneOf(["open", "vouch", "invite", "vote"]),
  vouches: wholeFrom(1, 50),
  rule: (value) => readRule(value) ?? refuse("bad-rule"),
  rules: (value) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return refuse("bad-rule");
    const rules: Partial<Record<ProposalKind, Rule>> = {};
    for (const [kind, given] of Object.entries(value)) {
      if (given === undefined || given === null) continue;
      const rule = readRule(given);
      if (!rule || !proposalKinds.includes(kind as ProposalKind)) return refuse("bad-rule");
      rules[kind as ProposalKind] = rule;
    }
    return rules;
  },
  deliberationHours: hours,
  votingHours: (value, publicServer) => {
    if (!isHours(value)) return refuse("bad-hours");
    return publicServer && value < publicVotingHours ? refuse("voting-too-short") : value;
  },
  proposers: oneOf(proposerWays),
  endorsements: wholeFrom(0, 1000),
  blockHours: wholeFrom(1, 8760),
  facilitation: oneOf([true, false]),
  facilitatorDays: wholeFrom(1, 3650),
  facilitatorTerms: wholeFrom(0, 100),
  closeWhenAll: oneOf([true, false]),
  amendWhileVoting: oneOf(["never", "once"]),
  withdrawWhileVoting: oneOf([true, false]),
  amendmentsByVote: oneOf([true, false]),
  binding: oneOf(bindingWays),
  language: (value) => (typeof value === "string" && readLanguage(value)) || refuse("bad-language"),
  timeZone: (value) => (typeof value === "string" && isTimeZone(value) ? value : refuse("bad-time-zone")),
};

/** Every setting by its name, in the order in which a constitution is read. */
export const settingNames = Object.keys(readers) as readonly Setting[];

/**
 * Reads settings that somebody wishes for: only those that are there, each in its usual form. Refuses names that are
 * no settings, and values that are none; `setting` in the refusal's detail names the first that is wrong.
 */
export function readSettings(draft: object, publicServer: boolean): Partial<Constitution> | Refusal {
  const settings: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(draft)) {
    if (value === undefined) continue;
    if (!Object.hasOwn(readers, name)) return refuse("bad-setting", { setting: name });
    const read = readers[name as Setting](value, publicServer) as unknown;
    if (typeof read === "object" && read !== null && "refused" in read)
      return refuse((read as Refusal).refused, { setting: name });
    settings[name] = read;
  }
  return settings as Partial<Constitution>;
}

/** Whether two values are the same, whatever the order in which a database gives their keys back. */
export const isSame = (one: unknown, other: unknown): boolean => textOf(one) === textOf(other);

const textOf = (value: unknown): string =>
  JSON.stringify(value, (_, part) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  ) ?? "";

/** Which settings differ between two constitutions, in reading order. */
export const differences = (before: Constitution, after: Constitution): readonly Setting[] =>
  settingNames.filter((name) => !isSame(before[name], after[name]));

/** Those changes that would change something; `rules` is taken as a whole. */
export function realChanges(current: Constitution, changes: Partial<Constitution>): Partial<Constitution> {
  const changed = differences(current, { ...current, ...changes });
  return Object.fromEntries(changed.map((name) => [name, changes[name]])) as Partial<Constitution>;
}

/**
 * The settings with some changes made that were proposed while `before` held. Each kind of decision has its rule by
 * itself: what others changed of the rules meanwhile stays, where these changes do not name it.
 */
export function withChanges(
  current: Constitution,
  changes: Partial<Constitution>,
  before: Constitution,
): Constitution {
  if (!changes.rules) return { ...current, ...changes };
  const wished = changes.rules;
  const rules = proposalKinds.flatMap((kind) => {
    const isNamed = !isSame(wished[kind] ?? null, before.rules[kind] ?? null);
    const rule = (isNamed ? wished : current.rules)[kind];
    return rule ? [[kind, rule] as const] : [];
  });
  return { ...current, ...changes, rules: Object.fromEntries(rules) };
}

/** The rule by which a kind of proposal is decided. */
export const ruleFor = (constitution: Pick<Constitution, "rule" | "rules">, kind: ProposalKind): Rule =>
  constitution.rules[kind] ?? constitution.rule;

/** The settings alone, out of anything that holds them all (an assembly's row). */
export const constitutionOf = (holder: Constitution): Constitution =>
  Object.fromEntries(settingNames.map((name) => [name, holder[name]])) as Constitution;

/** How many members must endorse a proposal, its author aside, before it is voted on: one at least where anyone may propose. */
export const endorsementsNeeded = ({
  endorsements,
  proposers,
}: Pick<Constitution, "endorsements" | "proposers">): number =>
  Math.max(endorsements, proposers === "anyone" ? 1 : 0);
