import type { Tally } from "../../domain/rule.ts";
import { effective } from "../../domain/rule.ts";
import type { Tongue } from "../language.ts";
import { drawTally, type Part, type Picture, partsOf, round, type Shape } from "../tally-picture.ts";
import {
  baseOfShare,
  type Counted,
  castOf,
  mannerOf,
  neededMark,
  quorumMark,
  sayFinding,
} from "./finding.ts";

/** A small bar with what stands in words below it. */
export type SmallTally = {
  readonly id: string;
  readonly picture: Picture;
  readonly title: string;
  readonly description: string;
};

/** One number of the key. */
export type KeyItem = {
  readonly mark: Exclude<Part, "unreasoned">;
  readonly count: string;
  readonly word: string;
  /** A word on what the number holds, such as blocks without a reason. */
  readonly aside: string | null;
};

/** One row of the table behind the picture. */
export type TableRow = {
  readonly word: string;
  readonly answers: string;
  readonly ofRoll: string;
  readonly ofBase: string;
};

/** The large picture with its sentence, key and table. */
export type LargeTally = SmallTally & {
  readonly says: string;
  readonly means: string;
  /** What blocks without a reason count as; null where there are none. */
  readonly unreasoned: string | null;
  readonly key: readonly KeyItem[];
  readonly table: { readonly base: string; readonly rows: readonly TableRow[] };
};

/** What an answer in sympathy is counted as: apart, without names. */
export type Sympathy = { readonly shapes: readonly Shape[]; readonly title: string; readonly says: string };

const kinds = ["agree", "abstain", "disagree", "block"] as const;

/** How many answered with each position as they cast it; under rules without blocks a block is a disagree. */
function castAs({ rule, tally }: Pick<Counted, "rule" | "tally">): Record<(typeof kinds)[number], number> {
  const blocks = tally.block + tally.unreasonedBlock;
  const bears = rule.blocks !== null;
  return {
    agree: tally.agree,
    abstain: tally.abstain,
    disagree: tally.disagree + (bears ? 0 : blocks),
    block: bears ? blocks : 0,
  };
}

/** "19 agree, 4 stand aside, 1 blocks": the counts that are not zero; empty where all are. */
export function sayCounts(tongue: Tongue, counted: Pick<Counted, "rule" | "tally">): string {
  const counts = castAs(counted);
  const manner = mannerOf(counted.rule);
  return tongue.list(
    kinds
      .filter((kind) => counts[kind] > 0)
      .map((kind) => tongue.say(`count.${manner}.${kind}`, { n: counts[kind] })),
  );
}

/** The words by which a picture is read out. */
function describe(tongue: Tongue, counted: Counted): string {
  const silent = counted.roll - castOf(counted.tally);
  const quorum = quorumMark(counted);
  const needed = neededMark(counted);
  const counts = sayCounts(tongue, counted);
  const { tally } = counted;
  return tongue.run([
    counts ? tongue.say("picture.counts", { counts }) : "",
    tongue.say("picture.silent", { n: Math.max(0, silent) }),
    quorum === null ? "" : tongue.say("picture.quorum", { n: quorum, reached: yes(castOf(tally) >= quorum) }),
    needed === null ? "" : tongue.say("picture.needed", { n: needed, agree: tally.agree }),
  ]);
}

const yes = (is: boolean): string => (is ? "yes" : "no");
const tick = (words: string, is: boolean): string => (is ? `${words} ✓` : words);

function draw(tongue: Tongue, counted: Counted, size: "large" | "small"): Picture {
  const { roll, tally, rule } = counted;
  const quorum = quorumMark(counted);
  const needed = size === "large" ? neededMark(counted) : null;
  const answered = castOf(tally);
  return drawTally({
    ...{ roll, tally, size, isMirrored: tongue.isMirrored, bearsBlocks: rule.blocks !== null },
    quorum:
      quorum === null
        ? null
        : { at: quorum, label: tick(tongue.say("picture.quorum-mark", { n: quorum }), answered >= quorum) },
    needed:
      needed === null
        ? null
        : {
            at: needed,
            label: tick(tongue.say("picture.needed-mark", { n: needed }), tally.agree >= needed),
          },
  });
}

