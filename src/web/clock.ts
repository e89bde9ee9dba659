import { escapeHtml } from "../domain/markup.ts";
import { dateFormat } from "../locales.ts";
import { type Html, safe } from "./html.ts";
import type { Tongue } from "./language.ts";

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];

/** Times as an assembly's own clock and calendar show them, in the language of a page. */
export type Clock = {
  readonly now: Date;
  readonly timeZone: string;
  /** "22 March", with the year where it is not this one. */
  date(at: Date): string;
  /** "22 March 2026", always with the year. */
  fullDate(at: Date): string;
  /** "Sunday 22 March, 18:00", with the year where it is not this one. */
  moment(at: Date): string;
  /** "Sunday, 22 March 2026, 18:00 CET": for paper, and for readers elsewhere. */
  fullMoment(at: Date): string;
  /** "today, 11:20", "yesterday", or the date. */
  recent(at: Date): string;
  time(at: Date): string;
  /** How far two instants are apart, in its largest whole unit: "3 days", "40 minutes". */
  distance(from: Date, to: Date): string;
  /** The name of the clock: "CET", "UTC". */
  zone(at: Date): string;
  /** Any of these words as a `time` element. */
  element(at: Date, words: string): Html;
};

/** Makes the clock of one time zone. */
export function makeClock(tongue: Tongue, timeZone: string, now: Date): Clock {
  const { tag } = tongue;
  const format = (options: Intl.DateTimeFormatOptions) =>
    dateFormat(tongue.language, { timeZone, ...options });
  const [months, years] = [
    format({ day: "numeric", month: "long" }),
    format({ day: "numeric", month: "long", year: "numeric" }),
  ];
  const weekdays = format({ weekday: "long", day: "numeric", month: "long" });
  const fullWeekdays = format({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
  const times = format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const zones = new Intl.DateTimeFormat(tag, { timeZone, timeZoneName: "short" });
  const relative = new Intl.RelativeTimeFormat(tag, { numeric: "auto" });
  const days = new Intl.DateTimeFormat("sv", { timeZone, dateStyle: "short" });
  const isThisYear = (at: Date): boolean => days.format(at).slice(0, 4) === days.format(now).slice(0, 4);
  const daysAgo = (at: Date): number =>
    Math.round((Date.parse(days.format(now)) - Date.parse(days.format(at))) / day);
  const joined = (date: string, time: string): string => tongue.say("when.date-time", { date, time });
  const clock: Omit<Clock, "now" | "timeZone"> = {
    date: (at) => (isThisYear(at) ? months : years).format(at),
    fullDate: (at) => years.format(at),
    moment: (at) => joined((isThisYear(at) ? weekdays : fullWeekdays).format(at), times.format(at)),
    fullMoment: (at) => `${joined(fullWeekdays.format(at), times.format(at))} ${clock.zone(at)}`,
    recent: (at) => {
      const ago = daysAgo(at);
      if (ago === 0) return joined(relative.format(0, "day"), times.format(at));
      return ago === 1 ? relative.format(-1, "day") : clock.date(at);
    },
    time: (at) => times.format(at),
    distance: (from, to) => sayDistance(tag, Math.max(0, to.getTime() - from.getTime())),
    zone: (at) => zones.formatToParts(at).find((part) => part.type === "timeZoneName")?.value ?? timeZone,
    element: (at, words) => safe(`<time datetime="${at.toISOString()}">${escapeHtml(words)}</time>`),
  };
  return { now, timeZone, ...clock };
}

function sayDistance(tag: string, length: number): string {
  const [unit, size] =
    length >= 2 * day
      ? (["day", day] as const)
      : length >= 2 * hour
        ? (["hour", hour] as const)
        : length >= 2 * minute
          ? (["minute", minute] as const)
          : (["second", 1000] as const);
  const count = Math.floor(length / size);
  return new Intl.NumberFormat(tag, { style: "unit", unit, unitDisplay: "long" }).format(count);
}
