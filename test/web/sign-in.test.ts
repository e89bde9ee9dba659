import { test } from "tap";
import { runDue } from "../support/due.ts";
import { codesOf, openBrowser, signInAs } from "../support/sign-in.ts";
import { begin } from "../support/story.ts";
import { look } from "./look.ts";

test("somebody signs in with an account of another server", async (t) => {
  const story = await begin({}, { idle: true });
  t.teardown(story.stop);
  const ann = story.account("ann");
  const browser = await signInAs(story.moot, ann, () => runDue(story.moot));
  const me = await browser.get("/me");
  t.equal(me.status, 200);
  t.match(look(me.text).text, /You are signed in as/);
  t.same(look(me.text).problems, []);
  console.log(look(me.text).text, JSON.stringify(story.peer.received[0]));
  void codesOf;
  void openBrowser;
});
