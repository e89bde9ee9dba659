import { faultSentences } from "../../ledger/faults.ts";
import type { Assembly } from "../../store/assemblies.ts";
import { titlesOf } from "../../store/ledger-page.ts";
import { moduleAddress } from "../check-modules.ts";
import { plain } from "../html.ts";
import type { Place } from "./rows.ts";

/** What the check in the browser is run and answered with: its script, its sentences, and where to link to. */
export type CheckWords = {
  readonly script: string;
  /** The tag by which numbers and times are written. */
  readonly tag: string;
  readonly says: readonly { readonly name: string; readonly text: string }[];
  readonly faults: readonly { readonly code: string; readonly text: string }[];
  /** What its results are about, by the proposal's id. */
  readonly titles: readonly { readonly id: string; readonly title: string }[];
  /** Addresses with `{id}`, or with `{next}` and `{seq}`, to be filled in. */
  readonly proposal: string;
  readonly entry: string;
};

/** Names of the blanks that the script in the browser fills. */
const blanks = {
  ...{ done: "{done}", of: "{of}", n: "{n}", seq: "{seq}", path: "{path}", key: "{key}", title: "{title}" },
  ...{ agree: "{agree}", abstain: "{abstain}", disagree: "{disagree}", block: "{block}", at: "{at}" },
  ...{ outcome: "{outcome}", roll: "{roll}", outside: "{outside}", time: "{time}" },
};

/** Everything that the check says and links to; `path`: of the ledger's page. */
export async function checkWords(
  { ctx, tongue }: Place,
  assembly: Assembly,
  path: string,
): Promise<CheckWords> {
  const parts = [
    ...[
      "starting",
      "reading",
      "holds",
      "fails",
      "at-entry",
      "behind-entry",
      "in-file",
      "unreachable",
      "cannot",
    ],
    ...["head", "head-is", "entries", "entries-are", "results", "result", "names", "names-are"],
    ...["doubtful", "unfinished", "unfinished-why"],
    ...["evidence", "good", "hidden", "unknown", "memory", "continues", "first", "proposal"],
  ];
  const outcomes = ["adopted", "rejected", "blocked", "unsettled", "inquorate"];
  const titles = await titlesOf(ctx.db, assembly.id, 200);
  return {
    script: moduleAddress("page.ts"),
    tag: tongue.tag,
    says: [
      ...parts.map((name) => ({ name, text: tongue.say(`ledger.check.${name}`, blanks) })),
      ...outcomes.map((name) => ({ name, text: tongue.phrase(`outcomes.${name}`) })),
    ],
    faults: Object.keys(faultSentences).map((code) => ({ code, text: tongue.say(`ledger.fault.${code}`) })),
    titles: [...titles].map(([id, title]) => ({ id, title: plain(title) })),
    proposal: tongue.to("/proposals/{id}"),
    entry: tongue.to(`${path}?before={next}#seq-{seq}`),
  };
}
