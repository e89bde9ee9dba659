import { test } from "tap";
import { readLocalTime } from "../../src/domain/local-time.ts";
import { isRefusal } from "../../src/domain/refusal.ts";

const read = (written: string, timeZone: string, end: "opens" | "closes"): string => {
  const at = readLocalTime(written, timeZone, end);
  return isRefusal(at) ? at.refused : at.toISOString().slice(0, 16);
};

test("a written time means that time on the clocks of its place", async (t) => {
  const table = [
    ["2026-12-01 18:00", "UTC", "closes", "2026-12-01T18:00"],
    ["2026-12-01T18:00", "Europe/Lisbon", "closes", "2026-12-01T18:00"],
    ["2026-07-01 18:00", "Europe/Lisbon", "closes", "2026-07-01T17:00"],
    ["2026-12-01 18:00", "Asia/Kolkata", "closes", "2026-12-01T12:30"],
    ["2026-12-01 18:00", "America/Los_Angeles", "opens", "2026-12-02T02:00"],
    ["2026-12-01 08:00", "Pacific/Kiritimati", "opens", "2026-11-30T18:00"],
  ] as const;
  for (const [written, timeZone, end, at] of table) t.equal(read(written, timeZone, end), at, written);
});

test("a day alone opens when it begins and closes with its last minute", async (t) => {
  const table = [
    ["2026-12-01", "Europe/Berlin", "opens", "2026-11-30T23:00"],
    ["2026-12-01", "Europe/Berlin", "closes", "2026-12-01T22:59"],
    ["2028-02-29", "UTC", "closes", "2028-02-29T23:59"],
    // midnight is jumped over in Beirut, and the last hour of a Saturday in Nuuk
    ["2026-03-29", "Asia/Beirut", "opens", "2026-03-28T22:00"],
    ["2026-03-28", "America/Nuuk", "closes", "2026-03-29T00:59"],
  ] as const;
  for (const [written, timeZone, end, at] of table) t.equal(read(written, timeZone, end), at, written);
});

test("an hour that is jumped over is refused, and one that comes twice is the first or the second", async (t) => {
  t.equal(read("2026-03-29 02:30", "Europe/Berlin", "closes"), "bad-date");
  t.equal(read("2026-03-29 03:00", "Europe/Berlin", "closes"), "2026-03-29T01:00");
  t.equal(read("2026-10-25 02:30", "Europe/Berlin", "opens"), "2026-10-25T00:30");
  t.equal(read("2026-10-25 02:30", "Europe/Berlin", "closes"), "2026-10-25T01:30");
});

test("what is no date is refused", async (t) => {
  const wrong = [
    "2026-06-31",
    "2027-02-29",
    "2026-13-01",
    "2026-12-01 24:00",
    "2026-12-01 18:60",
    "soon",
    "",
  ];
  for (const written of wrong) t.equal(read(written, "UTC", "closes"), "bad-date", written);
  t.equal(read("2011-12-30", "Pacific/Apia", "opens"), "bad-date", "a day that was left out");
});
