import { is } from "drizzle-orm";
import { getTableConfig, PgTable } from "drizzle-orm/pg-core";
import { test } from "tap";
import { archivedTables, leftOutTables } from "../../src/store/archive.ts";
import * as schema from "../../src/store/schema/index.ts";

const tables = Object.values(schema).filter((one) => is(one, PgTable));

test("of every table it is decided whether an archive with keys holds it", (t) => {
  const decided = [...archivedTables, ...Object.keys(leftOutTables)];
  t.same(decided.toSorted(), tables.map((table) => getTableConfig(table).name).toSorted());
  t.end();
});

test("rows go in behind those that they refer to", (t) => {
  for (const table of tables) {
    const { name, foreignKeys } = getTableConfig(table);
    const place = (archivedTables as readonly string[]).indexOf(name);
    if (place < 0) continue;
    for (const key of foreignKeys) {
      const other = getTableConfig(key.reference().foreignTable).name;
      t.ok((archivedTables as readonly string[]).slice(0, place).includes(other), `${name} behind ${other}`);
    }
  }
  t.end();
});

test("a table that counts by itself goes on counting after an import", (t) => {
  const counted = tables.filter((table) =>
    getTableConfig(table).columns.some(({ columnType }) => /serial/i.test(columnType)),
  );
  t.same(counted.map((table) => getTableConfig(table).name).toSorted(), ["pending_request", "public_event"]);
  t.end();
});
