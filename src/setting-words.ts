import { type Constitution, proposalKinds, type Setting } from "./domain/constitution.ts";
import { readLanguage } from "./domain/language.ts";
import { formatTag, type Phrases } from "./locales.ts";
import { sayRule } from "./sentences.ts";

/** A length of time in words: in days where it is whole ones, else in hours. */
export function saySpan(language: string, hours: number): string {
  const isDays = hours >= 48 && hours % 24 === 0;
  const unit = { style: "unit", unit: isDays ? "day" : "hour", unitDisplay: "long" } as const;
  return new Intl.NumberFormat(formatTag(language), unit).format(isDays ? hours / 24 : hours);
}

/** What a setting is called. */
export const nameSetting = (phrases: Phrases, language: string, setting: Setting): string =>
  phrases.say(language, `pages.constitution.names.${setting}`);

/** What a setting says in plain words, a line for each thing; none where it asks for nothing. */
export function saySetting(
  phrases: Phrases,
  language: string,
  setting: Setting,
  own: Constitution,
): string[] {
  const say = (key: string, values = {}): string =>
    phrases.say(language, `pages.constitution.${key}`, values);
  const number = (n: number): string => new Intl.NumberFormat(formatTag(language)).format(n);
  switch (setting) {
    case "values":
      return [...own.values];
    case "rule":
      return [sayRule(phrases, language, own.rule)];
    case "rules":
      return proposalKinds.flatMap((kind) => {
        const rule = own.rules[kind];
        const words = rule && sayRule(phrases, language, rule);
        return words ? [say("rule-of", { kind: say(`kinds.${kind}`), rule: words })] : [];
      });
    case "joining":
      return [phrases.say(language, `joining.${own.joining}`)];
    case "deliberationHours":
    case "votingHours":
    case "blockHours":
      return own[setting] > 0 ? [saySpan(language, own[setting])] : [];
    case "facilitatorDays":
      return [saySpan(language, own.facilitatorDays * 24)];
    case "facilitatorTerms":
      return [own.facilitatorTerms > 0 ? number(own.facilitatorTerms) : say("any")];
    case "vouches":
    case "endorsements":
      return own[setting] > 0 ? [number(own[setting])] : [];
    case "facilitation":
    case "closeWhenAll":
    case "withdrawWhileVoting":
    case "amendmentsByVote":
      return [say(own[setting] ? "yes" : "no")];
    case "proposers":
    case "binding":
      return [say(`${setting}.${own[setting]}`)];
    case "amendWhileVoting":
      return [say(`amend.${own.amendWhileVoting}`)];
    case "language":
      return [nameLanguage(language, own.language)];
    default:
      return own[setting] ? [own[setting]] : [];
  }
}

function nameLanguage(language: string, wanted: string): string {
  const known = readLanguage(wanted);
  const names = new Intl.DisplayNames([formatTag(language)], { type: "language", fallback: "none" });
  return (known && names.of(known)) ?? wanted;
}
