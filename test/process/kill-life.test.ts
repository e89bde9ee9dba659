import { test } from "tap";
import { killedTown } from "../support/killed-town.ts";
import { until } from "../support/moot.ts";

const town = () =>
  killedTown(
    [{ handle: "coop", endorsements: 1, amendWhileVoting: "once", withdrawWhileVoting: true }],
    ["ann", "bea"],
  );

test("killed in the middle of any step, a proposal is where it was or where it was going, and what was acknowledged holds", async (t) => {
  const { call, killedAt, stop } = await town();
  const api = (path: string) => call("operator", path);
  const [ann, bea] = ["ann", "bea"];
  const made = await call(ann, "/assemblies/coop/proposals", {
    ...{ title: "Bake", text: "From April.", draft: true, settings: { rule: "two-thirds" } },
  });
  const { id } = made.body;
  const logOf = async (): Promise<string[]> =>
    (await api(`/proposals/${id}/log`)).body.items?.map((one: { kind: string }) => one.kind) ?? [];
  const stateOf = async (): Promise<string> => (await api(`/proposals/${id}`)).body.state;

  /** Takes a step under fire, then in peace if it was not done; in the end it was done once. */
  const step = async (who: string, path: string, body: object, kind: string, times = 1) => {
    const acknowledged = await killedAt(who, `/proposals/${id}${path}`, body);
    const done = (await logOf()).filter((one) => one === kind).length;
    if (acknowledged && acknowledged.status < 300) t.equal(done, times, `${kind}: acknowledged, so done`);
    t.ok(done === times || done === times - 1, `${kind}: whole or not at all`);
    if (done < times) t.ok((await call(who, `/proposals/${id}${path}`, body)).status < 300, `${kind}, again`);
    t.equal((await logOf()).filter((one) => one === kind).length, times, `${kind}: once`);
  };
  const closesAt = () => new Date(Date.now() + 3_600_000).toISOString();
  await step(ann, "/deliberate", {}, "deliberation");
  t.equal(await stateOf(), "deliberation");
  await step(bea, "/endorsements", {}, "endorsed");
  await step(ann, "/open", { closesAt: closesAt() }, "opened");
  t.equal(await stateOf(), "voting");
  await step(ann, "/versions", { text: "From May." }, "replaced");
  t.match((await api(`/proposals/${id}`)).body, { state: "voting", version: 2, question: { roll: 2 } });

  const voted = await killedAt(bea, `/proposals/${id}/ballots`, { position: "agree" });
  const ballots = async () => (await api(`/proposals/${id}/ballots`)).body.items;
  if (voted?.status === 200) t.equal((await ballots()).length, 1, "an acknowledged ballot is there");
  t.equal((await call(bea, `/proposals/${id}/ballots`, { position: "agree" })).status, 200);
  t.equal((await ballots()).length, 1, "and counts once");
  await step(ann, "/withdraw", {}, "withdrawn");
  t.equal(await stateOf(), "withdrawn");
  t.equal((await ballots()).length, 1, "its ballot stays on record");
  t.equal((await api("/assemblies/coop/constitutions")).body.items.length, 1, "nothing was adopted");
  t.equal((await stop()).code, 0);
});

test("killed again and again around the closing, a question is decided once, and the constitution changes once", async (t) => {
  const { call, killedAt, stop } = await town();
  const api = (path: string) => call("operator", path);
  const [ann, bea] = ["ann", "bea"];
  const { body } = await call(ann, "/assemblies/coop/proposals", {
    ...{ title: "Two thirds", text: "So that more are heard.", settings: { rule: "two-thirds" } },
  });
  await call(bea, `/proposals/${body.id}/endorsements`, {});
  const closesAt = new Date(Date.now() + 8000).toISOString();
  await call(ann, `/proposals/${body.id}/open`, { closesAt });
  for (const who of [ann, bea]) await call(who, `/proposals/${body.id}/ballots`, { position: "agree" });
  while (Date.now() < Date.parse(closesAt) + 1500)
    await killedAt(ann, `/proposals/${body.id}/ballots`, { position: "agree" });
  await until("the outcome", async () => (await api(`/proposals/${body.id}`)).body.state === "adopted");
  const { items } = (await api("/assemblies/coop/constitutions")).body;
  t.same(
    items.map((one: { version: number }) => one.version),
    [2, 1],
  );
  const log = (await api(`/proposals/${body.id}/log`)).body.items;
  t.equal(log.filter((one: { kind: string }) => one.kind === "closed").length, 1);
  t.equal(log.filter((one: { kind: string }) => one.kind === "constitution").length, 1);
  t.match((await api(`/proposals/${body.id}`)).body.tally, { agree: 2 });
  t.equal((await stop()).code, 0);
});
