import tap, { test } from "tap";
import type { Account } from "../support/account.ts";
import { runDue } from "../support/due.ts";
import { callerFor } from "../support/member.ts";
import { begin } from "../support/story.ts";

let clock = Date.parse("2036-03-01T12:00:00Z");
const story = await begin({ rule: "majority" }, { idle: true, now: () => new Date(clock) });
const { moot } = story;
const [ann] = (await story.admit("ann")) as [Account];
await runDue(moot);
const call = await callerFor(moot, ann);
tap.teardown(() => story.stop());
const hour = 3_600_000;
const propose = (more: Record<string, unknown>) => {
  const closesAt = new Date(clock + hour).toISOString();
  return call("/assemblies/coop/proposals", {
    title: "Bread",
    text: "For ever.",
    open: true,
    closesAt,
    ...more,
  });
};

test("a question closes whatever day its decision is to hold until, or a ban to last", async (t) => {
  const made = [
    await propose({ fields: { holdsUntil: "9999-12-31", by: "9999-12-31" } }),
    await propose({ fields: { holdsUntil: "0001-01-01" } }),
    await propose({ act: { what: "ban", target: "bad.example", until: "9999-12-31T23:59:00Z" } }),
  ];
  for (const { body } of made) await call(`/proposals/${body.id}/ballots`, { position: "agree" });
  clock += 2 * hour;
  await runDue(moot);
  for (const { body } of made) t.equal((await story.proposal(body.id)).state, "adopted");
  t.equal((await moot.get("/assemblies/coop/decisions", "text/html")).status, 200);
});

test("a day or a time that cannot be kept is refused when it is proposed", async (t) => {
  t.match(await propose({ fields: { holdsUntil: "0000-02-01" } }), { body: { code: "bad-field" } });
  for (const until of ["9999-12-31T23:59:00-12:00", "+010000-01-01T00:00:00Z"])
    t.match((await propose({ act: { what: "ban", target: "worse.example", until } })).body.code, /^bad-/);
  const ban = { target: "worst.example", reason: "Floods", until: "9999-12-31T23:59:00-12:00" };
  t.match(await moot.api("/bans", ban), { status: 422, body: { code: "bad-date" } });
  t.same(moot.logged, []);
});
