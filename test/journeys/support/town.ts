import type { Account } from "../../support/account.ts";
import { type Moot, startMoot, until } from "../../support/moot.ts";
import { startPeer } from "../../support/peer.ts";

/** A server with people from another one who have voted and spoken: everything came in over the wire. */
export type Town = {
  readonly moot: Moot;
  /** Paths of pages, by what they show. */
  readonly pages: Readonly<Record<string, string>>;
  stop(): Promise<void>;
};

const text = `### What we decide

1. We replace the gas boiler of 1998 with two ground-source heat pumps, supplied by eight bores under the west courtyard, and have them running by 30 September 2027.
2. We pay with €180,000 from the repair fund and a loan of €132,000, repaid over twelve years.

### Why now

The boiler failed on eleven days last winter. On nine of them the top-floor flats fell below 17 °C.`;

const arabicText = `### ما نقرّره

1. نستبدل مرجل الغاز بمضختين حراريتين أرضيتين، تغذّيهما ثماني آبار تحت الفناء الغربي.
2. ندفع ١٨٠٬٠٠٠ يورو من صندوق الصيانة.`;

const longRule = {
  ...{ quorum: [7, 20], agreement: { share: [17, 23], of: "cast", strict: true }, blocks: 3 },
  ...{ standAside: [5, 19], least: 12 },
};
const wide = "wide".repeat(80);
const longText = `# ${wide}\n\n${wide}\n\n- ${wide}\n\n> ${wide}\n\n\`${wide}\`\n\n\`\`\`\n${wide}\n\`\`\`\n\n| ${wide} | b |\n|:-:|--:|\n| 1 | ${wide} |\n\nhttps://far.example/${wide}`;

const names = [
  "Amara Okonkwo",
  "بشرى الخطيب",
  "Wilhelmina-Alexandrine von Donaudampfschifffahrtsgesellschaftskapitän",
  "田中さくら",
];

