import type { Tally } from "../domain/rule.ts";

/** What a picture is drawn of: the silent are those of the roll who have not answered. */
export type Part = "agree" | "aside" | "disagree" | "unreasoned" | "block" | "silent";

/** One thing drawn. `x` and widths are in per cent of the picture, `y`, heights and `dx` in pixels. */
export type Shape =
  | ({ readonly what: "area"; readonly part: Part; readonly x: number; readonly width: number } & Upright)
  | ({ readonly what: "outline"; readonly x: number; readonly width: number } & Upright)
  | ({ readonly what: "hair"; readonly part: Part; readonly x: number } & Upright)
  | { readonly what: "bar"; readonly x1: number; readonly x2: number; readonly y: number }
  | ({
      readonly what: "mark";
      readonly x: number;
      readonly haloY: number;
      readonly haloHeight: number;
    } & Upright)
  | ({
      readonly what: "slips";
      readonly roll: number;
      readonly gaps: string;
      readonly comb: string;
    } & Upright)
  | {
      readonly what: "label";
      readonly x: number;
      readonly y: number;
      readonly dx: number;
      readonly anchor: "start" | "middle" | "end";
      readonly text: string;
      readonly strong: boolean;
    };

type Upright = { readonly y: number; readonly height: number };

/** A drawing to be written as SVG; the height is in px. */
export type Picture = { readonly height: number; readonly shapes: readonly Shape[] };

/** Where a mark stands, in members of the roll, and what it says; the small picture has no words. */
export type Mark = { readonly at: number; readonly label: string };

/** What a tally is drawn from. */
export type TallyInput = {
  readonly roll: number;
  readonly tally: Tally;
  /** Whether the rule bears blocks; where it does not, a block is a disagreement. */
  readonly bearsBlocks: boolean;
  readonly quorum: Mark | null;
  readonly needed: Mark | null;
  readonly isMirrored: boolean;
  readonly size: "large" | "small";
};

/** Up to how many members each is drawn as a slip of their own. */
export const mostSlips = 60;

const sizes = {
  large: { height: 120, y: 28, bar: 64, over: 8, markTop: 4, markBottom: 116 },
  small: { height: 24, y: 5, bar: 15, over: 3, markTop: 0, markBottom: 24 },
} as const;

/** Per cent, to three places. */
export const round = (value: number): number => Math.round(value * 1000) / 1000;

/** How many of a roll are drawn as what, in the order of the bar; together they are the whole roll. */
export function partsOf(
  roll: number,
  tally: Tally,
  bearsBlocks: boolean,
): readonly (readonly [Part, number])[] {
  const { agree, abstain, disagree, block, unreasonedBlock } = tally;
  const against = bearsBlocks ? disagree : disagree + block + unreasonedBlock;
  const cast = agree + abstain + disagree + block + unreasonedBlock;
  return [
    ["agree", agree],
    ["aside", abstain],
    ["disagree", against],
    ["unreasoned", bearsBlocks ? unreasonedBlock : 0],
    ["block", bearsBlocks ? block : 0],
    ["silent", Math.max(0, roll - cast)],
  ];
}

/**
 * The whole roll as a bar, to scale (looks.md): up to 60 members each a slip, above that plain segments; a mark
 * above where the quorum lies, one below where enough agree. Pure; mirrored by x → 100 − x.
 */
