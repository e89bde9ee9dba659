import type { Assembly } from "../../store/assemblies.ts";
import { countDecisions, listDecisions, type Sought } from "../../store/register.ts";
import { plain } from "../html.ts";
import { type DecisionRow, decisionRows, type Place } from "./rows.ts";
import { type StandingWords, standings, standingsOf } from "./standing.ts";

/** The register of an assembly's decisions, a page of it. */
export type DecisionsModel = {
  readonly name: string;
  readonly title: string;
  readonly count: number;
  readonly rows: readonly (DecisionRow & { readonly standing: StandingWords | null })[];
  /** What is looked for, as it was typed, and the ways to keep to one standing. */
  readonly words: string;
  readonly standings: readonly {
    readonly value: string;
    readonly text: string;
    readonly isChosen: boolean;
  }[];
  readonly isSought: boolean;
  readonly action: string;
  readonly lang: string | null;
  readonly newer: string | null;
  readonly older: string | null;
};

/** How many decisions a page of the register shows. */
export const decisionsPerPage = 30;

/** What a reader looks for in a register. */
export type Asked = Pick<Sought, "words" | "standing">;

/** Reads from a query what is looked for; what makes no sense looks for nothing. */
export function readSought({ q, standing }: Record<string, unknown>): Asked {
  const words = typeof q === "string" ? q.normalize("NFC").trim().slice(0, 200) : "";
  return { words: words || null, standing: standings.find((one) => one === standing) ?? null };
}

/** The query of a page of the register; empty for the first page of all. */
export function queryOf({ words, standing }: Asked, page: number): string {
  const query = new URLSearchParams({
    ...(words ? { q: words } : {}),
    ...(standing ? { standing } : {}),
    ...(page > 1 ? { page: String(page) } : {}),
  }).toString();
  return query && `?${query}`;
}

/** A page of the register, newest first. */
export async function decisionsModel(
  place: Place,
  assembly: Assembly,
  page: number,
  { words, standing }: Asked,
): Promise<DecisionsModel> {
  const { ctx, tongue } = place;
  const { id, handle } = assembly;
  const sought = { words, standing, now: ctx.now() };
  const count = await countDecisions(ctx.db, id, sought);
  const last = Math.max(1, Math.ceil(count / decisionsPerPage));
  const shown = Math.min(page, last);
  const from = (shown - 1) * decisionsPerPage;
  const decisions = await listDecisions(ctx.db, id, decisionsPerPage, from, sought);
  const stands = await standingsOf(place, decisions);
  const rows = decisionRows(place, decisions, new Map([[id, assembly]]), false);
  const hrefOf = (number: number): string =>
    tongue.to(`/assemblies/${handle}/decisions${queryOf({ words, standing }, number)}`);
  return {
    name: plain(assembly.name),
    title: tongue.say("register.title"),
    count,
    rows: rows.map((row) => ({ ...row, standing: stands.get(row.href) ?? null })),
    words: words ?? "",
    standings: standings.map((value) => ({
      ...{ value, text: tongue.say(`standing.${value}`) },
      isChosen: value === standing,
    })),
    isSought: words !== null || standing !== null,
    action: `/assemblies/${handle}/decisions`,
    lang: tongue.to("/").includes("lang=") ? tongue.language : null,
    newer: shown > 1 ? hrefOf(shown - 1) : null,
    older: shown < last ? hrefOf(shown + 1) : null,
  };
}
