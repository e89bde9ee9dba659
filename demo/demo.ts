import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Account } from "../test/support/account.ts";
import { until } from "../test/support/moot.ts";
import { startPeer } from "../test/support/peer.ts";
import { type Server, startServer } from "../test/support/process.ts";
import { plain } from "../test/support/story.ts";
import { narrate } from "./narrate.ts";

const leavesAtOnce = process.argv.includes("--once");
const seconds = leavesAtOnce ? 12 : 25;
const folders: string[] = [];
const tell = narrate();

/** A server with a data folder of its own, thrown away at the end. */
async function open(name: string): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), `folkmoot-demo-${name}-`));
  folders.push(folder);
  return startServer({ DATA_DIR: folder, TALLY_UPDATE_SECONDS: "1" });
}

tell.chapter("Two servers start, and an app with six people in it");
const [bakery, union] = await Promise.all([open("bakery"), open("union")]);
const peer = await startPeer();
const people = Object.fromEntries(
  Object.entries({
    amara: "Amara Okonkwo",
    rahul: "Rahul Deshmukh",
    pieter: "Pieter van der Meer",
    bushra: "بشرى الخطيب",
    siobhan: "Siobhán Ní Dhálaigh",
    oleksandra: "Oleksandra Kovalenko",
  }).map(([name, shown]) => [name, peer.account(name, { name: shown })]),
) as Record<string, Account>;
const { amara, rahul, pieter, bushra, siobhan, oleksandra } = people as Record<string, Account> &
  Record<"amara" | "rahul" | "pieter" | "bushra" | "siobhan" | "oleksandra", Account>;
tell.line("server", `${bakery.origin} and ${union.origin}`);

tell.chapter("Two assemblies are founded");
const founded = async (server: Server, charter: Record<string, unknown>): Promise<string> => {
  const { body } = await server.api("/assemblies", { joining: "open", ...charter });
  tell.line("operator", `founds ${body.name}: ${body.account}`);
  return body.id;
};
const values = ["Bread is for everybody.", "Who works here decides here."];
const quay = await founded(bakery, {
  handle: "quay_street",
  name: "Quay Street Bakery",
  summary: "A bakery owned by those who bake.",
  rule: "consensus",
  values,
});
const tenants = await founded(union, {
  handle: "tenants",
  name: "Leyside Tenants’ Union",
  summary: "Tenants of every landlord in town.",
  rule: "majority",
});

tell.chapter("People follow and join, from the app they have");
const heard = new Set<string>();
/** What somebody was told that matches and was not shown before, once it has arrived. */
const told = async (who: Account, pattern: RegExp) => {
  const note = await until(`${who.name} to be told ${pattern}`, () =>
    who.inbox().find((one) => !heard.has(one.id) && pattern.test(plain(one.content))),
  );
  heard.add(note.id);
  const words = plain(note.content).replace(/^@ ?\w+ /, "");
  tell.line(`to ${who.name}`, words.length > 150 ? `${words.slice(0, 149).replace(/\s\S*$/, "")} …` : words);
  return note;
};
const becomeMember = async (who: Account, assembly: string) => {
  await who.follow(assembly);
  await who.mention(assembly, "join");
  tell.line(who.name, "follows, and writes: join");
  const asked = await told(who, /To join/);
  await who.reply(asked.id, "I agree", { direct: true, assembly });
  tell.line(who.name, "answers: I agree");
  await told(who, /Welcome to/);
};
for (const who of [amara, rahul, pieter, bushra, oleksandra]) await becomeMember(who, quay);
for (const who of [siobhan, rahul]) await becomeMember(who, tenants);

tell.chapter("A member proposes in words; the operator enters another, that closes soon");
await siobhan.mention(
  tenants,
  "propose: Withhold the service charge until the lifts run</p><p>From 1 June, **together**, into an account of the union’s own.",
  { assembly: tenants },
);
tell.line("siobhan", "writes: propose: Withhold the service charge until the lifts run …");
await told(siobhan, /is open for voting/);
const closesAt = new Date(Date.now() + seconds * 1000).toISOString();
const text =
  "We bake on Sundays **from April**, in turns of three.\n\n1. Whoever has small children chooses first.\n2. Sunday counts double.";
const made = await bakery.api("/assemblies/quay_street/proposals", {
  title: "Bake on Sundays from April",
  text,
  open: true,
  closesAt,
});
const { question, id } = made.body;
tell.line("quay_street", `asks: Bake on Sundays from April? ${made.body.url}`);
await until("the poll to arrive", () =>
  peer.received.some(({ activity }) => activity.object?.id === question),
);

tell.chapter("Votes come by poll and in words");
const stands = async (server: Server, proposal: string) => {
  const { tally, sympathisers, question: asked, outcome } = (await server.api(`/proposals/${proposal}`)).body;
  tell.tally(tally, asked.roll, sympathisers, outcome);
};
await amara.vote(question, "Agree");
tell.line("amara", "taps: Agree");
await pieter.reply(question, "stand aside: ik had liever eerst de ramen gedaan", {
  assembly: quay,
  language: "nl",
});
tell.line("pieter", "replies: stand aside: ik had liever eerst de ramen gedaan");
await told(pieter, /Bake on Sundays/);
await bushra.reply(question, "أوافق، نحن بحاجة إلى الخبز يوم الأحد", { assembly: quay, language: "ar" });
tell.line("bushra", "replies: أوافق، نحن بحاجة إلى الخبز يوم الأحد");
await siobhan.vote(question, "Agree");
tell.line("siobhan", "taps: Agree, without being on the roll");
await stands(bakery, id);

tell.chapter("A block, its reason, and an answer");
await oleksandra.vote(question, "Block");
tell.line("oleksandra", "taps: Block");
const why = await told(oleksandra, /Why, and what would lift it/);
await oleksandra.reply(why.id, "the oven has never run seven days; nobody has looked at the chimney", {
  assembly: quay,
});
tell.line("oleksandra", "answers: the oven has never run seven days; nobody has looked at the chimney");
await stands(bakery, id);
await rahul.reply(question, "agree: the sweep comes on Tuesday, and we start only if he says yes", {
  assembly: quay,
});
tell.line("rahul", "replies: agree: the sweep comes on Tuesday, and we start only if he says yes");
await oleksandra.reply(question, "agree: with the sweep's word I can", { assembly: quay });
tell.line("oleksandra", "replies: agree: with the sweep's word I can");
await told(oleksandra, /Changed: Agree instead of Block/);
await stands(bakery, id);

tell.chapter("The time is up");
await new Promise((resolve) => setTimeout(resolve, Math.max(0, Date.parse(closesAt) - Date.now())));
await until("the outcome", async () => (await bakery.api(`/proposals/${id}`)).body.outcome !== null);
await stands(bakery, id);
const outcome = await until("the outcome to be announced", () =>
  peer.received
    .map(({ activity }) => activity.object)
    .find((one) => one?.type === "Note" && one.inReplyTo === question && !one.tag?.length),
);
tell.line("quay_street", `to everybody: ${plain(outcome.content)}`);

tell.chapter("Pages to look at");
for (const page of [bakery.origin, quay, made.body.url, union.origin, tenants, `${bakery.origin}/api/docs`])
  tell.line("open", page);
const close = async (): Promise<void> => {
  await Promise.all([bakery.stop(), union.stop(), peer.stop()]);
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  process.exit(0);
};
if (leavesAtOnce) await close();
console.log("\nThe servers run until you press Ctrl+C.");
process.on("SIGINT", () => void close());
process.on("SIGTERM", () => void close());