export function drawTally(input: TallyInput): Picture {
  const { roll, isMirrored, size, quorum, needed } = input;
  const at = sizes[size];
  const total = Math.max(1, roll);
  const inSlips = roll > 0 && roll <= mostSlips;
  const place = (members: number): number => {
    const x = round((Math.min(total, Math.max(0, members)) * 100) / total);
    return isMirrored ? round(100 - x) : x;
  };
  const areas: Shape[] = [];
  const over: Shape[] = [];
  const borders: number[] = [];
  let from = 0;
  const parts = partsOf(roll, input.tally, input.bearsBlocks);
  for (const [part, members] of roll === 0 ? ([["silent", 1]] as const) : parts) {
    if (members === 0) continue;
    const piece = (start: number, end: number) => {
      const [a, b] = [place(start), place(end)];
      return { x: Math.min(a, b), width: round(Math.abs(b - a)) };
    };
    const whole = piece(from, from + members);
    const upright = { y: at.y, height: at.bar };
    if (part === "block") over.push(...drawBlocks(from, members, inSlips, piece, at));
    else if (part === "silent")
      areas.push({ what: "area", part, ...whole, y: at.y + 0.5, height: at.bar - 1 });
    else areas.push({ what: "area", part, ...whole, ...upright });
    if (part === "unreasoned") over.push({ what: "outline", ...whole, y: at.y + 1, height: at.bar - 2 });
    // a few among thousands would be too thin to see
    if (whole.width < 0.6 && part !== "silent" && !inSlips) {
      const tall = part === "block" ? { y: at.y - at.over, height: at.bar + 2 * at.over } : upright;
      over.push({ what: "hair", part, x: round(whole.x + whole.width / 2), ...tall });
    }
    from += members;
    if (from < roll) borders.push(from);
  }
  const cast = roll - (parts.find(([part]) => part === "silent")?.[1] ?? 0);
  const slips = drawSlips({ roll, cast, borders, isMirrored, inSlips }, at);
  const marks = [
    ...(quorum ? drawMark(quorum, place(quorum.at), isMirrored, size, "above") : []),
    ...(needed ? drawMark(needed, place(needed.at), isMirrored, size, "below") : []),
  ];
  return { height: at.height, shapes: [...areas, ...slips, ...over, ...marks] };
}

type Size = (typeof sizes)[keyof typeof sizes];

/** Blocks stand in the way: taller than the bar, with a bar across each slip. */
function drawBlocks(
  from: number,
  members: number,
  inSlips: boolean,
  piece: (start: number, end: number) => { x: number; width: number },
  at: Size,
): Shape[] {
  const tall = { y: at.y - at.over, height: at.bar + 2 * at.over };
  const middle = at.y + at.bar / 2;
  const count = inSlips ? members : 1;
  const each = members / count;
  return Array.from({ length: count }, (_, index) =>
    piece(from + index * each, from + (index + 1) * each),
  ).flatMap(({ x, width }): Shape[] => [
    { what: "area", part: "block", x, width, ...tall },
    { what: "bar", x1: round(x + width * 0.3), x2: round(x + width * 0.7), y: middle },
  ]);
}

/** Lines between slips: in paper between answers, in grey between the silent. */
function drawSlips(
  roll: { roll: number; cast: number; borders: readonly number[]; isMirrored: boolean; inSlips: boolean },
  at: Size,
): Shape[] {
  const { cast, isMirrored, inSlips } = roll;
  const line = (member: number): string => `M${isMirrored ? roll.roll - member : member} 0v1`;
  const every = Array.from({ length: Math.max(0, roll.roll - 1) }, (_, index) => index + 1);
  const gaps = inSlips ? every.filter((member) => member <= cast) : roll.borders;
  const comb = inSlips ? every.filter((member) => member > cast) : [];
  if (gaps.length + comb.length === 0) return [];
  const path = (members: readonly number[]): string => members.map(line).join("");
  return [{ what: "slips", roll: roll.roll, gaps: path(gaps), comb: path(comb), y: at.y, height: at.bar }];
}

function drawMark(
  mark: Mark,
  x: number,
  isMirrored: boolean,
  size: TallyInput["size"],
  side: "above" | "below",
): Shape[] {
  const at = sizes[size];
  const [top, bottom] =
    size === "small"
      ? [at.markTop, at.markBottom]
      : side === "above"
        ? [at.markTop, at.y + at.bar]
        : [at.y, at.markBottom];
  const line: Shape = {
    what: "mark",
    x,
    y: top,
    height: bottom - top,
    haloY: at.y,
    haloHeight: at.bar,
  };
  if (size === "small" || mark.label === "") return [line];
  // the words stand on the side where there is more room, read in the direction of writing
  const along = isMirrored ? 100 - x : x;
  const isBefore = along > 50;
  const dx = (isBefore ? -7 : 7) * (isMirrored ? -1 : 1);
  const y = side === "above" ? 16 : 114;
  const anchor = isBefore ? "end" : "start";
  return [line, { what: "label", x, y, dx, anchor, text: mark.label, strong: false }];
}
