import { isHandle } from "./addresses.ts";
import { type Refusal, refuse } from "./refusal.ts";
import { type Rule, readRule } from "./rule.ts";

/** How people come to be members. Issue 2 fills in all but `open`. */
export const joiningWays = ["open", "vouch", "invite", "vote"] as const;
export type Joining = (typeof joiningWays)[number];

/** What a founder settles; it holds until the assembly first decides otherwise. */
export type Charter = {
  readonly handle: string;
  readonly name: string;
  readonly summary: string;
  /** One line each, affirmed by everybody who joins. */
  readonly values: readonly string[];
  readonly rule: Rule;
  readonly joining: Joining;
  readonly deliberationHours: number;
  readonly votingHours: number;
  readonly language: string;
  readonly timeZone: string;
};

/** A charter as it comes in, from a form, a script or a request. */
export type CharterDraft = {
  handle: string;
  name: string;
  summary?: string;
  values?: readonly string[];
  rule: unknown;
  joining?: Joining;
  deliberationHours?: number;
  votingHours?: number;
  language?: string;
  timeZone?: string;
};

/** The least hours of voting on a server that the public reaches. */
export const publicVotingHours = 24;

const isHours = (hours: number): boolean => Number.isInteger(hours) && hours >= 0 && hours <= 8760;

/** A language tag that JavaScript's own formatters accept, in its usual spelling; null for anything else. */
export function readLanguage(tag: string): string | null {
  try {
    return tag.length <= 35 ? (Intl.getCanonicalLocales(tag)[0] ?? null) : null;
  } catch {
    return null;
  }
}

const isTimeZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
};

/**
 * Reads a founder's draft. On a public server voting lasts 24 hours or more (decisions.md, "Life of a
 * proposal"); on a loopback one, where people try things out, the default is 0.
 */
export function readCharter(draft: CharterDraft, publicServer: boolean): Charter | Refusal {
  const name = draft.name.normalize("NFC").replace(/\s+/gu, " ").trim();
  const rule = readRule(draft.rule);
  const language = readLanguage(draft.language ?? "en");
  const deliberationHours = draft.deliberationHours ?? 0;
  const votingHours = draft.votingHours ?? (publicServer ? publicVotingHours : 0);
  if (!isHandle(draft.handle)) return refuse("bad-handle");
  if (name === "" || [...name].length > 100) return refuse("bad-name");
  if (!rule) return refuse("bad-rule");
  if (!isHours(deliberationHours) || !isHours(votingHours)) return refuse("bad-hours");
  if (publicServer && votingHours < publicVotingHours) return refuse("voting-too-short");
  if (!language) return refuse("bad-language");
  if (!isTimeZone(draft.timeZone ?? "UTC")) return refuse("bad-time-zone");
  return {
    handle: draft.handle,
    name,
    summary: (draft.summary ?? "").normalize("NFC").trim().slice(0, 2000),
    values: (draft.values ?? []).map((value) => value.normalize("NFC").trim()).filter(Boolean),
    rule,
    joining: draft.joining ?? "open",
    deliberationHours,
    votingHours,
    language,
    timeZone: draft.timeZone ?? "UTC",
  };
}
