import { joiningWays } from "../../domain/assembly.ts";
import {
  bindingWays,
  type Constitution,
  type ProposalKind,
  proposerWays,
  type Setting,
  settingNames,
} from "../../domain/constitution.ts";
import { type PresetName, presets } from "../../domain/rule.ts";
import { sayRule } from "../../sentences.ts";
import { nameSetting } from "../../setting-words.ts";
import { type Field, fieldsOf, linesOf, numberOf, type Problem, type Sent } from "./fields.ts";
import type { Place } from "./rows.ts";
import {
  kindsOfSent,
  numberField,
  readSentRule,
  ruleField,
  ruleOfSent,
  rulesOfSent,
  sentOfRule,
  sentOfRules,
} from "./rule-form.ts";

/** The form by which a member proposes another constitution, with what was sent and what is wrong with it. */
export type ConstitutionFormModel = {
  readonly name: string;
  readonly csrf: string;
  readonly action: string;
  /** The version whose settings the form was filled in with. */
  readonly version: string;
  readonly problems: readonly Problem[];
  readonly words: readonly Field[];
  readonly settings: readonly Field[];
  readonly rules: readonly { name: string; title: string; sentence: string; isChosen: boolean }[];
  readonly isOwn: boolean;
  readonly ruleError: string | null;
  /** The rule that was asked for, in a sentence; null where it is none. */
  readonly sentence: string | null;
  readonly own: readonly Field[];
  /** The kinds of decision that may have a rule of their own: which, and its numbers. */
  readonly kinds: readonly KindForm[];
  /** Whether any of them has one, or something is wrong with it. */
  readonly areKindsOpen: boolean;
};

/** The rule of one kind of decision; the field's hint is the rule that is asked for, in a sentence. */
export type KindForm = {
  readonly field: Field;
  readonly summary: string;
  readonly isOwn: boolean;
  readonly own: readonly Field[];
};

const inHours: readonly Setting[] = ["deliberationHours", "votingHours", "blockHours"];
const numbers: readonly Setting[] = [
  ...inHours,
  ...(["vouches", "endorsements", "facilitatorDays", "facilitatorTerms"] as const),
];
const switches: readonly Setting[] = [
  "facilitation",
  "closeWhenAll",
  "withdrawWhileVoting",
  "amendmentsByVote",
];
/** The settings that are one field each; rules have several. */
const single = settingNames.filter((name) => name !== "rule" && name !== "rules");

/** A constitution as the fields of the form first show it. */
export const sentOf = (settings: Constitution, version: number): Sent => ({
  ...Object.fromEntries(single.map((name) => [name, textOf(settings[name])])),
  ...sentOfRule(settings.rule),
  ...sentOfRules(settings),
  ...{ title: "", text: "", version: String(version) },
});

function textOf(value: unknown): string {
  if (typeof value === "boolean") return value ? "yes" : "no";
  return Array.isArray(value) ? value.join("\n") : String(value);
}

/** The settings that a form asks for, still to be read; what it does not name stays as in `base`. */
export function draftOf(sent: Sent, base: Constitution): Record<string, unknown> {
  const draft: Record<string, unknown> = { rules: rulesOfSent(sent, base) };
  if (sent.rule !== undefined) draft.rule = ruleOfSent(sent);
  for (const name of single) {
    const typed = sent[name];
    if (typed !== undefined) draft[name] = settingOf(name, typed);
  }
  return draft;
}

function settingOf(name: Setting, typed: string): unknown {
  if (name === "values") return linesOf(typed);
  if (numbers.includes(name)) return numberOf(typed);
  if (switches.includes(name)) return typed === "yes" ? true : typed === "no" ? false : typed;
  return typed.replace(/\r\n?/g, "\n");
}

