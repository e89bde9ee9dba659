import { test } from "tap";
import { formFields } from "../support/form.ts";
import { beginAmending, change, text } from "./amending.ts";
import { look } from "./look.ts";

test("a member edits the text in place, looks at what they change, keeps it, and files it", async (t) => {
  const { story, path, rows, see, send, web, reader } = await beginAmending();
  t.teardown(() => story.stop());
  const page = await see(web.bea, "/amend");
  t.same(page.problems, []);
  t.match(formFields(page.html), { text, version: "1", why: "" });
  const mine = { text: text.replace("five", "six").replaceAll("\n", "\r\n"), version: "1", why: "Sleep." };
  const shown = await send(web.bea, "/amend", { ...mine, do: "preview" });
  t.equal(shown.status, 200);
  t.same(shown.problems, []);
  t.match(
    shown.text,
    /What you would change Nothing is stored yet\. One change 1 .*lit at struck: five inserted: six \./,
  );
  t.match(formFields(shown.html), { text: /at six/, why: "Sleep." });
  t.same(await rows(), []);
  const kept = await send(web.bea, "/amend", { ...mine, do: "draft" });
  t.equal(kept.to, `${path}/amend?kept=yes#drafts`);
  const drafts = await see(web.bea, "/amend?kept=yes");
  t.same(drafts.problems, []);
  t.match(drafts.text, /Your draft is kept\..*Your drafts .* Amendment 1 .*struck: five inserted: six/);
  t.same(await rows(), []);
  for (const other of [reader, web.cem]) t.equal((await see(other, "/amendments/1")).status, 404);
  const own = await see(web.bea, "/amendments/1");
  t.same(own.problems, []);
  t.match(own.text, /Draft .* Nobody but you can see it until you file it\./);
  const filed = await send(web.bea, "/amendments/1/file", {}, "/amend");
  t.equal(filed.to, `${path}/amendments/1#acts`);
  t.match(await rows(), [{ state: "open", reason: "Sleep.", replacements: [{ old: "five", new: "six" }] }]);
  const at = await send(web.bea, "/amend", {
    text: text.replace("salt", "pepper"),
    version: "1",
    do: "file",
  });
  t.equal(at.to, `${path}/amendments/2`);
  const draft = await send(web.bea, "/amend", { text: `${text}\n- yeast`, version: "1", do: "draft" });
  t.equal(draft.status, 303);
  const thrown = await send(web.bea, "/amendments/3/withdraw", {}, "/amend");
  t.equal(thrown.to, `${path}/amend#drafts`);
  t.notMatch((await see(web.bea, "/amend")).text, /Your drafts/);
  t.equal((await see(reader, "/amendments/3")).status, 404, "what was never filed is nobody's to see");
});

test("what cannot be filed is refused with what was typed, and says what changed meanwhile", async (t) => {
  const { story, ann, path, send, web, reader, see } = await beginAmending();
  t.teardown(() => story.stop());
  const same = await send(web.bea, "/amend", { text, version: "1", why: "Hm.", do: "file" });
  t.equal(same.status, 422);
  t.match(same.text, /This is the text as it stands already/);
  t.match(formFields(same.html), { text, why: "Hm." });
  const mine = { text: text.replace("Sundays", "Mondays"), version: "1", do: "file" };
  await ann(`${path}/versions`, { text: text.replace("Sundays", "Fridays") });
  const stale = await send(web.bea, "/amend", mine);
  t.equal(stale.status, 409);
  t.same(stale.problems, []);
  t.match(stale.text, /What changed meanwhile You began with version 1; now there is version 2\./);
  t.match(stale.text, /We bake on struck: Sundays inserted: Fridays/);
  t.match(formFields(stale.html), { text: /on Mondays/, version: "1" });
  const empty = await send(web.bea, "/amend", { text: " ", version: "2", do: "preview" });
  t.equal(empty.status, 422);
  t.notMatch(empty.text, /What you would change/);
  const arabic = "خبز ".repeat(14_000);
  t.equal((await send(web.bea, "/amend", { text: arabic, version: "2", do: "file" })).status, 303, "98 kB");
  t.match((await see(reader, "/amend")).status, 303, "who is not signed in is sent to sign in");
});

