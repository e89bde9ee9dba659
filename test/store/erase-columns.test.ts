import { sql } from "drizzle-orm";
import { test } from "tap";
import { openDatabase } from "../../src/store/database.ts";
import { erasable } from "../../src/store/erase-columns.ts";
import { migrate } from "../../src/store/migrate.ts";
import { rowsOf } from "../../src/store/rows.ts";
import { makeTestDatabase } from "../support/database.ts";

test("of every column that can hold a name it is said what an erasure does with it", async (t) => {
  const database = await makeTestDatabase();
  const opened = await openDatabase(database.place);
  await migrate(opened);
  const { db, close } = opened;
  const columns = rowsOf<{ table: string; name: string }>(
    await db.execute(sql`
      select table_name as table, column_name as name from information_schema.columns
      where table_schema = 'public' and data_type in ('text', 'jsonb', 'json', 'bytea', 'ARRAY', 'character varying')
      order by 1, 2`),
  );
  const there = columns.map(({ table, name }) => `${table}.${name}`);
  const said = Object.entries(erasable).flatMap(([table, parts]) =>
    Object.values(parts as Record<string, readonly string[]>).flatMap((names) =>
      names.map((name) => `${table}.${name}`),
    ),
  );
  t.same(said.toSorted(), there.toSorted(), "each column once");
  await close();
  await database.drop();
});
