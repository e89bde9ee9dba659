import { type Refusal, refuse } from "./refusal.ts";

/** Whether a time can be written down: nothing later than the year 9999 is. */
export const isKept = (at: Date): boolean => at.getTime() < Date.UTC(10_000, 0, 1);

const day = 86_400_000;

/** What the clocks of a time zone show at an instant, as if it were UTC, in milliseconds. */
function wallAt(at: number, timeZone: string): number {
  const numeric = { year: "numeric", month: "numeric", day: "numeric", hour: "numeric" } as const;
  const parts = new Intl.DateTimeFormat("en", {
    ...{ timeZone, ...numeric, minute: "numeric", second: "numeric", hourCycle: "h23" },
    calendar: "gregory",
  }).formatToParts(at);
  const part = (name: string): number => Number(parts.find(({ type }) => type === name)?.value);
  const date = [part("year"), part("month") - 1, part("day")] as const;
  return Date.UTC(...date, part("hour"), part("minute"), part("second"));
}

/** The instants at which the clocks show a time, earliest first: one, two where they are set back, or none. */
function instantsOf(wall: number, timeZone: string): number[] {
  const offsets = [wall - day, wall + day].map((near) => wallAt(near, timeZone) - near);
  const found = new Set(offsets.map((offset) => wall - offset));
  return [...found].filter((at) => wallAt(at, timeZone) === wall).sort((a, b) => a - b);
}

/** When a day begins: at midnight, or where the clocks jump over that, as soon as they show the day; null: never. */
function beginningOf(wall: number, timeZone: string): number | null {
  const [first] = instantsOf(wall, timeZone);
  if (first !== undefined) return first;
  const before = wall - (wallAt(wall - day, timeZone) - (wall - day));
  const shown = wallAt(before, timeZone);
  return shown >= wall && shown < wall + day ? before : null;
}

/**
 * The instant that "2026-12-01", "2026-12-01 18:00" or "2026-12-01T18:00" means in a time zone. A day alone opens at
 * its beginning and closes with its last minute; an hour that comes twice opens at the first and closes at the second.
 * Refuses `bad-date`: days and hours that there are not, also those that the clocks jump over.
 */
export function readLocalTime(written: string, timeZone: string, end: "opens" | "closes"): Date | Refusal {
  const [, date = "", time] = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}))?$/.exec(written) ?? [];
  const wall = Date.parse(`${date}T${time ?? "00:00"}:00Z`);
  const asRead = `${date}T${time ?? "00:00"}`;
  if (Number.isNaN(wall) || !new Date(wall).toISOString().startsWith(asRead)) return refuse("bad-date");
  if (time) {
    const instants = instantsOf(wall, timeZone);
    const at = end === "opens" ? instants[0] : instants.at(-1);
    return at === undefined ? refuse("bad-date") : new Date(at);
  }
  const from = beginningOf(wall, timeZone);
  const to = beginningOf(wall + day, timeZone);
  if (from === null || to === null) return refuse("bad-date");
  return new Date(end === "opens" ? from : to - 60_000);
}
