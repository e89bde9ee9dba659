import { type Constitution, isSame, type ProposalKind, proposalKinds } from "../../domain/constitution.ts";
import { type PresetName, presets, type Rule, readRule } from "../../domain/rule.ts";
import { numberOf, type Sent } from "./fields.ts";

/** The name of a preset with just these numbers; null where they are somebody's own. */
export const presetOf = (rule: Rule): PresetName | null =>
  (Object.keys(presets) as PresetName[]).find((name) => isSame(presets[name], rule)) ?? null;

/** The name of the field that chooses the rule of a kind of decision; null: of all that have none of their own. */
export const ruleField = (kind: ProposalKind | null): string => (kind === null ? "rule" : `rule-${kind}`);

/** The name of a field that holds a number of a kind's own rule. */
export const numberField = (kind: ProposalKind | null, name: string): string =>
  kind === null ? name : `${kind}-${name}`;

/** A rule as the fields of a form show it. */
export function sentOfRule(rule: Rule, kind: ProposalKind | null = null): Sent {
  const numbers = {
    "quorum-n": String(rule.quorum[0]),
    "quorum-d": String(rule.quorum[1]),
    "share-n": String(rule.agreement.share[0]),
    "share-d": String(rule.agreement.share[1]),
    of: rule.agreement.of,
    strict: rule.agreement.strict ? "yes" : "no",
    blocks: rule.blocks === null ? "" : String(rule.blocks),
    "aside-n": rule.standAside === null ? "" : String(rule.standAside[0]),
    "aside-d": rule.standAside === null ? "" : String(rule.standAside[1]),
    least: rule.least === undefined ? "" : String(rule.least),
  };
  return {
    [ruleField(kind)]: presetOf(rule) ?? "own",
    ...Object.fromEntries(Object.entries(numbers).map(([name, text]) => [numberField(kind, name), text])),
  };
}

/**
 * The rules by kind as the fields of a form show them: a kind without a rule of its own is filled in with the numbers
 * that hold for it. What a constitution settles for all decisions needs no kind, so "general" is there only where it has one.
 */
export const sentOfRules = ({ rule, rules }: Pick<Constitution, "rule" | "rules">): Sent =>
  Object.assign(
    {},
    ...proposalKinds
      .filter((kind) => kind !== "general" || rules.general)
      .map((kind) => ({
        ...sentOfRule(rules[kind] ?? rule, kind),
        ...(rules[kind] ? {} : { [ruleField(kind)]: "" }),
      })),
  );

/** The kinds of decision whose rule a form asks about. */
export const kindsOfSent = (sent: Sent): ProposalKind[] =>
  proposalKinds.filter((kind) => kind !== "general" || sent[ruleField(kind)] !== undefined);

const isBlank = (typed = ""): boolean => typed.trim() === "";

/** The rule that a form asks for: a preset's name, or numbers still to be read. */
export function ruleOfSent(sent: Sent, kind: ProposalKind | null = null): unknown {
  const chosen = sent[ruleField(kind)];
  if (chosen !== "own") return chosen;
  const typed = (name: string): string | undefined => sent[numberField(kind, name)];
  const fraction = (name: string) => [numberOf(typed(`${name}-n`)), numberOf(typed(`${name}-d`))];
  return {
    quorum: fraction("quorum"),
    agreement: { share: fraction("share"), of: typed("of"), strict: typed("strict") === "yes" },
    blocks: isBlank(typed("blocks")) ? null : numberOf(typed("blocks")),
    standAside: isBlank(typed("aside-n")) && isBlank(typed("aside-d")) ? null : fraction("aside"),
    ...(isBlank(typed("least")) ? {} : { least: numberOf(typed("least")) }),
  };
}

/** The rule as it would be; null where it is none. */
export const readSentRule = (sent: Sent, kind: ProposalKind | null = null): Rule | null =>
  readRule(ruleOfSent(sent, kind));

/** The rules by kind that a form asks for: as it was where it does not say, none of its own, or one. */
export function rulesOfSent(sent: Sent, base: Constitution): Record<string, unknown> {
  const rules: Record<string, unknown> = { ...base.rules };
  for (const kind of proposalKinds) {
    const wished = sent[ruleField(kind)];
    if (wished === "") delete rules[kind];
    else if (wished !== undefined) rules[kind] = ruleOfSent(sent, kind);
  }
  return rules;
}
