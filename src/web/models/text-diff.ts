import { escapeHtml } from "../../domain/markup.ts";
import { diff } from "../../domain/wording/diff.ts";
import type { Assembly } from "../../store/assemblies.ts";
import type { Proposal, Version } from "../../store/questions.ts";
import { type Html, plain, safe } from "../html.ts";
import { showMarkdown } from "../markdown.ts";
import { markLine } from "../marks/line.ts";
import { type Marked, markChanges } from "../marks/marks.ts";
import { sayingOf, type Where } from "./amendments.ts";
import { diffPath } from "./versions.ts";

type Link = { readonly href: string; readonly text: string };

/** The list of changes before a marked text: how many, and a link to each. */
export type Jumps = { readonly says: string; readonly to: readonly Link[] };

/** A page on which one version is read, or what differs between two. */
export type TextModel = {
  readonly name: string;
  readonly heading: string;
  readonly proposal: Link;
  readonly language: string;
  /** The title where it differs, or as it was in this version. */
  readonly title: Html;
  readonly text: readonly MarkedPart[];
  /** Null where one version is read by itself. */
  readonly jumps: Jumps | null;
  /** What stands in the margin: how old it is, and links to other ways to read it. */
  readonly says: readonly (Html | string)[];
  readonly ways: readonly Link[];
  readonly isOld: boolean;
};

/** The links to each change of a marked text. */
export function jumpsOf({ tongue }: Pick<Where, "tongue">, count: number, before = "change"): Jumps {
  return {
    says: tongue.say("versions.changes", { n: count }),
    to: Array.from({ length: count }, (_, index) => ({
      href: `#${before}-${index + 1}`,
      text: tongue.number(index + 1),
    })),
  };
}

/** A part of a marked text; what stays as it is over many paragraphs is folded, and called so. */
export type MarkedPart = { readonly html: Html; readonly fold: string | null };

/** So many paragraphs in a row that stay as they are are folded. */
const foldedFrom = 4;

/** All of a marked text as a page prints it. */
export const wholeOf = ({ stretches }: Marked): MarkedPart[] =>
  stretches.map(({ html }) => ({ html, fold: null }));

/** A marked text of which only what changes is open to the eye, with the paragraphs before and behind it. */
export function changesOf({ tongue }: Pick<Where, "tongue">, { stretches }: Marked): MarkedPart[] {
  const parts: MarkedPart[] = [];
  for (let at = 0; at < stretches.length; ) {
    let end = at;
    while (end < stretches.length && stretches[end]?.changes.length === 0) end++;
    // the paragraph before and the one behind a change stay, so that it is read in its place
    const [from, to] = [at === 0 ? at : at + 1, end === stretches.length ? end : end - 1];
    for (let n = at; n < Math.max(end, at + 1); n++) {
      const isFolded = to - from >= foldedFrom && n >= from && n < to;
      if (!isFolded) parts.push({ html: (stretches[n] as Marked["stretches"][number]).html, fold: null });
      else if (n === from)
        parts.push({
          html: safe(
            stretches
              .slice(from, to)
              .map(({ html }) => html.html)
              .join(""),
          ),
          fold: tongue.say("amend.unchanged", { n: to - from }),
        });
    }
    at = Math.max(end, at + 1);
  }
  return parts;
}

type Around = { readonly assembly: Assembly; readonly proposal: Proposal; readonly all: readonly Version[] };

const linkTo = (where: Where, path: string, text: string): Link => ({ href: where.tongue.to(path), text });

function common(where: Where, { assembly, proposal, all }: Around, shown: Version) {
  const { tongue } = where;
  const path = `/proposals/${proposal.id}`;
  const newest = all.at(-1)?.version ?? 1;
  const isOld = shown.version !== newest;
  return {
    name: plain(assembly.name),
    proposal: linkTo(where, path, plain(proposal.title)),
    language: shown.language,
    isOld,
    standing: tongue.say(isOld ? "versions.is-old" : "versions.is-newest"),
    toNewest: isOld
      ? [linkTo(where, `${path}/versions/${newest}`, tongue.say("versions.read-newest", { n: newest }))]
      : [],
    toAll: linkTo(where, `${path}/versions`, tongue.say("versions.all", { n: newest })),
  };
}

/** One version, read by itself. */
export function versionModel(where: Where, around: Around, shown: Version): TextModel {
  const { tongue, clock } = where;
  const { standing, toNewest, toAll, ...model } = common(where, around, shown);
  const next = around.all.find(({ version }) => version === shown.version + 1);
  const at = (date: Date): Html => clock.element(date, clock.fullDate(date));
  const path = around.proposal.id;
  return {
    ...model,
    heading: tongue.say("versions.name", { n: shown.version }),
    title: safe(escapeHtml(plain(shown.title))),
    text: [{ html: showMarkdown(shown.text), fold: null }],
    jumps: null,
    says: [
      standing,
      ...(next
        ? [tongue.rich("versions.as-it-was", { from: at(shown.createdAt), until: at(next.createdAt) })]
        : []),
    ],
    ways: [
      ...toNewest,
      ...(shown.version > 1
        ? [
            linkTo(
              where,
              diffPath(path, shown.version - 1, shown.version),
              tongue.say("versions.changed", { n: shown.version - 1 }),
            ),
          ]
        : []),
      toAll,
    ],
  };
}

/** What differs between two versions, marked in the text of the second; or that text alone, without the marks. */
export function diffModel(
  where: Where,
  around: Around,
  from: Version,
  to: Version,
  isPlain: boolean,
): TextModel {
  const { tongue } = where;
  const { standing, toNewest, toAll, ...model } = common(where, around, to);
  const path = diffPath(around.proposal.id, from.version, to.version);
  const saying = sayingOf(tongue);
  const marked = isPlain ? null : markChanges(diff(from.text, to.text), saying);
  const title = isPlain ? null : markLine(diff(from.title, to.title), { ...saying, before: "title" });
  const count = marked?.count ?? 0;
  return {
    ...model,
    heading: tongue.say("versions.between", { from: from.version, to: to.version }),
    title: title?.html ?? safe(escapeHtml(plain(to.title))),
    text: marked ? wholeOf(marked) : [{ html: showMarkdown(to.text), fold: null }],
    jumps: marked
      ? {
          ...jumpsOf(where, count),
          to: [
            ...(title && title.count > 0
              ? [{ href: "#title-1", text: tongue.say("versions.title-was") }]
              : []),
            ...jumpsOf(where, count).to,
          ],
        }
      : null,
    says: [...(isPlain ? [] : [tongue.say("versions.how")]), standing],
    ways: [
      isPlain
        ? linkTo(where, path, tongue.say("versions.marked"))
        : linkTo(where, `${path}?marks=no`, tongue.say("versions.plain")),
      ...toNewest,
      toAll,
    ],
  };
}