/** Fills a server on which `coop` was just founded: proposals in every state, answers by poll and in words. */
export async function fillTown(moot: Moot): Promise<Town> {
  const peer = await startPeer();
  const people = Array.from({ length: 30 }, (_, index) =>
    peer.account(`person${index}`, { name: names[index] ?? `Neighbour ${index}` }),
  );
  const post = async (path: string, body: unknown) => {
    const { status, body: answer } = await moot.api(path, body);
    if (status >= 300) throw new Error(`${path} answered ${status}: ${JSON.stringify(answer)}`);
    return answer;
  };
  await post("/assemblies", {
    ...{
      handle: "majlis",
      name: "تعاونية ميلريس السكنية",
      rule: "two-thirds",
      joining: "open",
      language: "ar",
    },
    ...{
      timeZone: "Asia/Amman",
      summary: "نملك البيت معًا، وما يخصّنا جميعًا نقرّره معًا.",
      values: ["البيت لمن يسكنه."],
    },
  });
  for (const { handle } of people.slice(0, 24)) await post("/assemblies/coop/members", { account: handle });
  for (const { handle } of people.slice(0, 5)) await post("/assemblies/majlis/members", { account: handle });
  await post("/assemblies", {
    ...{
      handle: "h".repeat(30),
      name: "W".repeat(100),
      rule: longRule,
      joining: "open",
      values: ["V".repeat(300)],
    },
    ...{
      summary: `${"S".repeat(300)} https://far.example/${"s".repeat(200)}`,
      deliberationHours: 0,
      votingHours: 48,
    },
  });
  await post(`/assemblies/${"h".repeat(30)}/members`, { account: people[2]?.handle });
  const put = (handle: string, title: string, more: object) =>
    post(`/assemblies/${handle}/proposals`, { title, text, open: true, ...more });
  const hours = (n: number): string => new Date(Date.now() + n * 3_600_000).toISOString();
  // time enough for every vote to come in, also where the machine has other things to do
  const soon = hours(20 / 3600);
  const open = await put("coop", "Replace the gas boiler with ground-source heat pumps", {
    closesAt: hours(75),
  });
  const quick = await put("coop", "Bake on Sundays from April, in turns of three", { closesAt: hours(1) });
  const decided = await put("coop", "Lend the assembly room to the tenants’ union on Tuesdays", {
    closesAt: soon,
  });
  const unanswered = await put("coop", "Betriebskostenabrechnungen zurückbehalten", {
    closesAt: soon,
    language: "de",
  });
  const talk = await put("coop", "A quiet room in the boiler house, once the boiler is gone", {
    open: false,
  });
  const arabic = await put("majlis", "استبدال مرجل الغاز بمضخات حرارية أرضية", {
    text: arabicText,
    closesAt: hours(75),
  });
  const long = await put("h".repeat(30), "T".repeat(200), { text: longText, closesAt: hours(8000) });
  const vast = "x".repeat(400);
  await people[2]?.reply(long.question, `agree, ${vast}`, {
    assembly: `${moot.origin}/assemblies/${"h".repeat(30)}`,
  });
  await vote(people, { open, quick, decided, arabic });
  await until("every vote", async () => {
    const { tally } = (await moot.api(`/proposals/${open.id}`)).body;
    return tally.agree === 10 && tally.block === 1 && tally.unreasonedBlock === 1;
  });
  const page = await moot.get(`/proposals/${talk.id}`, "text/html");
  const note = /http[^"<]*\/notes\/[0-9a-f-]{36}/.exec(page.text)?.[0] as string;
  await people[6]?.reply(note, "suggest: a stove, and chairs for the old");
  await people[7]?.reply(note, "Who will clean it? <b>Nobody</b> did last time.");
  const state = async (id: string) => (await moot.api(`/proposals/${id}`)).body.state;
  for (const [{ id }, expected] of [
    [decided, "adopted"],
    [unanswered, "inquorate"],
  ] as const)
    await until(`${expected}`, async () => (await state(id)) === expected);
  const proposal = ({ id }: { id: string }): string => `/proposals/${id}`;
  const discussion = await moot.get(`${proposal(open)}/talk`, "text/html");
  const thread = /\/proposals\/[^"/]+\/talk\/[0-9a-f-]{36}/.exec(discussion.text)?.[0] as string;
  const interact = `/interact?uri=${encodeURIComponent(open.question)}`;
  return {
    moot,
    pages: {
      ...{ home: "/", assembly: "/assemblies/coop", "arabic assembly": "/assemblies/majlis" },
      ...{ register: "/assemblies/coop/decisions", "empty register": "/assemblies/majlis/decisions" },
      ...{
        members: "/assemblies/coop/members",
        open: proposal(open),
        discussion: `${proposal(open)}/talk`,
        thread,
        blocks: `${proposal(open)}?position=block`,
      },
      ...{ "closing soon": proposal(quick), adopted: proposal(decided), inquorate: proposal(unanswered) },
      ...{
        "widest assembly": `/assemblies/${"h".repeat(30)}`,
        "widest proposal": proposal(long),
        deliberation: proposal(talk),
        arabic: proposal(arabic),
        "open there": `${interact}&server=social.example`,
      },
      ...{
        "which server": interact,
        "wrong server": `${interact}&server=no+server`,
        api: "/api/docs",
        missing: "/nothing",
      },
    },
    stop: async () => {
      await moot.stop();
      await peer.stop();
    },
  };
}

type Put = { readonly id: string; readonly question: string };

async function vote(
  people: readonly Account[],
  { open, quick, decided, arabic }: Record<"open" | "quick" | "decided" | "arabic", Put>,
) {
  const at = (index: number): Account => people[index] as Account;
  for (let index = 4; index < 12; index++) await at(index).vote(open.question, "Agree");
  await at(0).reply(open.question, "agree, because my daughter slept in her coat on nine nights in January.");
  await at(1).reply(open.question, "أوافق. شقّتنا في الطابق الأعلى، وقد تعبنا من البرد.", { language: "ar" });
  await at(2).reply(
    open.question,
    "ich enthalte mich: Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz",
    { language: "de" },
  );
  await at(3).reply(
    open.question,
    "disagree. Twelve years of debt for a house that may need a roof before then.",
  );
  await at(12).reply(
    open.question,
    "block: two of the bores would go down four metres from the west wall. My flat leans on that wall, and nobody has looked at what it stands on.",
  );
  await at(13).vote(open.question, "Block");
  const asked = await at(14).reply(open.question, "Has anybody asked the neighbours?");
  const assembly = `${new URL(open.question).origin}/assemblies/coop`;
  const told = await at(15).reply(asked, "I did. They would rather have it done in summer.", { assembly });
  await at(2).reply(told, "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz!", { assembly });
  for (let index = 24; index < 28; index++) await at(index).vote(open.question, "Agree");
  for (let index = 0; index < 14; index++) await at(index).vote(decided.question, "Agree");
  await at(15).vote(quick.question, "Agree");
  for (let index = 0; index < 3; index++) await at(index).vote(arabic.question, "أوافق");
}

/** Starts an empty server for a town. */
export const startTown = (): Promise<Moot> => startMoot();
