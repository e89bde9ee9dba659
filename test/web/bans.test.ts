import { test } from "tap";
import { banFromServer, unbanFromServer } from "../../src/actions/ban-account.ts";
import { beginAhead } from "../support/ahead.ts";
import { assemblyOf } from "../support/assembly.ts";
import { openBrowser } from "../support/sign-in.ts";
import { look } from "./look.ts";

const path = "/assemblies/coop/bans";

test("where nobody is banned the pages say so, and that a ballot of the roll always counts", async (t) => {
  const { story, ann } = await beginAhead(t);
  const nobody = openBrowser(story.moot);
  for (const page of [path, "/bans"]) {
    const seen = look((await nobody.get(page)).text);
    t.same(seen.problems, [], page);
    t.match(seen.text, /Nobody is banned/, page);
    t.match(seen.text, /A ban never stops a ballot of somebody on the roll/, page);
    t.notMatch(seen.text, /Propose a ban|Ended/, page);
  }
  t.ok(look((await ann.get(path)).text).links.includes("/assemblies/coop/propose?about=ban"));
  t.notMatch((await ann.get("/bans")).text, /<form/, "the operator has a token, and no form");
  t.match(look((await ann.get("/bans")).text).text, /The operator bans and lifts bans by the/);
  t.equal((await nobody.get("/assemblies/none/bans")).status, 404);
});

test("an assembly's bans are public, dated, with their reason and decision, and how they ended", async (t) => {
  const { story, ann, adoptBy, signIn } = await beginAhead(t);
  const both = [ann, await signIn("ben")];
  const nobody = openBrowser(story.moot);
  await story.moot.ctx.resolveActor(story.account("eve").id);
  const form = "/assemblies/coop/propose?about=ban";
  const handle = story.account("eve").handle;
  const made = await ann.post(form, { who: handle, title: "Floods of <spam>", until: "" }, { from: form });
  t.equal(made.status, 303, look(made.text).text);
  await adoptBy(both, made.headers.get("location")?.split("/").at(-1) ?? "");
  const seen = look((await nobody.get(path)).text);
  t.same(seen.problems, []);
  t.match(seen.text, /In force since .* , until it is lifted eve @eve@\S+ Account, by decision no\. 1/i);
  t.match(seen.text, /Floods of <spam>/);
  t.notMatch(seen.text, /Propose to lift it/);
  const lift = look((await ann.get(path)).text).links.find((href) => href.includes("about=unban"));
  const unban = look((await ann.get(lift ?? "")).text);
  t.same(unban.problems, []);
  t.same(
    unban.attributes("input", "value").includes(story.account("eve").id),
    true,
    "whom it is of is filled in",
  );
  const ended = await ann.post(lift ?? "", { who: story.account("eve").id, text: "She says sorry." });
  t.equal(ended.status, 303, look(ended.text).text);
  await adoptBy(both, ended.headers.get("location")?.split("/").at(-1) ?? "");
  const after = look((await nobody.get(path)).text);
  t.same(after.problems, []);
  t.match(after.text, /Nobody is banned.* Ended .* Floods of <spam> Lifted on .* , by decision no\. 2/i);
  const log = look((await nobody.get("/assemblies/coop/log")).text);
  t.same(log.problems, []);
  t.match(log.text, /Ban ended Eve @eve@\S+ .* Ban Eve @eve@\S+ Floods of <spam>/i);
  const again = await ann.post(lift ?? "", { who: handle, text: "Once more." }, { from: lift });
  t.equal(again.status, 422);
  t.match(look(again.text).text, /There is no such ban here, or it has ended/);
});

test("the operator's bans stand on a page of the server, with the reasons given at both ends", async (t) => {
  const { story } = await beginAhead(t);
  const { inside } = assemblyOf(story);
  const { ctx } = story.moot;
  const nobody = openBrowser(story.moot);
  const [bad, worse] = [
    { target: "bad.example", reason: "Spam" },
    { target: "worse.example", reason: "Threats" },
  ];
  const until = new Date(ctx.now().getTime() + 86_400_000 * 40);
  await inside((tx) => banFromServer(ctx, tx, { actorId: null, ...bad }));
  await inside((tx) => banFromServer(ctx, tx, { actorId: null, ...worse, until }));
  await inside((tx) =>
    unbanFromServer(ctx, tx, { actorId: null, target: "bad.example", reason: "They mended it" }),
  );
  const seen = look((await nobody.get("/bans")).text);
  t.same(seen.problems, []);
  t.match(seen.text, /In force .* to .* worse\.example Whole server, by the operator of this server Threats/);
  t.match(
    seen.text,
    /Ended .* bad\.example .* Spam Lifted on .* , by the operator of this server: They mended it/,
  );
  t.match(look((await nobody.get(path)).text).text, /What stands under Bans of this server holds here too/);
  t.ok(look((await nobody.get("/")).text).links.includes("/bans"));
});
