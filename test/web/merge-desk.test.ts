import { test } from "tap";
import { formFields } from "../support/form.ts";
import { beginAmending, change } from "./amending.ts";

test("the merge desk sets amendments beside the paragraphs they touch, says what collides, and makes one version of several", async (t) => {
  const { story, bea, cem, amend, path, see, send, web, reader, rows } = await beginAmending();
  t.teardown(() => story.stop());
  const none = await see(reader, "/amendments");
  t.same(none.problems, []);
  t.match(none.text, /Nobody has proposed a change to this text yet\. .* amend: old words => new words/);
  await amend(bea, change("Sundays", "Mondays"));
  await amend(cem, change("on Sundays", "on Fridays"));
  await amend(cem, change("salt", "pepper"));
  await amend(bea, change("sweeps the yard.\n\n- flour", "sweeps.\n\n- rye"));
  const page = await see(reader, "/amendments");
  t.same(page.problems, []);
  t.match(
    page.text,
    /We bake on Sundays\. .*Amendment 1 by Bea.*struck: Sundays inserted: Mondays.*Touches the same words as 2/,
  );
  t.match(
    page.text,
    /sweeps the yard\. Amendment 4 by Bea.*flour salt Amendment 3 by Cem.*Also changed by 4/,
  );
  t.notMatch(page.html, /type="checkbox"|<form/);
  t.notMatch((await see(web.cem, "/amendments")).html, /type="checkbox"/, "a member chooses nothing");
  const both = { "take-1": "yes", "take-2": "yes", "take-3": "yes", note: "All." };
  const refused = await send(web.ann, "/merge", both, "/amendments");
  t.equal(refused.status, 409);
  t.same(refused.problems, []);
  t.match(refused.text, /1 and 2 touch the same words: choose one\./);
  t.same(
    Object.keys(formFields(refused.html)).filter((name) => name.startsWith("take")),
    ["take-1", "take-2", "take-3"],
  );
  t.equal(formFields(refused.html).note, "All.");
  const nothing = await send(web.ann, "/merge-draft", { note: "" }, "/amendments");
  t.match(nothing.text, /Tick at least one amendment first/);
  const laid = await send(
    web.ann,
    "/merge-draft",
    { "take-1": "yes", "take-3": "yes", note: "Like this?" },
    "/amendments",
  );
  t.equal(laid.to, `${path}/amendments#laid-out`);
  const seen = await see(reader, "/amendments");
  t.same(seen.problems, []);
  t.match(
    seen.text,
    /What is laid out Ann laid this out on .*: 1 and 3 together\..*Like this\? 2 changes 1 2/,
  );
  t.match(seen.text, /We bake on struck: Sundays inserted: Mondays .*struck: salt inserted: pepper/);
  const merged = await send(
    web.ann,
    "/merge",
    { "take-1": "yes", "take-3": "yes", note: "So it is." },
    "/amendments",
  );
  t.equal(merged.to, `${path}#versions`);
  t.same(
    (await rows()).map((row: any) => row.state),
    ["accepted", "obsolete", "accepted", "open"],
  );
  const after = await see(reader, "/amendments");
  t.same(after.problems, []);
  t.match(after.text, /One amendment is open\. 3 are settled\..*2 accepted.*One overtaken by another text/);
  t.notMatch(after.text, /What is laid out/);
  await send(web.ann, "/merge-draft", { "take-4": "yes" }, "/amendments");
  await send(web.ann, "/merge-draft", { do: "away" }, "/amendments");
  t.notMatch((await see(reader, "/amendments")).text, /What is laid out/);
});

test("while it is voted on, the desk says whether anything can be merged now, and why not", async (t) => {
  const cases = [
    ["never", 1, /the constitution lets no text change meanwhile/],
    ["once", 1, /Accepting now closes this vote and opens a new one/],
    ["once", 76, /The last quarter of the voting time has begun/],
  ] as const;
  for (const [amendWhileVoting, hours, says] of cases) {
    const { story, ann, bea, later, amend, iso, path, see, web } = await beginAmending({ amendWhileVoting });
    await amend(bea, change("Sundays", "Mondays"));
    await ann(`${path}/open`, { closesAt: iso(100) });
    await later(hours);
    const desk = await see(web.ann, "/amendments");
    t.match(desk.text, says);
    const mayBe = amendWhileVoting === "once" && hours === 1;
    t.equal(/Accept: make version 2/.test(desk.text), mayBe);
    const own = await see(web.ann, "/amendments/1");
    t.match(own.text, says);
    t.same(own.problems, []);
    await story.stop();
  }
});

test("no entity in a text sets amendments beside other paragraphs, or hides some", async (t) => {
  const odd = "First &#xE014; one &#xE014; more &#xE014;.\n\nWe bake on Sundays.\n\nThe end.";
  const { story, bea, amend, see, reader } = await beginAmending({}, { text: odd });
  t.teardown(() => story.stop());
  await amend(bea, change("Sundays", "Mondays"));
  const page = await see(reader, "/amendments");
  t.same(page.problems, []);
  t.match(page.text, /First .* more .*We bake on Sundays\. .*Amendment 1 by Bea.*The end\./);
});