test("an amendment's page shows its change in place, who supports it, and how it ended", async (t) => {
  const { story, ann, bea, amend, path, see, send, web, reader } = await beginAmending();
  t.teardown(() => story.stop());
  await amend(bea, change("at five", "at six", { reason: "Sleep.\n\n<b>Really</b>." }));
  await amend(bea, change("Who lights it", "Who lit it"));
  await amend(ann, change("lit at five. Who", "lit late. Who"));
  const page = await see(reader, "/amendments/1");
  t.same(page.problems, []);
  t.match(page.text, /Open .* Amendment 1 .*Filed by Bea on .*, on version 1/);
  t.match(page.text, /The oven is lit at struck: five inserted: six \. Who lights it sweeps the yard\./);
  t.notMatch(page.text, /We bake on Sundays|flour/, "what it does not touch is left out");
  t.match(page.text, /Touches the same words as 3 : only one of them can go in\..*<b>Really<\/b>/);
  t.same(page.attributes("form", "action"), [], "nobody is offered what they may not do");
  t.equal((await send(web.cem, "/amendments/1/support", { supports: "yes" }, "/amendments/1")).status, 303);
  const twice = await send(web.cem, "/amendments/1/support", { supports: "yes" }, "/amendments/1");
  t.equal(twice.status, 409);
  t.same(twice.problems, []);
  t.match(twice.text, /This was done already\..*Who supports it One member supports it\. Cem/);
  t.equal((await send(web.cem, "/amendments/1/support", { supports: "no" }, "/amendments/1")).status, 303);
  t.match((await see(web.cem, "/amendments/1")).text, /Nobody supports it yet/);
  const offered = async (who: typeof web.ann, number: number) =>
    (await see(who, `/amendments/${number}`))
      .attributes("form", "action")
      .map((one) => one.split("/").at(-1));
  t.same(await offered(web.ann, 1), ["support", "accept", "reject"]);
  t.same(await offered(web.bea, 1), ["support", "withdraw"]);
  t.same(await offered(web.cem, 1), ["support"]);
  const silent = await send(web.ann, "/amendments/2/reject", { reason: " " }, "/amendments/2");
  t.equal(silent.status, 422);
  t.match(silent.html, /<details class="act" id="reject" open>/);
  await send(web.ann, "/amendments/2/reject", { reason: "It reads worse." }, "/amendments/2");
  t.match(
    (await see(reader, "/amendments/2")).text,
    /Rejected .* Ann rejected it on .*, for this reason: It reads worse\./,
  );
  t.equal(
    (await send(web.ann, "/amendments/1/accept", { note: "Yes." }, "/amendments/1")).to,
    `${path}/amendments/1#acts`,
  );
  t.match(
    (await see(reader, "/amendments/1")).text,
    /Accepted .* Ann took it into version 2 on .*lit at struck: five inserted: six/,
  );
  t.match((await see(reader, "/amendments/3")).text, /Overtaken .* version 2 changed the words/);
  t.same(await offered(web.bea, 2), ["promote"]);
  const promoted = await send(web.bea, "/amendments/2/promote", { title: "Who lit it" }, "/amendments/2");
  t.match(promoted.to, /^\/proposals\/[0-9a-f-]{36}$/);
  t.ok((await see(reader, "/amendments/2")).links.includes(promoted.to as string));
  const made = look((await reader.get(promoted.to as string)).text);
  t.match(made.text, /This began as amendment 2 to Bake on Sundays , which was rejected\./);
  t.ok(made.links.includes(`${path}/amendments/2`), "linked both ways");
});

test("a proposal's page names the best supported amendments, and says how to type one", async (t) => {
  const { story, bea, cem, ann, amend, path, see, web, reader } = await beginAmending();
  t.teardown(() => story.stop());
  t.match((await see(reader, "")).text, /Amendments .*No amendment is open\./);
  const filed = [];
  for (const word of ["six", "seven", "eight", "nine"]) filed.push(await amend(bea, change("five", word)));
  for (const who of [ann, cem]) await who(`/amendments/${filed[3].id}/support`, { supports: true });
  const page = await see(reader, "");
  t.same(page.problems, []);
  t.match(
    page.text,
    /4 amendments are open\. Amendment 4 .*2 members support it\. Amendment 1 .*Amendment 2 /,
  );
  t.notMatch(page.text, /Amendment 3 /);
  t.match(page.text, /amend: old words => new words .* endorse amendment 3/);
  t.ok(page.links.includes(`${path}/amendments`));
  t.notOk(page.links.includes(`${path}/amend`));
  t.ok((await see(web.cem, "")).links.includes(`${path}/amend`));
});

test("hostile words, long words and words of another direction are only ever words", async (t) => {
  const evil = `</textarea><script>alert(1)</script> "'\u202e \ue000 \ue012 \ue014 & 💥`;
  const { story, bea, ann, amend, see, web, reader, path } = await beginAmending(
    {},
    { text: `Start ${evil} end.\n\nمرحبا` },
  );
  t.teardown(() => story.stop());
  await amend(bea, change("Start", `${evil} ${"x".repeat(2000)}`, { reason: evil, language: "ar" }));
  await amend(bea, change("مرحبا", "أهلا"));
  await ann(`${path}/merge-draft`, {
    amendments: [(await amend(bea, change("end.", evil))).id],
    reason: evil,
  });
  for (const [browser, where] of [
    [reader, "/amendments"],
    [web.ann, "/amendments?lang=ar"],
    [reader, "/amendments/1"],
    [web.bea, "/amendments/2?lang=fa"],
    [web.bea, "/amend"],
    [reader, ""],
  ] as const) {
    const page = await see(browser, where);
    t.same([page.status, page.problems], [200, []], where);
    t.match(page.text, /<script>alert\(1\)|أهلا/, where);
  }
});
