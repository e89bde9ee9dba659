import { sql } from "drizzle-orm";
import { test } from "tap";
import { killedTown } from "../support/killed-town.ts";
import { until } from "../support/moot.ts";
import { membersOf, recordOf, step, toldOnce } from "../support/under-fire.ts";

test("killed around the decisions about people, each is enacted once and whole, and a task ends at its time all the same", async (t) => {
  const town = await killedTown(
    [{ handle: "coop", joining: "vote", closeWhenAll: true }],
    ["ann", "bea", "fay", "cem", "bob"],
    ["zoe"],
  );
  const { call, killedAt, account, whileDead } = town;
  const propose = async (act: object, more: object = { open: true }) => {
    const draft = { title: `To ${Object.values(act).join(" ")}`, text: "As we said.", act };
    const { status, body } = await call("ann", "/assemblies/coop/proposals", { ...draft, ...more });
    t.equal(status, 201, JSON.stringify(body));
    return body.id as string;
  };
  const stateOf = async (id: string): Promise<string> =>
    (await call("operator", `/proposals/${id}`)).body.state;
  /** Has everybody agree to everything, the last of them under fire: with their answers it is all decided. */
  const decide = async (voters: readonly string[], ids: readonly string[]) => {
    const agree = { position: "agree" };
    const [last = "", ...others] = voters;
    for (const id of ids)
      for (const who of others)
        t.equal((await call(who, `/proposals/${id}/ballots`, agree)).status, 200, `${who} answers`);
    const [first, ...more] = ids.map((id) => `/proposals/${id}/ballots`);
    // each time the server comes back, it goes on with what it was at
    for (let kills = 0; kills < 3; kills++) {
      const sent = more.map((path) => call(last, path, agree).catch(() => null));
      await Promise.all([killedAt(last, first ?? "", agree), ...sent]);
    }
    // done by now, or too late as it is decided already
    for (const id of ids)
      t.match(String((await call(last, `/proposals/${id}/ballots`, agree)).status), /200|409/);
    // what a killed server was at is let go of after a minute, and looked for every quarter of one
    for (const id of ids) await until("the outcome", async () => (await stateOf(id)) === "adopted", 100);
  };
  const serving = async () =>
    (await call("operator", "/assemblies/coop/roles")).body.items
      .filter((term: any) => !term.endedAt && Date.parse(term.until) > Date.now())
      .map((term: any) => term.member.split("/").at(-1))
      .sort();
  const banned = async () =>
    (await call("operator", "/assemblies/coop/bans")).body.items.map(
      (ban: any) => `${ban.target} ${ban.endedAt !== null}`,
    );

  t.equal((await call("zoe", "/assemblies/coop/join", { affirm: true })).body.outcome, "asking");
  const invitation = await call("ann", "/assemblies/coop/leave-invitations", {
    ...{ account: account("bob").id, reasons: "He never bakes." },
  });
  t.equal(invitation.status, 200);
  const appoint = (name: string) => propose({ what: "appoint", who: account(name).id, days: 30 });
  await decide(
    ["ann", "bea", "fay", "cem", "bob"],
    [
      await propose({ what: "admit", who: account("zoe").id }),
      ...[await appoint("fay"), await appoint("bea"), await appoint("cem")],
      await propose({ what: "ban", target: "spam.example" }),
    ],
  );
  t.ok((await membersOf(town, "coop")).includes("zoe"));
  t.same(await serving(), ["bea", "cem", "fay"]);
  t.same(await banned(), ["spam.example false"]);

  // the invitation's date has passed, and bea's term ends while the server lies dead
  await whileDead(async (db) => {
    await db.execute(sql`update leave_invitation set answer_by = now() - interval '1 hour'`);
    await db.execute(sql`update role_term set until = now() where actor_id = ${account("bea").id}`);
  });
  t.same(await serving(), ["cem", "fay"]);
  const spam = { note: "https://x.example/1", reason: "spam" };
  t.match((await call("bea", "/assemblies/coop/hidings", spam)).body, { code: "not-a-facilitator" });
  t.match((await call("cem", "/assemblies/coop/hidings", spam)).body, { code: "no-words" });

  const hasLeft = async () => !(await membersOf(town, "coop")).includes("cem");
  await step(t, town, ["cem", "/assemblies/coop/leave", {}], hasLeft);
  t.same(await serving(), ["fay"], "who leaves gives the task back by it");
  const removal = await propose({ what: "remove", who: account("bob").id }, {});
  const isHeard = async () =>
    (await call("operator", `/proposals/${removal}/log`)).body.items.some(
      (one: any) => one.kind === "statement",
    );
  await step(t, town, ["bob", `/proposals/${removal}/statement`, { text: "I did bake." }], isHeard);
  t.equal((await call("ann", `/proposals/${removal}/open`, {})).status, 200);
  await decide(
    ["ann", "bea", "fay", "bob", "zoe"],
    [
      removal,
      await propose({ what: "dismiss", who: account("fay").id }),
      await propose({ what: "unban", target: "spam.example" }),
    ],
  );
  t.same((await membersOf(town, "coop")).sort(), ["ann", "bea", "fay", "zoe"]);
  t.same(await serving(), []);
  t.same(await banned(), ["spam.example true"]);

  const serverBans = async () => (await call("operator", "/bans")).body.items;
  const flood = { target: "flood.example", reason: "Floods" };
  await step(t, town, ["operator", "/bans", flood], async () => (await serverBans()).length === 1);
  await step(t, town, ["operator", "/bans/end", flood], async () => (await serverBans())[0].endedAt !== null);

  const next = await call("ann", "/assemblies/coop/proposals", { title: "Go on", text: "So.", open: true });
  const roll = (await call("operator", `/proposals/${next.body.id}/roll`)).body.items.map(
    (one: any) => one.voter,
  );
  t.same(
    roll.map((who: string) => who.split("/").at(-1)).sort(),
    ["ann", "bea", "fay", "zoe"],
    "the next roll",
  );
  for (const [name, pattern] of [
    ["zoe", /Welcome to coop/],
    ["cem", /given you the task/],
    ["fay", /have ended your task/],
    ["bob", /no longer one of them/],
  ] as const)
    await toldOnce(t, town, name, pattern);
  const { code, last } = await town.stop(recordOf);
  t.equal(code, 0);
  t.match(last?.seats, {
    "coop zoe": "member asked joined",
    "coop cem": "left joined affirmed left",
    "coop bob": "removed joined asked-to-leave affirmed removed",
    "coop fay": "member joined affirmed",
  });
  t.match(last?.deeds, {
    appointed: 3,
    dismissed: 1,
    resigned: 1,
    banned: 2,
    unbanned: 2,
    closed: 8,
    statement: 1,
  });
  t.notOk(last?.deeds["not-done"], "nothing was tried twice");
  const counts = { terms: 3, unended: 1, bans: 2, running: 0, vouches: 0, closes: 8, outcomes: 8 };
  t.same(last?.counts, counts, "of the terms only bea's ended by itself");
});
