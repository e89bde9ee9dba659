import { sql } from "drizzle-orm";
import type { Database } from "../../src/store/database.ts";
import { rowsOf } from "../../src/store/rows.ts";

/** Everything that a database holds, by table: its rows, each as text, bytes as the text that they hold. */
export type Dump = ReadonlyMap<string, readonly string[]>;

/** Reads every column of every row of every table, whatever schema it is in. */
export async function dumpAll(db: Database): Promise<Dump> {
  const columns = rowsOf<{ table: string; name: string; type: string }>(
    await db.execute(sql`
      select quote_ident(c.table_schema) || '.' || quote_ident(c.table_name) as table, c.column_name as name,
        c.data_type as type
      from information_schema.columns c
      join information_schema.tables t using (table_schema, table_name)
      where t.table_type = 'BASE TABLE' and c.table_schema not in ('pg_catalog', 'information_schema')
      order by 1, c.ordinal_position`),
  );
  const dump = new Map<string, string[]>();
  for (const table of new Set(columns.map((column) => column.table))) {
    const parts = columns
      .filter((column) => column.table === table)
      .map(({ name, type }) => {
        const quoted = `"${name}"`;
        // slashes and letters stay as they are in this form, whatever else is in the bytes; one column is one line
        const text =
          type === "bytea" ? `translate(encode(${quoted}, 'escape'), E'\\n\\r', '  ')` : `${quoted}::text`;
        return `'${name}=' || coalesce(${text}, '∅')`;
      });
    const query = `select ${parts.join(" || E'\\n' || ")} as row from ${table}`;
    const rows = rowsOf<{ row: string }>(await db.execute(sql.raw(query)));
    dump.set(table, rows.map(({ row }) => row).sort());
  }
  return dump;
}

/** The rows in which a word stands, in whatever case, each with its table. */
export function rowsWith(dump: Dump, word: string): string[] {
  const needle = word.toLowerCase();
  return [...dump].flatMap(([table, rows]) =>
    rows
      .filter((row) => row.toLowerCase().replaceAll("\\\\/", "/").replaceAll("\\/", "/").includes(needle))
      .map((row) => `${table}: ${row.slice(0, 2000)}`),
  );
}

/** The columns in which a word stands, as `table.column`. */
export const columnsWith = (dump: Dump, word: string): string[] =>
  [
    ...new Set(
      [...dump].flatMap(([table, rows]) =>
        rows.flatMap((row) =>
          row
            .split("\n")
            .filter((line) => line.toLowerCase().includes(word.toLowerCase()))
            .map((line) => `${table}.${line.split("=", 1)[0]}`),
        ),
      ),
    ),
  ].sort();
