import { askToLeave } from "../../src/actions/ask-to-leave.ts";
import { banFromServer } from "../../src/actions/ban-account.ts";
import { hideWords } from "../../src/actions/hide-words.ts";
import { propose } from "../../src/actions/propose.ts";
import { isRefusal } from "../../src/domain/refusal.ts";
import { assemblyOf } from "../support/assembly.ts";
import { until } from "../support/moot.ts";
import { signInAs } from "../support/sign-in.ts";
import { begin } from "../support/story.ts";
import { startBrowser } from "./support/browser.ts";
import { startTap } from "./support/tally.ts";
import { makeVisits } from "./support/visit.ts";

// Tasks, bans, hidden words and proposals about people: every page looked over, as a facilitator sees it.
const tap = startTap();
const browser = await startBrowser();
const story = await begin({ name: "Millrace Housing Co-operative", rule: "majority" });
const { moot, peer } = story;
const { ctx, origin } = moot;
const { visitAll, same } = makeVisits({ browser, origin, tap });

try {
  const { inside, decide } = assemblyOf(story);
  const people = [
    peer.account("wilhelmina", {
      name: "Wilhelmina-Alexandrine von Donaudampfschifffahrtsgesellschaftskapitän",
    }),
    peer.account("bushra", { name: "بشرى الخطيب" }),
    peer.account("x".repeat(60), { name: "W".repeat(120) }),
  ] as const;
  const [wilhelmina, bushra, wide] = people;
  for (const { id } of people) await moot.api("/assemblies/coop/members", { account: id });
  const empty = { tasks: "/assemblies/coop/roles", bans: "/assemblies/coop/bans" };
  await visitAll(
    "nobody yet",
    { ...empty, hidden: "/assemblies/coop/hidden", server: "/bans" },
    ["en"],
    [320, 1280],
  );
  for (const { id: who } of [wilhelmina, wilhelmina, wide]) await decide({ what: "appoint", who, days: 60 });
  const long = `${"spam".repeat(60)} everywhere`;
  await decide({ what: "ban", target: "a-server-with-a-long-name.of-many-parts.example", until: null });
  await inside((tx) => banFromServer(ctx, tx, { actorId: null, target: "bad.example", reason: long }));
  const asked = { whom: wide.id, reasons: "The oven is never cleaned.", decisions: [] };
  const by = wilhelmina.id;
  const invitation = await inside((tx, assembly) => askToLeave(ctx, tx, { assembly, actorId: by, ...asked }));
  if (isRefusal(invitation)) throw new Error(invitation.refused);
  await ctx.db.execute(`update leave_invitation set answer_by = now(), answer = 'I clean it now.'`);
  const act = { what: "remove", who: wide.id, invitation } as const;
  const draft = {
    title: `Remove ${wide.handle}`.slice(0, 200),
    text: "It stays dirty.",
    author: by,
    open: false,
    act,
  };
  const removal = await inside((tx, assembly) => propose(ctx, tx, assembly, draft));
  if (isRefusal(removal)) throw new Error(removal.refused);
  const { id, question } = await story.ask();
  await bushra.reply(question, `agree because ${long}`);
  const note = await wide.reply(question, "Cheap watches for all of you");
  await peer.account("eve").reply(question, "Who bakes then?");
  await until("what was said", async () => (await story.count("reply")) === 3);
  const hiding = { actorId: by, noteId: note, reason: long };
  await inside((tx, assembly) => hideWords(ctx, tx, { assembly, ...hiding }));
  const cookies = [...(await signInAs(moot, wilhelmina)).cookies].map(([name, value]) => ({
    ...{ name, value, url: origin },
  }));
  const forms = Object.fromEntries(
    ["admit", "remove", "appoint", "dismiss", "ban", "unban"].map((about) => [
      about,
      `/assemblies/coop/propose?about=${about}`,
    ]),
  );
  const pages = {
    ...{ ...empty, hidden: "/assemblies/coop/hidden", server: "/bans", ...forms },
    ...{
      propose: "/assemblies/coop/propose",
      removal: `/proposals/${removal.proposalId}`,
      hide: `/proposals/${id}`,
    },
  };
  await visitAll("facilitator", pages, ["en", "ar"], [320, 360, 1280], ["light", "dark"], cookies);
  same(moot.logged, "nothing went wrong on the server");
} catch (error) {
  tap.ok(false, "the journey came to its end", error instanceof Error ? error.stack : String(error));
} finally {
  await browser.close();
  await story.stop();
}
tap.done();
