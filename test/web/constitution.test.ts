import { test } from "tap";
import { openBrowser } from "../support/sign-in.ts";
import { begin } from "../support/story.ts";
import { look } from "./look.ts";

const page = "/assemblies/coop/constitution";

test("an assembly's constitution is read in plain words", async (t) => {
  const story = await begin({ values: ["Bread for all"] }, { idle: true });
  t.teardown(story.stop);
  const { text } = await openBrowser(story.moot).get(page);
  const seen = look(text);
  t.same(seen.problems, []);
  t.match(seen.text, /In force No\. 1, since .* by the founder/);
  t.match(seen.text, /How we decide Adopted when everybody who takes a side agrees/);
  t.match(seen.text, /What we affirm Bread for all/);
  t.notMatch(seen.text, /What it changes/);
  for (const asked of ["2", "0", "x", "-1"])
    t.equal((await openBrowser(story.moot).get(`${page}?version=${asked}`)).status, 404, asked);
  const assembly = look((await openBrowser(story.moot).get("/assemblies/coop")).text);
  t.ok(assembly.links.includes(page));
});
