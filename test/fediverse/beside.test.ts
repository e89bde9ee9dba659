import { test } from "tap";
import type { Account } from "../support/account.ts";
import { callerFor } from "../support/member.ts";
import { until } from "../support/moot.ts";
import { begin, plain } from "../support/story.ts";

const story = await begin({ language: "en" });
const { moot, peer } = story;
const path = (url: string): string => new URL(url).pathname;
const propose = async (more: Record<string, unknown>) => {
  const draft = { title: "Bake", text: "From April.", ...more };
  const { status, body } = await moot.api("/assemblies/coop/proposals", draft);
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body as { id: string; question: string | null };
};
/** The note of a proposal's deliberation, as a server reads it. */
const noteOf = async (id: string) => {
  const { headers } = await moot.get(`/proposals/${id}`);
  return (await moot.get(path(headers.get("location") as string))).json;
};
const fields = {
  ...{
    situation: "No <b>bread</b>\n\n& no time.",
    necessity: `${"word ".repeat(200)}end`,
    who: 'The "bakers"',
  },
  ...{ binds: "agreed", by: "2027-04-01", holdsUntil: "2028-01-31" },
  sources: ["https://bread.example/?a=1&b=2", "Grandmother <i>", "javascript:alert(1)", "4", "5", "a sixth"],
};

test("what stands beside a text is sent below it, as a short list that does nothing", async (t) => {
  const [ann] = (await story.admit("ann")) as any;
  await ann.follow(story.assembly);
  const { question } = await propose({ fields, open: true });
  const { content, contentMap, ...rest } = (await moot.get(path(question as string))).json;
  t.equal(contentMap.en, content);
  t.notOk("name" in rest || "summary" in rest);
  const said = plain(content);
  t.match(said, /^Bake From April\. The situation: No <b>bread<\/b> & no time\. Why it is needed: word word/);
  t.match(said, /word … Whom decisions bind: Those who agreed Who does it: The "bakers"/);
  t.match(said, /By when: 1 April 2027 Holds until: 31 January 2028 Sources: https:\/\/bread\.example/);
  t.match(said, /; Grandmother <i>; javascript:alert\(1\); 4; 5 Votes are public\./);
  t.notMatch(said, /How it can be done|sixth|end Whom|Other proposals/);
  const tags = new Set([...content.matchAll(/<\/?([a-z0-9]+)/g)].map((match: RegExpMatchArray) => match[1]));
  t.same([...tags].sort(), ["a", "br", "p", "strong"]);
  t.same(
    [...content.matchAll(/<a href="([^"]*)"/g)].map((match: RegExpMatchArray) => match[1]),
    ["https://bread.example/?a=1&amp;b=2"],
    "only addresses are links",
  );
  const sent: any = await until(
    "the Create",
    () => peer.received.find((one) => one.activity.object?.id === question)?.activity,
  );
  t.equal(sent.object.content, content, "what was sent is what is served");
});

test("without anything beside it, a text stands alone", async (t) => {
  const { question } = await propose({ open: true });
  const { content } = (await moot.get(path(question as string))).json;
  t.match(content, /^<p><strong>Bake<\/strong><\/p><p>From April\.<\/p>\n<p>Votes are public\./);
});

test("a deliberation's note leads to the alternatives that there were, and does not change when others come", async (t) => {
  const first = await propose({ title: "Repair <i>", fields: { practicality: "With glue." } });
  const before = (await noteOf(first.id)).content;
  t.match(plain(before), /How it can be done: With glue\. This is a proposal/);
  const second = await propose({ title: "Replace", alternativeTo: first.id });
  const note = await noteOf(second.id);
  const beside = `${moot.origin}/proposals/${second.id}/beside`;
  t.match(note.content, `<p><a href="${beside}">Other proposals for the same problem</a></p>`);
  t.equal((await moot.get(path(beside), "text/html")).status, 200, "which is a page");
  t.equal((await noteOf(first.id)).content, before, "what was sent before does not change");
  const { body } = await moot.api(`/proposals/${second.id}/open`, {});
  const asked = (await moot.get(path(body.question))).json;
  t.match(asked.content, beside);
});

test("fields that change with another version are served, though the text is the same", async (t) => {
  const { id } = await propose({ fields: { who: "Ann" } });
  t.match(plain((await noteOf(id)).content), /Who does it: Ann/);
  const { status } = await moot.api(`/proposals/${id}/versions`, { fields: { who: "Ben" } });
  t.equal(status, 201);
  t.match(plain((await noteOf(id)).content), /Who does it: Ben/);
});

test("the list is in the assembly's own language", async (t) => {
  const charter = { handle: "mulino", name: "Mulino", rule: "majority", joining: "open", language: "de" };
  t.equal((await moot.api("/assemblies", charter)).status, 201);
  const draft = { title: "Backen", text: "Ab April.", fields: { who: "Alle", by: "2027-04-01" } };
  const { body } = await moot.api("/assemblies/mulino/proposals", draft);
  const { phrases } = moot.ctx;
  const said = plain((await noteOf(body.id)).content);
  t.match(said, `${phrases.say("de", "pages.propose.who")}: Alle`);
  t.match(said, "1. April 2027");
  await story.stop();
});

test("whoever votes in an app reads there what would be changed, and whom it is about", async (t) => {
  const other = await begin({ rule: "majority" });
  const [ann, bea] = (await other.admit("ann", "bea")) as [Account, Account];
  const caller = await callerFor(other.moot, ann);
  const brought = async (more: Record<string, unknown>) => {
    const draft = { title: "Another way", text: "As we said.", open: true, ...more };
    const { body } = await caller("/assemblies/coop/proposals", draft);
    return plain((await other.moot.get(path(body.question))).json.content);
  };
  const settings = { rule: "consensus", votingHours: 48, values: ["Bread & roses", "One <oven>"] };
  t.match(
    await brought({ settings }),
    /As we said\. What we affirm: Bread & roses; One <oven> .*: Adopted when everybody .*: 2 days/,
  );
  t.match(
    await brought({ act: { what: "appoint", who: bea.id, days: 30 } }),
    /As we said\. Makes @bea@.* a facilitator for 30 days\./,
  );
  await other.stop();
});
