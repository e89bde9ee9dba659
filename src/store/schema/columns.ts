import { sql } from "drizzle-orm";
import { customType, timestamp } from "drizzle-orm/pg-core";

/** Bytes as they came: a Buffer in, a Buffer out, whichever driver is below. */
export const bytes = customType<{ data: Buffer; driverData: Uint8Array }>({
  dataType: () => "bytea",
  fromDriver: (value) => Buffer.from(value),
  toDriver: (value) => value,
});

/** An instant, with milliseconds. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: "date", precision: 3 });

/** When a row came to be, as the database's clock says; code that has a time passes it instead. */
export const createdAt = () => instant("created_at").notNull().default(sql`now()`);

/** 16 random bytes, made by the database: what is hashed with them cannot be found by trying. */
export const randomSalt = sql`substring(sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())) from 1 for 16)`;
