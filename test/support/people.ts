import type { Test } from "tap";
import type { Account } from "./account.ts";
import { assemblyOf } from "./assembly.ts";
import { runDue } from "./due.ts";
import { type Caller, callerFor } from "./member.ts";
import { begin, type Story } from "./story.ts";

/** A ballot in force, as the record shows it. */
type Ballot = { readonly voter: string; readonly position: string; readonly reason: string | null };

/**
 * The kinds of people who have an account: who wrote a proposal; a member who has blocked the question, with a reason,
 * and whose words and ballot others may want to touch; a member who facilitates; who only follows; who is no member and
 * banned by the assembly; a member whom the server's operator banned afterwards.
 */
export type Kind = "author" | "member" | "facilitator" | "stranger" | "banned" | "barred";

/** An assembly with somebody of every kind in it (decisions.md, "Who may do what"), and questions to try things on. */
export type People = Readonly<Record<Kind, Account>> & {
  readonly story: Story;
  /** Each with a token of their own, and the operator and nobody in particular. */
  readonly callers: Readonly<Record<Kind | "operator" | "nobody", Caller>>;
  /** The question that is voted on, its proposal, and the member's block on the board. */
  readonly question: string;
  readonly id: string;
  readonly objection: string;
  /** The note in which the member said why; what a facilitator could hide. */
  readonly note: string;
  /** The author's proposal, in deliberation. */
  readonly own: string;
  /** What the member suggests to it. */
  readonly suggestion: string;
  /** The member's amendment of that, which is open. */
  readonly amendment: string;
  /** Checks that every ballot in force is as it was when the story began, but for those of `mayVote`. */
  untouched(t: Test, what: string, mayVote?: readonly Account[]): Promise<void>;
};

/** Begins a story with everybody in it, on a server whose jobs run by themselves, or by the test's own clock. */
export async function gather(options: { idle?: true; now?: () => Date } = {}): Promise<People> {
  const story = await begin({ rule: "consensus", facilitation: true }, options);
  const { moot } = story;
  const settle = () => (options.idle ? runDue(moot) : story.settled());
  const names = {
    author: "ann",
    member: "bea",
    facilitator: "fay",
    stranger: "eve",
    banned: "zed",
    barred: "sam",
  };
  const accounts = Object.fromEntries(
    Object.entries(names).map(([kind, name]) => [kind, story.account(name)]),
  ) as Record<Kind, Account>;
  const { member, facilitator, stranger, banned, barred } = accounts;
  await story.admit("ann", "bea", "fay", "sam", "cem");
  for (const outsider of [stranger, banned]) await outsider.follow(story.assembly);
  await settle();
  const { question, id } = await story.ask({
    closesAt: new Date(Date.now() + 20 * 86_400_000).toISOString(),
  });
  const { decide } = assemblyOf(story);
  await decide({ what: "appoint", who: facilitator.id, days: 30 });
  await decide({ what: "ban", target: banned.id, until: null });
  await moot.api("/bans", { target: barred.id, reason: "Floods" });
  const note = await member.reply(question, "block: Too hot in the bakery");
  const callers: Record<string, Caller> = {
    operator: (path, body) => moot.api(path, body),
    nobody: (path, body) => moot.api(path, body, null),
  };
  for (const [kind, who] of Object.entries(accounts)) callers[kind] = await callerFor(moot, who);
  const draft = { title: "Bake on Mondays", text: "From May." };
  const own = (await callers.author?.("/assemblies/coop/proposals", draft))?.body.id as string;
  const change = { replacements: [{ old: "May", new: "June" }] };
  const amendment = (await callers.member?.(`/proposals/${own}/amendments`, change))?.body.id as string;
  const wish = { text: "In June." };
  const suggestion = (await callers.member?.(`/proposals/${own}/suggestions`, wish))?.body.id as string;
  await settle();
  const [{ id: objection }] = (await moot.api(`/proposals/${id}/objections`)).body.items;
  const listed = async (): Promise<Ballot[]> =>
    (await story.ballots(id)).map(({ voter, position, reason }) => ({ voter, position, reason }));
  const before = await listed();
  return {
    ...accounts,
    ...{ story, question, id, objection, note, own, amendment, suggestion },
    callers: callers as People["callers"],
    untouched: async (t, what, mayVote = []) => {
      const free = new Set(mayVote.map((voter) => voter.id));
      const others = (await listed()).filter(({ voter }) => !free.has(voter));
      t.same(others, before, `${what}: no ballot of anybody else has changed`);
    },
  };
}
