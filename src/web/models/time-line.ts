import type { Context } from "../../context.ts";
import type { Sliced } from "../../store/census.ts";
import type { Question } from "../../store/questions.ts";
import { type Clock, makeClock } from "../clock.ts";
import type { Tongue } from "../language.ts";
import type { Picture } from "../tally-picture.ts";
import { baseOf, columnsOf, drawTimeLine, keyOf, keysBetween, sliceOf } from "../time-line.ts";

/** The answers by when they came, as a picture and in words. */
export type TimeLine = {
  readonly picture: Picture;
  readonly base: number;
  readonly title: string;
  readonly description: string;
};

/** The time line of a question, of its roll's answers in slices; null while nobody has answered. */
export function timeLine(
  ctx: Context,
  tongue: Tongue,
  clock: Clock,
  question: Question,
  counted: readonly Sliced[],
  reachedAt: Date | null,
): TimeLine | null {
  const { opensAt, closesAt, rule, closedAt } = question;
  const slice = sliceOf(opensAt, closesAt);
  const { timeZone } = clock;
  if (counted.length === 0) return null;
  const keys = keysBetween(opensAt, closesAt, slice, timeZone);
  const columns = columnsOf(keys, counted, rule.blocks !== null);
  const per = Math.ceil(keys.length / columns.length);
  const columnOf = (at: Date): number => Math.floor(keys.indexOf(keyOf(at, slice, timeZone)) / per);
  const named = (at: Date): string =>
    slice === "day"
      ? clock.date(at)
      : tongue.say("when.date-time", { date: clock.date(at), time: clock.time(at) });
  const nowAt = closedAt ? -1 : columnOf(ctx.now());
  const reachedIn = reachedAt ? columnOf(reachedAt) : -1;
  const picture = drawTimeLine({
    columns,
    isMirrored: tongue.isMirrored,
    first: named(opensAt),
    last: named(closesAt),
    now: nowAt >= 0 ? { column: nowAt, text: tongue.say(`line.now-${slice}`) } : null,
    reached: reachedIn >= 0 ? { column: reachedIn, text: tongue.say("line.reached") } : null,
  });
  const most = columns.reduce((a, b) => (countOf(b.parts) > countOf(a.parts) ? b : a));
  return {
    picture,
    base: baseOf(picture),
    title: tongue.say(`line.title-${slice}`),
    description: tongue.say("line.description", {
      n: columns.reduce((sum, { parts }) => sum + countOf(parts), 0),
      first: named(opensAt),
      last: named(closesAt),
      most: countOf(most.parts),
      when: nameKey(tongue, clock.now, most.key),
      reached: reachedAt ? clock.date(reachedAt) : "",
      hasReached: reachedAt ? "yes" : "no",
    }),
  };
}

const countOf = (parts: readonly (readonly [string, number])[]): number =>
  parts.reduce((sum, [, count]) => sum + count, 0);

/** A slice's local key in words: its date, with the time where it has one. */
function nameKey(tongue: Tongue, now: Date, key: string): string {
  const [day = "", time] = key.split(" ");
  // the key is local time already; read and said as UTC it stays what it is
  const clock = makeClock(tongue, "UTC", now);
  const at = new Date(`${day}T${time ? (time.length === 2 ? `${time}:00` : time) : "12:00"}Z`);
  return time ? tongue.say("when.date-time", { date: clock.date(at), time: clock.time(at) }) : clock.date(at);
}
