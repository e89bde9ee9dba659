import { sql } from "drizzle-orm";
import type { Span } from "../domain/wording/passage.ts";
import type { Database } from "./database.ts";
import { rowsOf } from "./rows.ts";
import { isSaidRow } from "./talk.ts";

/** The passages of a version that somebody spoke of, each once. */
export async function listAnchors(db: Database, proposalId: string, version: number): Promise<Span[]> {
  return rowsOf<Span>(
    await db.execute(sql`
      select distinct about_from as "from", about_to as "to" from reply
      where proposal_id = ${proposalId} and about_version = ${version}`),
  );
}

/** What was said of these passages of one version is said of them in the next, where they stand elsewhere. */
export async function moveAnchors(
  db: Database,
  proposalId: string,
  version: number,
  next: number,
  spans: readonly (Span & { readonly newFrom: number; readonly newTo: number })[],
): Promise<void> {
  if (spans.length === 0) return;
  await db.execute(sql`
    update reply r set about_version = ${next}, about_from = s."newFrom", about_to = s."newTo"
    from json_to_recordset(${JSON.stringify(spans)}::text::json)
      as s("from" integer, "to" integer, "newFrom" integer, "newTo" integer)
    where r.proposal_id = ${proposalId} and r.about_version = ${version}
      and r.about_from = s."from" and r.about_to = s."to"`);
}

/** What is said of a passage: by which reply, and where the passage begins. */
export type AboutPassage = { readonly id: string; readonly from: number };

/** Which part of a version's text is asked about; passages count where they begin. */
export type Stretch = Span & { readonly version: number };

/** What is said of passages of a version and shown, the newest first, a page at a time. */
export async function listAboutPassages(
  db: Database,
  proposalId: string,
  { version, from, to }: Stretch,
  page: { readonly limit: number; readonly after?: string | undefined },
): Promise<AboutPassage[]> {
  return rowsOf<AboutPassage>(
    await db.execute(sql`
      select r.id, r.about_from as "from" from reply r
      where r.proposal_id = ${proposalId} and r.about_version = ${version} and r.about_from >= ${from}
        and r.about_from < ${to} and ${isSaidRow} ${
          page.after
            ? sql`and (r.received_at, r.id) < (select received_at, id from reply where id = ${page.after})`
            : sql``
        }
      order by r.received_at desc, r.id desc limit ${page.limit}`),
  );
}
