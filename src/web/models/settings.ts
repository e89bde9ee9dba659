import type { Context } from "../../context.ts";
import { type Constitution, differences, proposalKinds, type Setting } from "../../domain/constitution.ts";
import { sayRule } from "../../sentences.ts";
import { plain } from "../html.ts";
import type { Tongue } from "../language.ts";

/** A setting that differs: what is gone and what is new, a line each; lines that stay are in neither. */
export type ChangeRow = {
  readonly setting: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
};

/** What a setting is called. */
export const nameSetting = (tongue: Tongue, setting: Setting): string =>
  tongue.say(`constitution.names.${setting}`);

/** A length of time in words: in days where it is whole ones, else in hours. */
export function saySpan(tongue: Tongue, hours: number): string {
  const isDays = hours >= 48 && hours % 24 === 0;
  const unit = { style: "unit", unit: isDays ? "day" : "hour", unitDisplay: "long" } as const;
  return new Intl.NumberFormat(tongue.tag, unit).format(isDays ? hours / 24 : hours);
}

/** What a setting says in plain words, a line for each thing; at least one. */
export function saySetting(
  ctx: Context,
  tongue: Tongue,
  setting: Setting,
  settings: Constitution,
): readonly string[] {
  const lines = linesOf(ctx, tongue, setting, settings).map(plain);
  return lines.length > 0 ? lines : [tongue.say("constitution.none")];
}

function linesOf({ phrases }: Context, tongue: Tongue, setting: Setting, own: Constitution): string[] {
  const { say } = tongue;
  switch (setting) {
    case "values":
      return [...own.values];
    case "rule":
      return [sayRule(phrases, tongue.language, own.rule)];
    case "rules":
      return proposalKinds.flatMap((kind) => {
        const rule = own.rules[kind];
        const words = rule && sayRule(phrases, tongue.language, rule);
        return words
          ? [say("constitution.rule-of", { kind: say(`constitution.kinds.${kind}`), rule: words })]
          : [];
      });
    case "joining":
      return [tongue.phrase(`joining.${own.joining}`)];
    case "deliberationHours":
    case "votingHours":
    case "blockHours":
      return own[setting] > 0 ? [saySpan(tongue, own[setting])] : [];
    case "facilitatorDays":
      return [saySpan(tongue, own.facilitatorDays * 24)];
    case "facilitatorTerms":
      return [own.facilitatorTerms > 0 ? tongue.number(own.facilitatorTerms) : say("constitution.any")];
    case "vouches":
    case "endorsements":
      return own[setting] > 0 ? [tongue.number(own[setting])] : [];
    case "facilitation":
    case "closeWhenAll":
    case "withdrawWhileVoting":
      return [say(own[setting] ? "constitution.yes" : "constitution.no")];
    case "proposers":
    case "binding":
      return [say(`constitution.${setting}.${own[setting]}`)];
    case "amendWhileVoting":
      return [say(`constitution.amend.${own.amendWhileVoting}`)];
    case "language":
      return [tongue.languageName(own.language) ?? own.language];
    default:
      return own[setting] ? [own[setting]] : [];
  }
}

/** What some changes would change, setting by setting in reading order; nothing where all of it holds already. */
export function changesOf(
  tongue: Tongue,
  ctx: Context,
  before: Constitution,
  changes: Partial<Constitution>,
): ChangeRow[] {
  const after = { ...before, ...changes };
  return differences(before, after).map((setting) => {
    const [old, fresh] = [before, after].map((one) => saySetting(ctx, tongue, setting, one));
    const [gone, added] = [without(old, fresh), without(fresh, old)];
    const isSame = gone.length + added.length === 0;
    // a list in another order has the same lines: then all of it is shown
    return {
      setting: nameSetting(tongue, setting),
      before: isSame ? (old ?? []) : gone,
      after: isSame ? (fresh ?? []) : added,
    };
  });
}

const without = (lines: readonly string[] = [], others: readonly string[] = []): readonly string[] =>
  lines.filter((line) => !others.includes(line));
