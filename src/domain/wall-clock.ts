import { type Refusal, refuse } from "./refusal.ts";

const day = 86_400_000;

/**
 * Reads a date and time as a clock on the wall of a time zone shows it ("2026-03-29T18:00"). Of an hour that comes
 * twice in autumn it is the first; an hour that spring leaves out, and what is no date, is refused (`bad-date`).
 */
export function readWallClock(text: string, timeZone: string): Date | Refusal {
  const asUtc = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text) ? Date.parse(`${text}:00Z`) : Number.NaN;
  if (Number.isNaN(asUtc)) return refuse("bad-date");
  const wall = new Intl.DateTimeFormat("sv", { timeZone, dateStyle: "short", timeStyle: "short" });
  const shown = (at: number): string => wall.format(at).replace(" ", "T");
  const offsetAt = (at: number): number => Date.parse(`${shown(at)}:00Z`) - at;
  // the offset is that of the day before or of the day after, whatever changes between
  const [found] = [asUtc - day, asUtc + day]
    .map((near) => asUtc - offsetAt(near))
    .filter((at) => shown(at) === text)
    .sort((one, other) => one - other);
  return found === undefined ? refuse("bad-date") : new Date(found);
}
