import type { Piece } from "../../domain/wording/diff.ts";

/** Where words that go or come begin and end in a text that is rendered with both; no keyboard writes them. */
export const marks = { gone: ["\ue010", "\ue011"], new: ["\ue012", "\ue013"] } as const;
/** Stands between paragraphs that are looked over together. */
export const between = "\ue014";
/** All of these: what somebody sends of them is shown as a character that is not known. */
export const anyMark = /[\ue010-\ue014]/g;

/** What opens a line in Markdown: before it no mark may stand. */
const opening = /^[ \t]*(?:(?:>|#{1,6}|[-+*]|\d{1,9}[.)])[ \t]+)*/;

/** A text in which both what goes and what comes are marked, and which change each mark opens. */
export type Sewn = {
  readonly text: string;
  /** The change, counted from 0, of each opening mark in order. */
  readonly opens: readonly number[];
  /** The changes that a reader must see. */
  readonly changes: ReadonlySet<number>;
};

type Thread = Piece & { readonly change: number };
type Line = { threads: Thread[]; end: Piece["is"] | null; isOld: boolean; isNew: boolean };

/** Puts the pieces of two texts into one Markdown text, line by line, with marks around what differs. */
export function sew(pieces: readonly Piece[]): Sewn {
  const opens: number[] = [];
  const changes = new Set<number>();
  const marked = (threads: readonly Thread[]): string =>
    threads
      .map(({ is, text, change }) => {
        if (is === "same" || text === "") return text;
        opens.push(change);
        changes.add(change);
        return marks[is][0] + text + marks[is][1];
      })
      .join("");
  const text = linesOf(pieces).map((line) => {
    const { end, threads } = line;
    const feed = end === null ? "" : "\n";
    // a line that begins or ends is a change to be seen like any other
    if (end === "gone" || end === "new") changes.add(threads.at(-1)?.change ?? 0);
    const cut = cutOpening(line);
    if (cut) return cut.opening + marked(cut.rest) + feed;
    const [old, come] = [as(line, "gone"), as(line, "new")];
    return [old, come].map((view) => view.opening + marked([view.words])).join("\n") + feed;
  });
  return { text: text.join(""), opens, changes };
}

function linesOf(pieces: readonly Piece[]): Line[] {
  const lines: Line[] = [];
  let line: Line = { threads: [], end: null, isOld: true, isNew: true };
  let [change, isInside] = [-1, false];
  for (const { is, text } of pieces) {
    if (is !== "same" && !isInside) change++;
    isInside = is !== "same";
    for (const [index, part] of text.split("\n").entries()) {
      if (index > 0) {
        line.threads.push({ is, text: "", change });
        line.end = is;
        lines.push(line);
        line = {
          ...{ threads: [], end: null },
          // where a line comes whole, the one that was there begins behind it
          isOld: is !== "new" || (line.isOld && isAll(line, "new")),
          isNew: is !== "gone" || (line.isNew && isAll(line, "gone")),
        };
      }
      if (part !== "") line.threads.push({ is, text: part, change });
    }
  }
  return [...lines, line];
}

const isAll = ({ threads }: Line, is: Piece["is"]): boolean => threads.every((one) => one.is === is);

const view = (threads: readonly Thread[], without: "gone" | "new"): string =>
  threads
    .filter(({ is }) => is !== without)
    .map(({ text }) => text)
    .join("");

/**
 * What opens a line, and the rest of it; the numbers of a list do not matter. Null where the line is opened in another
 * way than it was: then there are two lines, the one that goes and the one that comes.
 */
function cutOpening({ threads, isOld, isNew }: Line): { opening: string; rest: Thread[] } | null {
  const has = (is: Piece["is"]): boolean => threads.some((one) => one.is === is && one.text !== "");
  const isKept = has("same");
  const [was, is] = [isOld && (isKept || has("gone")), isNew && (isKept || has("new"))];
  const old = was ? (opening.exec(view(threads, "new"))?.[0] ?? "") : "";
  const come = is ? (opening.exec(view(threads, "gone"))?.[0] ?? "") : "";
  if (was && is && shape(old) !== shape(come)) return null;
  let [restOld, restNew] = [old.length, come.length];
  const rest: Thread[] = [];
  for (const thread of threads) {
    const { is: kind, text } = thread;
    const wanted = kind === "gone" ? restOld : kind === "new" ? restNew : Math.max(restOld, restNew);
    const cut = Math.min(text.length, wanted);
    if (kind === "same" && was && is && cut > 0 && restOld !== restNew) return null;
    if (kind !== "new") restOld = Math.max(0, restOld - cut);
    if (kind !== "gone") restNew = Math.max(0, restNew - cut);
    rest.push({ ...thread, text: text.slice(cut) });
  }
  return { opening: is ? come : old, rest };
}

const shape = (opens: string): string => opens.replace(/\d+/g, "1");

/** A line as it was or is to be, all of it marked as going or coming. */
function as({ threads }: Line, is: "gone" | "new"): { opening: string; words: Thread } {
  const line = view(threads, is === "gone" ? "new" : "gone");
  const begins = opening.exec(line)?.[0] ?? "";
  const change = threads.find((one) => one.is !== "same")?.change ?? 0;
  return { opening: begins, words: { is, text: line.slice(begins.length), change } };
}
