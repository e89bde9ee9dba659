import type { Test } from "tap";
import { closeQuestion } from "../../src/actions/close-question.ts";
import { openQuestion } from "../../src/actions/open-question.ts";
import { questionOf } from "../../src/store/questions.ts";
import { runDue } from "./due.ts";
import { type Browser, signInAs } from "./sign-in.ts";
import { begin } from "./story.ts";

/** A server whose clock can be put ahead, with two members, ann and ben; ann is signed in. */
export async function beginAhead(t: Test, charter: Record<string, unknown> = {}) {
  const clock = { ahead: 0 };
  const story = await begin(charter, { idle: true, now: () => new Date(Date.now() + clock.ahead) });
  t.teardown(story.stop);
  const { ctx, origin } = story.moot;
  await story.admit("ann", "ben");
  const signIn = (name: string) => signInAs(story.moot, story.account(name), () => runDue(story.moot));
  return {
    ...{ story, clock, signIn, ann: await signIn("ann") },
    /** The same at whatever time the clock shows: these browsers agree by form, and the clock is put past closing. */
    adoptBy: async (browsers: readonly Browser[], proposalId: string): Promise<void> => {
      const path = `/proposals/${proposalId}`;
      await ctx.db.transaction((tx) => openQuestion(ctx, tx, proposalId, { by: "operator" }));
      for (const browser of browsers)
        await browser.post(`${path}/ballot`, { position: "agree" }, { from: path });
      const question = await questionOf(ctx.db, proposalId);
      if (!question) throw new Error("the proposal was not put to the vote");
      clock.ahead = question.closesAt.getTime() + 1000 - Date.now();
      await closeQuestion(ctx, question.id, async () => false);
    },
    /** Puts a proposal to the vote, if it is not yet; both members agree, and it is decided. */
    adopt: async (proposalId: string): Promise<void> => {
      if (!(await questionOf(ctx.db, proposalId)))
        await ctx.db.transaction((tx) => openQuestion(ctx, tx, proposalId, { by: "operator" }));
      const question = await questionOf(ctx.db, proposalId);
      if (!question) throw new Error("the proposal was not put to the vote");
      await runDue(story.moot);
      for (const name of ["ann", "ben"])
        await story.account(name).vote(`${origin}/questions/${question.id}`, "Agree");
      await runDue(story.moot);
      clock.ahead = question.closesAt.getTime() + 1000 - Date.now();
      await closeQuestion(ctx, question.id, async () => false);
      // the peer signs by the real time, and is refused at any other
      clock.ahead = 0;
    },
  };
}
