import type { Rule } from "../../domain/rule.ts";
import type { WordTable } from "../../domain/words/lexicon.ts";
import type { Tongue } from "../language.ts";

/** Something to type, and what it does. */
export type Typed = { readonly words: string; readonly does: string };

/** How somebody with an account anywhere takes part: the address to paste, their own server, what to type. */
export type TakePart = {
  readonly title: string;
  readonly side: readonly string[];
  readonly intro: string;
  /** What to paste into the search of one's own app. */
  readonly address: string;
  readonly action: string;
  /** Keeps the reader's language over the form. */
  readonly lang: string | null;
  readonly typed: readonly Typed[];
};

/** How to answer an open question, or, while there is none, to say something about a proposal. */
export function takePart(
  tongue: Tongue,
  about: {
    readonly address: string;
    readonly rule: Rule;
    readonly until: string | null;
    /** Null: it is voted on. Else the commands of the page's language, and whether it must be endorsed before a vote. */
    readonly talk: { readonly commands: WordTable | undefined; readonly needsEndorsing: boolean } | null;
  },
): TakePart {
  const { rule, address, talk } = about;
  const isOpen = talk === null;
  const key = isOpen ? "answer" : "talk";
  const manner = rule.blocks === null ? "plain" : "consensus";
  const positions =
    rule.blocks === null ? ["agree", "abstain", "disagree"] : ["agree", "abstain", "disagree", "block"];
  const votes = positions.map((position) => ({
    words: tongue.say(`type.${manner}.${position}`),
    does: tongue.say(`type.does.${position}`, { bearsBlocks: rule.blocks === null ? "no" : "yes" }),
  }));
  const suggest = { words: tongue.say("type.suggest"), does: tongue.say("type.does.suggest") };
  const amend = [
    { words: tongue.say("type.amend"), does: tongue.say("type.does.amend") },
    {
      words: tongue.say("type.endorse-amendment", { n: tongue.number(3) }),
      does: tongue.say("type.does.endorse-amendment"),
    },
  ];
  // as the page's own language writes "suggest: …"
  const [rest = ": …"] = /\s?[:：].*$/u.exec(suggest.words) ?? [];
  const word = (command: "concern" | "endorse"): string => talk?.commands?.[command][0] ?? command;
  const concern = { words: `${word("concern")}${rest}`, does: tongue.say("needs.type-concern") };
  const endorse = { words: word("endorse"), does: tongue.say("needs.type-endorse") };
  const side = [tongue.say("part.apps"), tongue.say(`part.${key}-public`)];
  if (about.until) side.push(tongue.say("part.until", { at: about.until }));
  return {
    title: tongue.say(`part.${key}-title`),
    side,
    intro: tongue.say(`part.${key}-intro`),
    address,
    action: "/interact",
    lang: tongue.to("/").includes("lang=") ? tongue.language : null,
    typed: isOpen
      ? [...votes, ...amend, suggest]
      : [...amend, suggest, concern, ...(talk.needsEndorsing ? [endorse] : [])],
  };
}

/** What is typed to become a member, and to end it. */
export const membershipWords = (tongue: Tongue) => ({
  join: tongue.say("type.join"),
  leave: tongue.say("type.leave"),
});
