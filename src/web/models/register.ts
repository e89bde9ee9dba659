import { loadActors } from "../../store/actors.ts";
import { type Assembly, countMembers } from "../../store/assemblies.ts";
import { listMembers } from "../../store/members.ts";
import { countDecisions, listDecisions, type Sought } from "../../store/register.ts";
import { makeClock } from "../clock.ts";
import { type Html, plain } from "../html.ts";
import { handleOf, nameOf, personOf } from "../people.ts";
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
  const rows = await decisionRows(place, decisions, new Map([[id, assembly]]), false);
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

/** A member, with since when and by whom admitted: every admission names who did it, in public. */
export type MemberRow = {
  readonly name: Html;
  readonly handle: Html;
  readonly since: Html | null;
  readonly admitted: Html;
};

/** The members of an assembly, a page of them. */
export type MembersModel = {
  readonly name: string;
  readonly count: number;
  readonly rows: readonly MemberRow[];
  readonly first: string | null;
  readonly next: string | null;
};

const membersPerPage = 100;

/** A page of the members, in the order in which they came. */
export async function membersModel(
  place: Place,
  assembly: Assembly,
  after: string | null,
): Promise<MembersModel> {
  const { ctx, tongue } = place;
  const clock = makeClock(tongue, assembly.timeZone, ctx.now());
  const found = await listMembers(ctx.db, assembly.id, membersPerPage + 1, after ?? undefined);
  const shown = found.slice(0, membersPerPage);
  const admitters = shown.map(({ admittedBy }) => admittedBy).filter((by) => /^https?:/.test(by));
  const actors = await loadActors(ctx.db, [...shown.map(({ actorId }) => actorId), ...admitters]);
  const path = `/assemblies/${assembly.handle}/members`;
  const last = shown.at(-1);
  return {
    name: plain(assembly.name),
    count: (await countMembers(ctx.db, [assembly.id])).get(assembly.id) ?? 0,
    rows: shown.map(({ actorId, admittedBy, joinedAt }) => {
      const person = personOf(tongue, actorId, actors);
      const by = admittedBy === "self" || admittedBy === "operator" ? admittedBy : "member";
      return {
        name: nameOf(person),
        handle: handleOf(person),
        since: joinedAt && clock.element(joinedAt, clock.fullDate(joinedAt)),
        admitted: tongue.rich(`members.by.${by}`, {
          who: by === "member" ? nameOf(personOf(tongue, admittedBy, actors)) : "",
        }),
      };
    }),
    first: after ? tongue.to(path) : null,
    next: found.length > membersPerPage && last ? tongue.to(`${path}?after=${last.id}`) : null,
  };
}
