import type { Fraction, Rule } from "./domain/rule.ts";
import { formatTag, type Phrases } from "./locales.ts";

/** A fraction in words, reduced: "two thirds", "7 in 20". */
export function sayFraction(phrases: Phrases, language: string, [n, d]: Fraction): string {
  const divisor = greatestCommonDivisor(n, d);
  const key = `fractions.${n / divisor}-${d / divisor}`;
  if (phrases.has(key)) return phrases.say(language, key);
  return phrases.say(language, "fractions.other", { n: n / divisor, d: d / divisor });
}

const greatestCommonDivisor = (a: number, b: number): number =>
  b === 0 ? a : greatestCommonDivisor(b, a % b);

/** A rule as one sentence, computed from its numbers. */
export function sayRule(phrases: Phrases, language: string, rule: Rule): string {
  const say = (key: string, values?: Record<string, string | number>) =>
    phrases.say(language, `rule.${key}`, values);
  const { quorum, agreement, blocks, standAside, least } = rule;
  const parts: string[] = [sayShare(phrases, language, agreement)];
  if (least) parts.push(say("least", { n: least }));
  if (quorum[0] > 0) parts.push(say("quorum", { share: sayFraction(phrases, language, quorum) }));
  if (standAside !== null)
    parts.push(say("stand-aside", { share: sayFraction(phrases, language, standAside) }));
  if (blocks !== null) parts.push(blocks === 0 ? say("no-block") : say("blocks", { n: blocks }));
  const list = new Intl.ListFormat(formatTag(language), { type: "conjunction" }).format(parts);
  return say("whole", { parts: list });
}

function sayShare(phrases: Phrases, language: string, { share, of, strict }: Rule["agreement"]): string {
  const [n, d] = share;
  const [half, all, none] = [n * 2 === d && strict, n === d && !strict, n === 0];
  const manner = none ? "-none" : all ? "-all" : half ? "-half-strict" : strict ? "-strict" : "";
  const key = `rule.${of}${manner}`;
  return phrases.say(language, key, { share: sayFraction(phrases, language, share) });
}