/** The small bar of a list; `id` is to be unique on the page. */
export const smallTally = (tongue: Tongue, id: string, counted: Counted): SmallTally => ({
  id,
  picture: draw(tongue, counted, "small"),
  title: sayFinding(tongue, counted).says,
  description: describe(tongue, counted),
});

/** The large picture of a proposal's page. */
export function largeTally(tongue: Tongue, id: string, counted: Counted): LargeTally {
  const { rule, roll, tally } = counted;
  const manner = mannerOf(rule);
  const counts = castAs(counted);
  const silent = Math.max(0, roll - castOf(tally));
  const shown = kinds.filter((kind) => kind !== "block" || rule.blocks !== null);
  const unreasoned = rule.blocks === null ? 0 : tally.unreasonedBlock;
  const base = baseOfShare(counted);
  const asCounted = effective(rule, tally);
  const ofBase = {
    agree: asCounted.agree,
    abstain: tally.abstain,
    disagree: asCounted.disagree,
    block: asCounted.blocks,
  };
  const isIn = (kind: (typeof kinds)[number]): boolean =>
    kind !== "abstain" || rule.agreement.of !== "decided";
  const rowOf = (kind: (typeof kinds)[number]): TableRow => ({
    word: tongue.phrase(`positions.${manner}.${kind}`),
    answers: tongue.number(counts[kind]),
    ofRoll: tongue.percent(counts[kind], roll),
    ofBase: isIn(kind) ? tongue.percent(ofBase[kind], base) : "–",
  });
  return {
    id,
    picture: draw(tongue, counted, "large"),
    title: tongue.say("picture.title", { roll }),
    description: describe(tongue, counted),
    ...sayFinding(tongue, counted),
    unreasoned:
      unreasoned > 0
        ? tongue.say("finding.unreasoned", { n: unreasoned, closed: yes(counted.outcome !== null) })
        : null,
    key: [
      ...shown.map((kind) => ({
        mark: kind === "abstain" ? ("aside" as const) : kind,
        count: tongue.number(counts[kind]),
        word: tongue.say(`key.${manner}.${kind}`, { n: counts[kind] }),
        aside: kind === "block" && unreasoned > 0 ? tongue.say("key.unreasoned", { n: unreasoned }) : null,
      })),
      {
        mark: "silent",
        count: tongue.number(silent),
        word: tongue.say("key.silent", { n: silent }),
        aside: null,
      },
    ],
    table: {
      base: tongue.say(`table.of-${rule.agreement.of}`),
      rows: [
        ...shown.map(rowOf),
        {
          word: tongue.say("table.silent"),
          answers: tongue.number(silent),
          ofRoll: tongue.percent(silent, roll),
          ofBase: rule.agreement.of === "roll" ? tongue.percent(silent, roll) : "–",
        },
      ],
    },
  };
}

/** Answers from outside the roll, as hollow bars apart; null where there are none. */
export function sympathyOf(tongue: Tongue, rule: Counted["rule"], tally: Tally): Sympathy | null {
  const total = castOf(tally);
  if (total === 0) return null;
  const joined = { ...tally, block: tally.block + tally.unreasonedBlock, unreasonedBlock: 0 };
  let from = 0;
  const shapes = partsOf(total, joined, rule.blocks !== null)
    .filter(([, count]) => count > 0)
    .map(([part, count]): Shape => {
      const [a, b] = [from, from + count].map((n) => round((n * 100) / total)) as [number, number];
      from += count;
      return {
        what: "area",
        part,
        x: tongue.isMirrored ? round(100 - b) : a,
        width: round(b - a),
        y: 1,
        height: 8,
      };
    });
  const counts = sayCounts(tongue, { rule, tally });
  return { shapes, title: counts, says: tongue.say("sympathy.says", { n: total, counts }) };
}
