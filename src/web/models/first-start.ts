import type { Context } from "../../context.ts";
import { type CharterDraft, joiningWays } from "../../domain/assembly.ts";
import { publicVotingHours } from "../../domain/constitution.ts";
import type { RefusalCode } from "../../domain/refusal.ts";
import { type PresetName, presets } from "../../domain/rule.ts";
import { sayRule } from "../../sentences.ts";
import type { Tongue } from "../language.ts";

/** What the form of the first-start page holds, as it was sent. */
export const fields = [
  "code",
  "name",
  "handle",
  "summary",
  "values",
  "rule",
  "joining",
  "language",
  "timeZone",
  "deliberationHours",
  "votingHours",
] as const;
export type Field = (typeof fields)[number];
/** What the form sent, as it was typed. */
export type Sent = Readonly<Record<Field, string>>;

/** The first-start page: three steps to the first assembly, with what was sent and what is wrong with it. */
export type FirstStartModel = {
  readonly sent: Omit<Sent, "code">;
  readonly csrf: string;
  readonly errors: Readonly<Partial<Record<Field, string>>>;
  readonly errorList: readonly { readonly field: Field; readonly text: string }[];
  readonly rules: readonly { readonly name: PresetName; readonly title: string; readonly sentence: string }[];
  readonly ways: readonly { readonly name: string; readonly title: string; readonly hint: string }[];
  readonly tongues: readonly { readonly tag: string; readonly name: string }[];
  readonly zones: readonly { readonly region: string; readonly names: readonly string[] }[];
  readonly leastVoting: number;
  readonly example: string;
};

/** Which field a refusal belongs to. */
export const fieldOf: Partial<Record<RefusalCode, Field>> = {
  "bad-code": "code",
  "too-many": "code",
  "bad-name": "name",
  "bad-handle": "handle",
  "handle-taken": "handle",
  "bad-rule": "rule",
  "bad-language": "language",
  "bad-time-zone": "timeZone",
  "bad-hours": "votingHours",
  "voting-too-short": "votingHours",
};

const ruleOrder: readonly PresetName[] = [
  "consensus",
  "near-consensus",
  "consent",
  "two-thirds",
  "majority",
  "absolute-majority",
];

/** The ways of joining that work today; the others come with the decisions that they rest on. */
const offeredWays = ["open", "invite"] as const satisfies readonly (typeof joiningWays)[number][];

/** The form as a browser first gets it. */
export const emptyForm = (ctx: Context, tongue: Tongue): Omit<Sent, "code"> => ({
  name: "",
  handle: "",
  summary: "",
  values: "",
  rule: "consensus",
  joining: "open",
  language: tongue.language,
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  deliberationHours: "0",
  votingHours: String(ctx.env.isPublic ? publicVotingHours : 0),
});

/** Reads the form: text of every field, in one line where it is one. Anything else in the body is left out. */
export function readSent(body: unknown): Sent {
  const given = (body ?? {}) as Record<string, unknown>;
  const text = (field: Field): string => (typeof given[field] === "string" ? (given[field] as string) : "");
  return Object.fromEntries(fields.map((field) => [field, text(field)])) as Sent;
}

/** The form as a founder's draft. A number that is none becomes NaN, which is refused as bad hours. */
export function draftOf(sent: Sent): CharterDraft {
  const hours = (text: string): number => (/^\d{1,5}$/.test(text.trim()) ? Number(text) : Number.NaN);
  return {
    handle: sent.handle.trim().replace(/^@/, ""),
    name: sent.name,
    summary: sent.summary.replace(/\r\n?/g, "\n"),
    values: sent.values.split(/\r\n?|\n/).slice(0, 50),
    rule: sent.rule,
    joining: joiningWays.find((way) => way === sent.joining) ?? "open",
    deliberationHours: hours(sent.deliberationHours),
    votingHours: hours(sent.votingHours),
    language: sent.language,
    timeZone: sent.timeZone,
  };
}

/** Puts the page together. */
export function firstStartModel(
  ctx: Context,
  tongue: Tongue,
  host: string,
  form: { sent: Omit<Sent, "code">; csrf: string; errors: Partial<Record<Field, string>> },
): FirstStartModel {
  const { phrases } = ctx;
  return {
    ...form,
    errorList: fields.flatMap((field) => {
      const text = form.errors[field];
      return text ? [{ field, text }] : [];
    }),
    rules: ruleOrder.map((name) => ({
      name,
      title: tongue.say(`rules.${name}`),
      sentence: sayRule(phrases, tongue.language, presets[name]),
    })),
    ways: offeredWays.map((name) => ({
      name,
      title: tongue.say(`ways.${name}`),
      hint: tongue.say(`ways.${name}-hint`),
    })),
    tongues: phrases.languages.map((tag) => ({ tag, name: phrases.nameOf(tag) })),
    zones: timeZones(),
    leastVoting: ctx.env.isPublic ? publicVotingHours : 0,
    example: `@${form.sent.handle.replace(/[^a-z0-9_]/g, "") || tongue.say("first.example")}@${host}`,
  };
}

/** Every time zone by its part of the world, UTC first. */
function timeZones(): FirstStartModel["zones"] {
  const regions = new Map<string, string[]>([["UTC", ["UTC"]]]);
  for (const name of Intl.supportedValuesOf("timeZone")) {
    const region = name.split("/", 1)[0] as string;
    if (region !== "UTC") regions.set(region, [...(regions.get(region) ?? []), name]);
  }
  return [...regions].map(([region, names]) => ({ region, names }));
}
