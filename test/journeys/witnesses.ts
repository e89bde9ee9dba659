import type { Witness } from "../../src/store/witnesses.ts";
import { listWitnesses, setWitness } from "../../src/store/witnesses.ts";
import { assemblyOf } from "../support/assembly.ts";
import { type FarAssembly, farAssembly, makeKey } from "../support/far-assembly.ts";
import { until } from "../support/moot.ts";
import { signInAs } from "../support/sign-in.ts";
import { begin } from "../support/story.ts";
import { startBrowser } from "./support/browser.ts";
import { startTap } from "./support/tally.ts";
import { makeVisits } from "./support/visit.ts";

// Who witnesses a ledger, and whose it witnesses, in every state: as anybody sees the page, and as a facilitator does.
const tap = startTap();
const browser = await startBrowser();
const story = await begin({ name: "Millrace Housing Co-operative", rule: "majority" });
const { moot, peer } = story;
const { ctx, origin } = moot;
const { visitAll, same } = makeVisits({ browser, origin, tap });
const page = "/assemblies/coop/witnesses";

const names = [
  ["union", "Tenants’ Union of the East Bank"],
  ["majlis", "مجلس أهل الحي"],
  ["bakery", "Betriebskostenabrechnungsgenossenschaft Donauschifffahrt"],
  ["w".repeat(60), "W".repeat(120)],
  ["mill", "Mill"],
] as const;

try {
  const { decide, load } = assemblyOf(story);
  const [ann] = await story.admit("ann");
  if (!ann) throw new Error("nobody was admitted");
  await decide({ what: "appoint", who: ann.id, days: 60 });
  await visitAll("nobody yet", { witnesses: page }, ["en"], [320, 1280]);
  const others: FarAssembly[] = [];
  for (const [name, title] of names)
    others.push(farAssembly(peer, name, await makeKey(), { name: title, preferredUsername: name }));
  for (const { id } of others.slice(0, 4)) await moot.api("/assemblies/coop/witnesses", { account: id });
  for (const far of others)
    await far.tell(story.assembly, { state: "asked", note: await far.head(["one"]), date: new Date() });
  const { id: assembly } = await load();
  const list = (role: Witness["role"]) => listWitnesses(ctx.db, assembly, role);
  await until("all who ask", async () => (await list("by-us")).length === names.length);
  await story.settled();
  // how it stands with each, as it would after a while
  const minutesAgo = (minutes: number): Date => new Date(Date.now() - minutes * 60_000);
  Object.assign(ctx, { startedAt: minutesAgo(90) });
  const set = async (role: Witness["role"], changes: readonly Partial<Witness>[]) => {
    for (const { id, actorId } of await list(role)) {
      const change = changes[others.findIndex((far) => far.id === actorId)];
      if (change && Object.keys(change).length > 0) await setWitness(ctx.db, id, change);
    }
  };
  const { text: checkpoint } = await moot.get("/assemblies/coop/ledger/checkpoint", "*/*");
  const heard = { answeredAt: minutesAgo(4), checkedAt: minutesAgo(4) };
  await set("for-us", [
    { state: "accepted", size: 41_200, ...heard },
    { state: "accepted", size: 1, answeredAt: minutesAgo(100), held: checkpoint },
    { state: "declined" },
    {},
  ]);
  await set("by-us", [
    { state: "accepted", size: 612, held: await others[0]?.head(["one"]) },
    { state: "accepted", size: 90_071, doubt: "a head", doubtSince: minutesAgo(30) },
    { state: "contradicted", fork: "{}", size: 12 },
    {},
    { state: "ended", size: 3 },
  ]);
  const pages = { witnesses: page, ledger: "/assemblies/coop/ledger" };
  await visitAll("anybody", pages, ["en", "ar"], [320, 1280]);
  const cookies = [...(await signInAs(moot, ann)).cookies].map(([name, value]) => ({
    ...{ name, value, url: origin },
  }));
  const widths = [360, 1280];
  await visitAll("facilitator", { witnesses: page }, ["en", "ar"], widths, ["light", "dark"], cookies);
  const lost = await others[0]?.head(Array.from({ length: 500 }, (_, at) => `entry ${at}`));
  await set("for-us", [{ behindSince: minutesAgo(3), held: lost }]);
  await visitAll("behind", pages, ["en"], [360, 1280]);
  same(
    moot.logged.filter((line) => !/do not say which head they hold/.test(line)),
    "nothing went wrong on the server",
  );
} catch (error) {
  tap.ok(false, "the journey came to its end", error instanceof Error ? error.stack : String(error));
} finally {
  await browser.close();
  await story.stop();
}
tap.done();
