import { sayRule } from "../../sentences.ts";
import { countMembers, listAssemblies } from "../../store/assemblies.ts";
import { countOpen, countPeople, listDeliberating, listOpen } from "../../store/board.ts";
import { listDecisions } from "../../store/register.ts";
import { plain } from "../html.ts";
import {
  type DecisionRow,
  decisionRows,
  type OpenRow,
  openRows,
  type Place,
  type TalkRow,
  talkRows,
} from "./rows.ts";

/** The first page of a server: its assemblies, what is open, what was decided lately. */
export type HomeModel = {
  readonly assemblyCount: number;
  readonly people: number;
  readonly open: readonly OpenRow[];
  readonly openCount: number;
  readonly talk: readonly TalkRow[];
  readonly decisions: readonly DecisionRow[];
  readonly assemblies: readonly {
    readonly name: string;
    readonly href: string;
    readonly language: string;
    readonly members: number;
    readonly summary: string | null;
    readonly rule: string;
  }[];
};

/** Puts together what the first page shows. */
export async function homeModel(place: Place): Promise<HomeModel> {
  const { ctx, tongue } = place;
  const assemblies = await listAssemblies(ctx.db);
  const byId = new Map(assemblies.map((assembly) => [assembly.id, assembly]));
  const members = await countMembers(ctx.db, [...byId.keys()]);
  return {
    assemblyCount: assemblies.length,
    people: await countPeople(ctx.db),
    open: await openRows(place, await listOpen(ctx.db, null, 30), true),
    openCount: await countOpen(ctx.db),
    talk: await talkRows(place, await listDeliberating(ctx.db, null, 10), true),
    decisions: decisionRows(place, await listDecisions(ctx.db, null, 8), byId, true),
    assemblies: assemblies.map((assembly) => ({
      name: plain(assembly.name),
      href: tongue.to(`/assemblies/${assembly.handle}`),
      language: assembly.language,
      members: members.get(assembly.id) ?? 0,
      summary: firstLine(assembly.summary),
      rule: sayRule(ctx.phrases, tongue.language, assembly.rule),
    })),
  };
}

/** The first line of a summary, at most 200 characters of it. */
function firstLine(summary: string): string | null {
  const letters = [...plain(summary.split("\n", 1)[0] ?? "").trim()];
  if (letters.length === 0) return null;
  return letters.length > 200 ? `${letters.slice(0, 199).join("")}…` : letters.join("");
}
