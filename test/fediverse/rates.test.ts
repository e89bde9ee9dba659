import { test } from "tap";
import { until } from "../support/moot.ts";
import { begin } from "../support/story.ts";

const story = await begin({ rule: "majority" }, { env: { RATE_LIMIT: "on" } });
const [ann, bob] = (await story.admit("ann", "bob")) as any;
const { question } = await story.ask();
/** How many of the answers were so. */
const count = (answers: readonly number[], status: number): number =>
  answers.filter((answer) => answer === status).length;
/** A limit counts by the second: what came before is over after one. */
const aSecondLater = () => new Promise((resolve) => setTimeout(resolve, 1100));

test("of what one server sends, fifty requests a second are heard, and the rest is to come again", async (t) => {
  t.equal(await ann.vote(question, "Agree"), 202);
  let sent = 0;
  const lookForOne = async () => {
    await aSecondLater();
    const answers: number[] = await Promise.all(
      Array.from({ length: 120 }, () => ann.vote(question, "Agree", { id: `${ann.id}#again/${++sent}` })),
    );
    t.equal(count(answers, 202) + count(answers, 429), 120, "nothing else is answered");
    t.ok(count(answers, 202) >= 50, `${count(answers, 202)} were heard`);
    return count(answers, 429) > 0;
  };
  // a machine that is busy otherwise may be too slow for a while to send that much in a second
  await until("a request to be one too many", lookForOne, 120);
  await aSecondLater();
  t.equal(await bob.vote(question, "Disagree"), 202, "and a second later they are heard again");
});

test("to one address it is said five times a second that a signature is wrong, and the rest is to come again", async (t) => {
  const unsigned = { tamper: (headers: Record<string, string>) => void delete headers.signature };
  let sent = 0;
  await until("a request to be one too many", async () => {
    await aSecondLater();
    const answers: number[] = await Promise.all(
      Array.from({ length: 20 }, () =>
        ann.vote(question, "Agree", { id: `${ann.id}#forged/${++sent}`, ...unsigned }),
      ),
    );
    t.equal(count(answers, 401) + count(answers, 429), 20);
    t.ok(count(answers, 401) >= 5, `${count(answers, 401)} were told`);
    return count(answers, 429) > 0;
  });
  t.equal(await ann.vote(question, "Agree"), 202, "what is well signed is heard beside it");
});

test("nothing went wrong inside", async (t) => {
  t.same(story.moot.logged, []);
  await story.stop();
});
