import { createHash } from "node:crypto";
import type { Act } from "./act.ts";
import type { Constitution } from "./constitution.ts";
import { isKept, readLocalTime } from "./local-time.ts";
import { isRefusal, type Refusal, refuse } from "./refusal.ts";
import type { Outcome } from "./rule.ts";

/** Where a proposal is in its life; after closing the outcome itself (decisions.md). */
export type ProposalState = "draft" | "deliberation" | "voting" | "withdrawn" | Outcome;

/** What moves a proposal from one state to another. `revise` while voting replaces the question. */
export type Step = "enter" | "open" | "close" | "return" | "revise" | "withdraw";

const steps: { readonly [Name in Step]: readonly ProposalState[] } = {
  enter: ["draft"],
  // an inquorate question may be put again, once
  open: ["deliberation", "inquorate"],
  close: ["voting"],
  return: ["blocked", "unsettled", "inquorate"],
  revise: ["draft", "deliberation", "voting"],
  withdraw: ["draft", "deliberation", "voting", "blocked", "unsettled", "inquorate"],
};

/** Whether a step leads on from a state: nobody skips one (decisions.md, "Life of a proposal"). */
export const mayStep = (state: ProposalState, step: Step): boolean => steps[step].includes(state);

/**
 * Whether others may know of a proposal. One that never entered deliberation is its author's alone: as a draft, and
 * when its author has thrown the draft away.
 */
export const isBrought = ({ deliberationFrom }: { readonly deliberationFrom: Date | null }): boolean =>
  deliberationFrom !== null;

const hour = 3_600_000;
const defaultVotingHours = 72;
const longestVoting = 365 * 24 * hour;

/** Title and text of one version, in NFC with LF line ends. */
export type Matter = { readonly title: string; readonly text: string };

/** Reads a title of 1 to 200 characters on one line, and a Markdown text of 1 character to 100 kB. */
export function readMatter(title: string, text: string): Matter | Refusal {
  const heading = title.normalize("NFC").trim();
  const body = text.normalize("NFC").replace(/\r\n?/g, "\n").trim();
  if (heading === "" || [...heading].length > 200 || /[\n\r\p{Cc}]/u.test(heading))
    return refuse("bad-title");
  if (body === "" || Buffer.byteLength(body) > 100_000) return refuse("bad-text");
  return { title: heading, text: body };
}

/** SHA-256 of a version's Markdown, as lower-case hex; the text is already NFC with LF (`moot:textHash`). */
export const textHash = (text: string): string => createHash("sha256").update(text, "utf8").digest("hex");

/** The earliest instant at which voting may open. */
export const earliestOpening = (enteredDeliberation: Date, deliberationHours: number): Date =>
  new Date(enteredDeliberation.getTime() + deliberationHours * hour);

/**
 * When voting that opens now closes. Without a wish: the larger of the assembly's voting hours and 72 h. A
 * wish must lie after now, not before the assembly's minimum, and at most a year away; seconds are fine.
 */
export function closingTime(now: Date, votingHours: number, wish?: Date): Date | Refusal {
  const earliest = now.getTime() + votingHours * hour;
  if (!wish) return new Date(now.getTime() + Math.max(votingHours, defaultVotingHours) * hour);
  const at = wish.getTime();
  if (!(at > now.getTime()) || at < earliest) {
    return refuse("closes-too-soon", { earliest: new Date(earliest).toISOString() });
  }
  return at - now.getTime() > longestVoting ? refuse("closes-too-late") : wish;
}

/** From when a text being voted on may not be changed any more: the last quarter of the voting time. */
const lastQuarter = ({ opensAt, closesAt }: { opensAt: Date; closesAt: Date }): Date =>
  new Date(opensAt.getTime() + ((closesAt.getTime() - opensAt.getTime()) * 3) / 4);

/** The questions of one proposal, the oldest first, as far as it matters to what may still be changed. */
export type Asked = readonly {
  readonly replacesId: string | null;
  readonly opensAt: Date;
  readonly closesAt: Date;
}[];

/**
 * What the author of a proposal that is being voted on may still do, under the constitution that its question was
 * opened under: change the text where it says `once`, once, and not in the last quarter; withdraw where it allows it.
 * The text of a removal stays: nobody would be heard on the new one.
 */
export function whileVoting(
  settings: Pick<Constitution, "amendWhileVoting" | "withdrawWhileVoting">,
  asked: Asked,
  now: Date,
  act: Act | null = null,
): { readonly mayRevise: boolean; readonly mayWithdraw: boolean } {
  const last = asked.at(-1);
  if (!last || last.closesAt <= now) return { mayRevise: false, mayWithdraw: false };
  const isFirst = asked.every(({ replacesId }) => replacesId === null);
  return {
    mayRevise:
      settings.amendWhileVoting === "once" && isFirst && now < lastQuarter(last) && act?.what !== "remove",
    mayWithdraw: settings.withdrawWhileVoting,
  };
}

/**
 * When a decision that holds until a day (YYYY-MM-DD) lapses: with the end of that day by the assembly's own clock.
 * A day that its clocks leave out ends as it does in UTC; null where it holds until it is changed, or past the last
 * time that is kept.
 */
export function lapseOf(holdsUntil: string | undefined, timeZone: string): Date | null {
  if (holdsUntil === undefined) return null;
  const lastMinute = readLocalTime(holdsUntil, timeZone, "closes");
  const end = isRefusal(lastMinute)
    ? new Date(`${holdsUntil}T24:00:00Z`)
    : new Date(lastMinute.getTime() + 60_000);
  return isKept(end) ? end : null;
}

/** Where a decision stands in the register. */
export type Standing = "in-force" | "superseded" | "repealed" | "lapsed";

/**
 * Where an adopted decision stands: what a later adopted one did to it wins over the day it lapses by itself.
 * `changedBy`: whether later ones repealed it, or put something in its place.
 */
export function standingOf(
  decision: { readonly lapsesAt: Date | null; readonly changedBy: readonly ("repeal" | "replace")[] },
  now: Date,
): Standing {
  if (decision.changedBy.includes("repeal")) return "repealed";
  if (decision.changedBy.includes("replace")) return "superseded";
  return decision.lapsesAt !== null && decision.lapsesAt <= now ? "lapsed" : "in-force";
}
