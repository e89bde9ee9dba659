import type { Slice, Sliced } from "../store/census.ts";
import { type Part, type Picture, round, type Shape } from "./tally-picture.ts";

/** One slice of the voting time: how many answers came in it, by what they are drawn as. */
export type Column = { readonly key: string; readonly parts: readonly (readonly [Part, number])[] };

const hour = 3_600_000;

/** In what slices a voting time is shown: minutes for trials, hours up to two days, then days. */
export function sliceOf(opensAt: Date, closesAt: Date): Slice {
  const length = closesAt.getTime() - opensAt.getTime();
  return length <= 1.5 * hour ? "minute" : length <= 48 * hour ? "hour" : "day";
}

/** The local time of an instant as a key: YYYY-MM-DD, with " HH" or " HH:MM" as the slice asks. */
export function keyOf(at: Date, slice: Slice, timeZone: string): string {
  const options = { timeZone, hourCycle: "h23", dateStyle: "short", timeStyle: "short" } as const;
  const text = new Intl.DateTimeFormat("sv", options).format(at);
  return text.slice(0, slice === "day" ? 10 : slice === "hour" ? 13 : 16);
}

/** The keys of every slice from one instant to another, each once, in order. */
export function keysBetween(from: Date, to: Date, slice: Slice, timeZone: string): string[] {
  // half an hour is the least by which clocks are changed
  const step = slice === "minute" ? 60_000 : hour / 2;
  const keys = new Set<string>();
  for (let at = from.getTime(); at < to.getTime(); at += step) keys.add(keyOf(new Date(at), slice, timeZone));
  keys.add(keyOf(to, slice, timeZone));
  return [...keys];
}

/** What an answer is drawn as: a block without a reason, or under a rule without blocks, is a disagreement. */
const partOf = ({ position, reasoned }: Sliced, bearsBlocks: boolean): Part =>
  position === "abstain"
    ? "aside"
    : position !== "block"
      ? position
      : bearsBlocks && reasoned
        ? "block"
        : "disagree";

const order: readonly Part[] = ["agree", "aside", "disagree", "block"];

/** Puts counted slices into the columns of their time; a long vote's days are put together to at most 45. */
export function columnsOf(
  keys: readonly string[],
  counted: readonly Sliced[],
  bearsBlocks: boolean,
): readonly Column[] {
  const per = Math.ceil(keys.length / 45);
  const columns: Column[] = [];
  for (let start = 0; start < keys.length; start += per) {
    const own = new Set(keys.slice(start, start + per));
    const inside = counted.filter(({ key }) => own.has(key));
    const parts = order.map((part) => {
      const rows = inside.filter((row) => partOf(row, bearsBlocks) === part);
      return [part, rows.reduce((sum, row) => sum + row.count, 0)] as const;
    });
    columns.push({ key: keys[start] as string, parts });
  }
  return columns;
}

/** What a time line is drawn from. */
export type TimeLineInput = {
  readonly columns: readonly Column[];
  readonly isMirrored: boolean;
  /** The words below both ends, and below the column of now; null where it is not to be named. */
  readonly first: string;
  readonly last: string;
  readonly now: { readonly column: number; readonly text: string } | null;
  /** Above the column in which enough had answered. */
  readonly reached: { readonly column: number; readonly text: string } | null;
};

const room = 90;
const top = 24;

/** The same slips as in the tally, dropped on the day on which they came. Pure. */
export function drawTimeLine({ columns, isMirrored, ...words }: TimeLineInput): Picture {
  const most = Math.max(1, ...columns.map(countOf));
  const pitch = Math.min(15, room / most);
  const gap = pitch >= 6 ? 2 : pitch >= 3 ? 1 : 0;
  const base = top + Math.max(30, round(pitch * most));
  const band = 100 / columns.length;
  const share = columns.length > 20 ? 0.7 : 0.5;
  const start = (column: number): number => {
    const x = column * band + (band * (1 - share)) / 2;
    return round(isMirrored ? 100 - x - band * share : x);
  };
  const middle = (column: number): number => round(start(column) + (band * share) / 2);
  const width = round(band * share);
  const shapes = columns.flatMap(({ parts }, column) => {
    let under = 0;
    return parts.flatMap(([part, count]): Shape[] => {
      if (count === 0) return [];
      const from = under;
      under += count;
      const place = { x: start(column), width };
      // below three pixels a slip is none; then each answer's part of the column is one piece
      if (pitch < 3) {
        const height = Math.max(1, round(count * pitch));
        return [{ what: "area", part, ...place, y: round(base - 1 - (from + count) * pitch), height }];
      }
      return Array.from({ length: count }, (_, index): Shape[] => {
        const y = round(base - (from + index + 1) * pitch + gap);
        const slip: Shape = { what: "area", part, ...place, y, height: round(pitch - gap) };
        const bar = { x1: round(place.x + width * 0.28), x2: round(place.x + width * 0.72) };
        return part === "block" && pitch > 8
          ? [slip, { what: "bar", ...bar, y: round(y + (pitch - gap) / 2) }]
          : [slip];
      }).flat();
    });
  });
  const label = (
    text: string,
    x: number,
    y: number,
    anchor: "start" | "middle" | "end",
    strong = false,
  ): Shape => ({
    ...{ what: "label", text, x, y, dx: 0, anchor, strong },
  });
  const [near, far] = isMirrored ? [100, 0] : [0, 100];
  const along = (column: number): number => (column + 0.5) * band;
  const { now, reached } = words;
  const labels = [label(words.first, near, base + 22, "start"), label(words.last, far, base + 22, "end")];
  if (now && along(now.column) > 30 && along(now.column) < 70)
    labels.push(label(now.text, middle(now.column), base + 22, "middle", true));
  if (reached) {
    const at = along(reached.column);
    const anchor = at < 30 ? "start" : at > 70 ? "end" : "middle";
    const x = anchor === "middle" ? middle(reached.column) : anchor === "start" ? near : far;
    labels.push(label(reached.text, x, 16, anchor));
  }
  return { height: base + 28, shapes: [...shapes, ...labels] };
}

const countOf = ({ parts }: Column): number => parts.reduce((sum, [, count]) => sum + count, 0);

/** Where the base line of a time line lies, from the top. */
export const baseOf = ({ height }: Picture): number => height - 27.5;