/** Puts the form together. */
export function constitutionForm(
  { ctx, tongue }: Place,
  form: Pick<ConstitutionFormModel, "name" | "csrf" | "action">,
  sent: Sent,
  errors: Readonly<Record<string, string>>,
): ConstitutionFormModel {
  const { say } = tongue;
  const asked = kindsOfSent(sent);
  const { rules: ruleError, ...others } = errors;
  // one word for all the rules by kind: it belongs beside those that are none
  const wrong = asked.filter((kind) => sent[ruleField(kind)] && !readSentRule(sent, kind));
  const beside = ruleError ? Object.fromEntries(wrong.map((kind) => [ruleField(kind), ruleError])) : {};
  const field = fieldsOf(sent, { ...others, ...beside });
  const rule = readSentRule(sent);
  const yesNo = [
    ["yes", say("constitution.yes")],
    ["no", say("constitution.no")],
  ] as const;
  const choices: Partial<Record<Setting, readonly (readonly [string, string])[]>> = {
    joining: joiningWays.map((way) => [way, tongue.phrase(`joining.${way}`)]),
    proposers: proposerWays.map((way) => [way, say(`constitution.proposers.${way}`)]),
    binding: bindingWays.map((way) => [way, say(`constitution.binding.${way}`)]),
    amendWhileVoting: (["never", "once"] as const).map((way) => [way, say(`constitution.amend.${way}`)]),
    language: [...new Set([...ctx.phrases.languages, sent.language ?? "en"])].map((tag) => [
      tag,
      tongue.languageName(tag) ?? tag,
    ]),
    ...Object.fromEntries(switches.map((name) => [name, yesNo])),
  };
  const settingField = (name: Setting): Field => {
    const label = nameSetting(ctx.phrases, tongue.language, name);
    const options = choices[name];
    if (options) return field("choice", name, label, { options });
    if (name === "summary" || name === "values")
      return field("area", name, label, name === "values" ? { hint: say("propose.lines") } : {});
    if (!numbers.includes(name)) return field("line", name, label, { isRequired: true });
    const unit = inHours.includes(name) ? "hours" : name === "facilitatorDays" ? "days" : null;
    return field("number", name, label, {
      isRequired: true,
      ...(unit ? { hint: say(`constitution.in-${unit}`) } : {}),
      ...(name === "facilitatorTerms" ? { hint: say("constitution.zero-any") } : {}),
    });
  };
  const names = Object.keys(presets) as PresetName[];
  const ownFields = (kind: ProposalKind | null): Field[] => {
    const name = (number: string): string => numberField(kind, number);
    return [
      field("fraction", name("quorum"), say("constitution.own.quorum")),
      field("fraction", name("share"), say("constitution.own.share")),
      field("choice", name("strict"), say("constitution.own.how"), {
        options: [
          ["no", say("constitution.own.at-least")],
          ["yes", say("constitution.own.more-than")],
        ],
      }),
      field("choice", name("of"), say("constitution.own.of"), {
        options: (["decided", "cast", "roll"] as const).map((of) => [of, say(`table.of-${of}`)]),
      }),
      field("number", name("blocks"), say("constitution.own.blocks"), {
        hint: say("constitution.own.no-blocks"),
      }),
      field("fraction", name("aside"), say("constitution.own.aside"), {
        hint: say("constitution.own.empty"),
      }),
      field("number", name("least"), say("constitution.own.least"), { hint: say("constitution.own.empty") }),
    ];
  };
  const kindForm = (kind: ProposalKind): KindForm => {
    const chosen = readSentRule(sent, kind);
    return {
      field: field("choice", ruleField(kind), say(`constitution.kinds.${kind}`), {
        options: [
          ["", say("constitution.same-rule")],
          ...names.map((name) => [name, say(`rules.${name}`)] as const),
          ["own", say("constitution.own.title")],
        ],
        ...(chosen ? { hint: sayRule(ctx.phrases, tongue.language, chosen) } : {}),
      }),
      summary: say("constitution.rule-of", {
        kind: say(`constitution.kinds.${kind}`),
        rule: say("constitution.own.title"),
      }),
      isOwn: sent[ruleField(kind)] === "own",
      own: ownFields(kind),
    };
  };
  return {
    ...form,
    version: sent.version ?? "",
    problems: Object.entries({ ...others, ...beside }).map(([name, text]) => ({ field: name, text })),
    words: [
      field("line", "title", say("propose.title"), { isRequired: true }),
      field("area", "text", say("propose.text"), { isRequired: true }),
    ],
    settings: single.map(settingField),
    rules: names.map((name) => ({
      name,
      title: say(`rules.${name}`),
      sentence: sayRule(ctx.phrases, tongue.language, presets[name]),
      isChosen: sent.rule === name,
    })),
    isOwn: sent.rule === "own",
    ruleError: errors.rule ?? null,
    sentence: rule && sayRule(ctx.phrases, tongue.language, rule),
    own: ownFields(null),
    kinds: asked.map(kindForm),
    areKindsOpen: asked.some((kind) => sent[ruleField(kind)]),
  };
}
