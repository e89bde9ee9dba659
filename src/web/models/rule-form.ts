import { type Constitution, isSame, type ProposalKind } from "../../domain/constitution.ts";
import { type PresetName, presets, type Rule, readRule } from "../../domain/rule.ts";
import { numberOf, type Sent } from "./fields.ts";

/** The kinds of decision that may have a rule of their own. */
export const ownRuleKinds = [
  "constitution",
  "membership",
  "role",
  "ban",
] as const satisfies readonly ProposalKind[];

/** The name of a preset with just these numbers; null where they are somebody's own. */
export const presetOf = (rule: Rule): PresetName | null =>
  (Object.keys(presets) as PresetName[]).find((name) => isSame(presets[name], rule)) ?? null;

/** A rule as the fields of a form show it. */
export const sentOfRule = (rule: Rule): Sent => ({
  rule: presetOf(rule) ?? "own",
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
});

const isBlank = (typed = ""): boolean => typed.trim() === "";

/** The rule that a form asks for: a preset's name, or numbers still to be read. */
export function ruleOfSent(sent: Sent): unknown {
  if (sent.rule !== "own") return sent.rule;
  const fraction = (name: string) => [numberOf(sent[`${name}-n`]), numberOf(sent[`${name}-d`])];
  return {
    quorum: fraction("quorum"),
    agreement: { share: fraction("share"), of: sent.of, strict: sent.strict === "yes" },
    blocks: isBlank(sent.blocks) ? null : numberOf(sent.blocks),
    standAside: isBlank(sent["aside-n"]) && isBlank(sent["aside-d"]) ? null : fraction("aside"),
    ...(isBlank(sent.least) ? {} : { least: numberOf(sent.least) }),
  };
}

/** The rule as it would be; null where it is none. */
export const readSentRule = (sent: Sent): Rule | null => readRule(ruleOfSent(sent));

/** The rules by kind that a form asks for: as it was, none of its own, or a preset. */
export function rulesOfSent(sent: Sent, base: Constitution): Record<string, unknown> {
  const rules: Record<string, unknown> = { ...base.rules };
  for (const kind of ownRuleKinds) {
    const wished = sent[`rule-${kind}`] ?? "keep";
    if (wished === "") delete rules[kind];
    else if (wished !== "keep") rules[kind] = wished;
  }
  return rules;
}
