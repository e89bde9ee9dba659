import { replacementsOf } from "../src/domain/amendment.ts";
import { diff, editsBetween } from "../src/domain/wording/diff.ts";
import { renderMarkdown } from "../src/markdown.ts";
import * as tables from "../src/store/schema/index.ts";
import { startMoot } from "../test/support/moot.ts";
import { percentile } from "./baseline.ts";

const paragraph = (n: number): string =>
  `Point ${n} says that the ovens of house ${n} are lit at five, and that whoever lights them sweeps the yard of house ${n}, every week of the year.`;

/** A text of about that many bytes, in paragraphs of which no two are alike. */
function longText(bytes: number): string {
  let text = "";
  for (let n = 1; text.length < bytes - 160; n++) text += `${paragraph(n)}\n\n`;
  return text.trim();
}

/**
 * Fills a proposal with amendments: most change a paragraph of their own, every fifth collides with the one before it;
 * each has some supporters.
 */
async function fillAmendments(
  { ctx }: Awaited<ReturnType<typeof startMoot>>,
  { proposalId, assemblyId, text }: { proposalId: string; assemblyId: string; text: string },
  count: number,
): Promise<void> {
  const now = ctx.now();
  const people = Array.from({ length: 50 }, (_, n) => `https://filled.example/users/${n}`);
  const members = people.map((actorId) => ({ id: ctx.newId(), actorId }));
  await ctx.db.insert(tables.remoteActors).values(
    people.map((id, n) => ({
      ...{ id, username: `user${n}`, name: `Neighbour ${n}`, kind: "Person", inbox: `${id}/inbox`, keys: [] },
      ...{ documentHash: "none", fetchedAt: now },
    })),
  );
  await ctx.db.insert(tables.memberships).values(
    members.map((row) => ({
      ...row,
      assemblyId,
      state: "member" as const,
      admittedBy: "operator",
      joinedAt: now,
    })),
  );
  const blocks = text.split("\n\n");
  const rows = Array.from({ length: count }, (_, n) => {
    const at = (n % 5 === 4 ? n - 1 : n) % blocks.length;
    const old = blocks[at] as string;
    const edited = blocks.with(at, old.replace(`house ${at + 1}`, `the house of family ${n}`)).join("\n\n");
    const edits = editsBetween(text, edited);
    const { id: membershipId, actorId } = members[n % members.length] as (typeof members)[number];
    return {
      ...{
        id: ctx.newId(),
        proposalId,
        number: n + 1,
        membershipId,
        actorId,
        onVersion: 1,
        atVersion: 1,
        edits,
      },
      ...{
        replacements: replacementsOf(text, edits),
        reason: n % 3 ? null : "It reads better so.",
        language: "en",
      },
      ...{ state: "open" as const, createdAt: now, openedAt: now },
    };
  });
  await ctx.db.insert(tables.amendments).values(rows);
  await ctx.db.insert(tables.amendmentSupports).values(
    rows.flatMap(({ id }, n) =>
      members.slice(0, n % 7).map((one) => ({
        ...{ amendmentId: id, membershipId: one.id, actorId: one.actorId, at: now },
      })),
    ),
  );
}

const middle = (times: readonly number[]): number => percentile(times, 0.5);

/**
 * How long the merge desk of a 100 kB text takes with many amendments and with none, and what differs between two such
 * texts, as a function and as a page; all in milliseconds, medians, beside rendering that text once.
 */
export async function measureDesk(url: string, count: number, turns = 9) {
  const moot = await startMoot({
    ...{ database: { place: { url }, drop: async () => {} }, idle: true, isPainted: true },
    env: { RATE_LIMIT: "false" },
  });
  await moot.api("/assemblies", { handle: "coop", name: "Co-op", rule: "consensus", joining: "open" });
  const text = longText(99_000);
  const revised = text.replaceAll(/(house \d*7\b)/g, "the $1").replaceAll(/(\d*3) says/g, "$1 tells");
  const draft = { title: "Bread", text };
  const ids: string[] = [];
  for (let n = 0; n < 2; n++) ids.push((await moot.api("/assemblies/coop/proposals", draft)).body.id);
  const [full = "", none = ""] = ids;
  const [assembly] = await moot.ctx.db.select().from(tables.assemblies);
  await fillAmendments(moot, { proposalId: full, assemblyId: assembly?.id ?? "", text }, count);
  const revision = await moot.api(`/proposals/${none}/versions`, { text: revised });
  if (revision.status >= 300) throw new Error(`the text was not revised: ${JSON.stringify(revision.body)}`);
  const pages = {
    full: `/proposals/${full}/amendments`,
    none: `/proposals/${none}/amendments`,
    diff: `/proposals/${none}/versions/1...2`,
    proposal: `/proposals/${full}`,
  };
  const times = { full: [], none: [], diff: [], proposal: [] } as Record<keyof typeof pages, number[]>;
  const [plain, compared]: [number[], number[]] = [[], []];
  const timed = async (list: number[], work: () => unknown): Promise<void> => {
    const before = performance.now();
    await work();
    list.push(performance.now() - before);
  };
  for (let turn = 0; turn < turns + 2; turn++) {
    for (const name of Object.keys(pages) as (keyof typeof pages)[])
      await timed(times[name], async () => {
        const { status } = await moot.get(pages[name], "text/html");
        if (status !== 200) throw new Error(`${pages[name]} answered ${status}`);
      });
    await timed(plain, () => renderMarkdown(text));
    await timed(compared, () => diff(text, revised));
  }
  await moot.stop();
  // the first two are for caches
  const [render, differ] = [plain, compared].map((list) => middle(list.slice(2))) as [number, number];
  const page = (name: keyof typeof pages): number => middle(times[name].slice(2));
  return {
    ...{ bytes: Buffer.byteLength(text), render, differ },
    pages: { full: page("full"), none: page("none"), diff: page("diff"), proposal: page("proposal") },
  };
}
