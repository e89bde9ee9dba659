import { test } from "tap";
import type { Account } from "../support/account.ts";
import { runDue } from "../support/due.ts";
import { begin } from "../support/story.ts";

test("no tag of a language and no name of a time zone breaks a page, whoever writes it", async (t) => {
  const story = await begin({ language: "ar-u-nu-latn", timeZone: "US/Pacific-New" }, { idle: true });
  t.teardown(story.stop);
  const { moot } = story;
  const [ann] = (await story.admit("ann")) as [Account];
  await runDue(moot);
  const language = "en-u-ca-buddhist-nu-thai";
  const { id, question } = await story.ask({ language, fields: { by: "2030-01-01" } });
  await ann.reply(question, "agree because of the bread", { language });
  await story.account("eve").reply(question, "What a day!", { language });
  await runDue(moot);
  for (const path of [`/proposals/${id}`, "/assemblies/coop", "/assemblies/coop/constitution"])
    t.equal((await moot.get(path, "text/html")).status, 200, path);
  t.equal((await moot.get(new URL(question).pathname)).status, 200);
  for (const timeZone of ["+05:30", "+0530", "-23:59"]) {
    const charter = { handle: "mill", name: "Mill", rule: "majority", joining: "open", timeZone };
    t.match(await moot.api("/assemblies", charter), { status: 422, body: { code: "bad-time-zone" } });
  }
  t.same(moot.logged, []);
});
