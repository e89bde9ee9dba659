import { sql } from "drizzle-orm";
import type { Test } from "tap";
import type { Database } from "../../src/store/database.ts";
import { rowsOf } from "../../src/store/rows.ts";
import type { KilledTown } from "./killed-town.ts";
import { until } from "./moot.ts";
import { plain } from "./story.ts";

/** Takes a step under fire, then in peace where it was not done; whole or not at all, and what was acknowledged is done. */
export async function step(
  t: Test,
  { call, killedAt }: KilledTown,
  [who, path, body]: readonly [string, string, object],
  isDone: () => Promise<boolean>,
): Promise<void> {
  const acknowledged = await killedAt(who, path, body);
  const done = await isDone();
  if (acknowledged && acknowledged.status < 300) t.ok(done, `${path}: acknowledged, so done`);
  if (!done) {
    const { status, body: answer } = await call(who, path, body);
    t.ok(status < 300, `${path}, again: ${status} ${answer.code ?? ""}`);
  }
  t.ok(await isDone(), `${path}: done`);
}

/** What happened to each membership, what its row says, and what else there is about people: all that must agree. */
export async function recordOf(db: Database) {
  const rows = async <Row>(query: string): Promise<Row[]> => rowsOf<Row>(await db.execute(sql.raw(query)));
  const seats = await rows<{ who: string; state: string; kinds: string[] }>(`
    select a.handle || ' ' || split_part(m.actor_id, '/users/', 2) as who, m.state,
      array_agg(e.kind order by e.at, e.id) as kinds
    from membership m join assembly a on a.id = m.assembly_id join membership_event e on e.membership_id = m.id
    group by 1, 2 order by 1`);
  const deeds = await rows<{ kind: string; n: number }>(
    "select kind, count(*)::int as n from public_event group by 1",
  );
  const [counts] = await rows<Record<string, number>>(`
    select (select count(*)::int from role_term) as terms,
      (select count(*)::int from role_term where ended is null) as unended,
      (select count(*)::int from ban) as bans,
      (select count(*)::int from ban where ended_at is null) as running,
      (select count(*)::int from vouch) as vouches,
      (select count(*)::int from ballot_event where kind = 'close') as closes,
      (select count(*)::int from ballot_event where kind = 'outcome') as outcomes`);
  return {
    counts,
    deeds: Object.fromEntries(deeds.map(({ kind, n }) => [kind, n])),
    seats: Object.fromEntries(seats.map(({ who, state, kinds }) => [who, [state, ...kinds].join(" ")])),
  };
}

/**
 * Checks that somebody was sent exactly one note that matches; one that was sent twice, as nobody knew, is one. What a
 * killed server was at is let go of after a minute, and that is looked at every quarter of one.
 */
export async function toldOnce(
  t: Test,
  { account }: KilledTown,
  name: string,
  pattern: RegExp,
): Promise<void> {
  const ids = () =>
    account(name)
      .inbox()
      .filter((note) => pattern.test(plain(note.content)))
      .map((note) => note.id);
  await until(`${name} to be told ${pattern}`, () => ids().length > 0, 100);
  t.equal(new Set(ids()).size, 1, `${name} is told once: ${pattern}`);
}

/** The names of those who are members now. */
export const membersOf = async ({ call }: KilledTown, handle: string): Promise<string[]> =>
  (await call("operator", `/assemblies/${handle}/members`)).body.items.map((one: any) =>
    one.member.split("/").at(-1),
  );
