import { test } from "tap";
import { giveSuggestion } from "../../src/actions/give-suggestion.ts";
import * as tables from "../../src/store/schema/index.ts";
import { look } from "./look.ts";
import { startScene } from "./scene.ts";

const payloads = [
  "<script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "'><svg/onload=alert(1)>",
  "<%= it.secret %>",
  "{n, plural, other {x}} {who}",
  "</title></textarea><b>",
  "javascript:alert(1)",
  "\ue0000\ue001 \u202eevil\u202c \u2066x\u2069",
  "[x](javascript:alert(1)) ![y](https://far.example/spy.png)",
];

test("whatever people put into names, titles, texts, reasons and values is shown as they wrote it, and does nothing", async (t) => {
  const scene = await startScene("2026-03-17T08:00:00Z");
  t.teardown(scene.stop);
  const all = payloads.join(" ");
  const name = '<script>alert(1)</script>"><b> \u202eevil\u202c {who}';
  const mill = await scene.found({ handle: "mill", name, summary: all, values: payloads });
  const people = await scene.admit(mill, payloads);
  await scene.moot.ctx.db
    .update(tables.remoteActors)
    .set({ url: "javascript:alert(1)", username: "<b>\u202e" });
  const put = await scene.put(mill, {
    ...{
      title: `${payloads[0]} \u202eevil {who}`,
      text: payloads.join("\n\n"),
      closesAt: "2026-03-22T17:00:00Z",
    },
    author: people[0] as string,
  });
  await scene.answer(
    put,
    people.map((who, index) => ({
      ...{ who, position: index === 0 ? ("block" as const) : ("agree" as const) },
      ...{ reason: payloads[index] as string, language: `en"><script>${index}` },
    })),
  );
  await scene.moot.ctx.db.insert(tables.replies).values({
    ...{ noteId: "https://social.example/n/1", assemblyId: mill.id, actorId: people[0] as string },
    ...{ proposalId: put.proposalId, isPublic: true, command: "suggest", language: 'x"y' },
    ...{ html: "<p>clean already</p>", receivedAt: new Date() },
  });
  for (const [index, actorId] of people.entries()) {
    const wish = { proposalId: put.proposalId, actorId, text: payloads[index] as string };
    const made = await scene.moot.ctx.db.transaction((tx) =>
      giveSuggestion(scene.moot.ctx, tx, { ...wish, language: `en"><b>${index}`, receivedAt: new Date() }),
    );
    if ("refused" in made) throw new Error(made.refused);
  }
  await scene.put(mill, { title: "<i>talk</i>", text: "x", closesAt: null });
  for (const path of [
    "/",
    "/assemblies/mill",
    "/assemblies/mill/members",
    "/assemblies/mill/decisions",
    `/proposals/${put.proposalId}`,
  ]) {
    for (const query of ["", "?lang=ar"]) {
      const { text, status } = await scene.page(path + query);
      t.equal(status, 200, path);
      const page = look(text);
      t.same(page.problems, [], path);
      t.notMatch(text, /<(script|img|i>talk)/i, path);
      t.notMatch(text, /href="(?!\/|#|https?:)/i, "no link runs anything");
      t.notMatch(text.replace(/<[^>]*>/g, ""), /\u202e/, "nothing turns what stands beside it");
      const links = page.links.filter((link) => /^https?:/.test(link));
      t.ok(
        links.every((link) => new URL(link).host !== ""),
        path,
      );
    }
  }
  const { text } = look((await scene.page(`/proposals/${put.proposalId}`)).text);
  for (const payload of payloads.slice(0, 7)) t.ok(text.includes(payload.replace(/\s+/g, " ")), payload);
  t.match(text, /Block by <script>alert\(1\)<\/script>/);
});

test("names in other scripts are isolated, so that what stands beside them keeps its order", async (t) => {
  const scene = await startScene("2026-03-17T08:00:00Z");
  t.teardown(scene.stop);
  const mill = await scene.found({ handle: "mill", name: "تعاونية" });
  await scene.admit(mill, ["بشرى الخطيب"]);
  const { text } = await scene.page("/assemblies/mill/members");
  t.match(text, "<bdi>بشرى الخطيب</bdi>");
  t.match(text, '<bdi class="handle" dir="ltr"><bdi>@member1@social.example</bdi></bdi>');
  t.match(text, '<a href="/assemblies/mill"><bdi>تعاونية</bdi></a>');
});

test("nobody is led to another place than the server they named", async (t) => {
  const scene = await startScene();
  t.teardown(scene.stop);
  await scene.found({ handle: "mill" });
  const uri = encodeURIComponent(`${scene.moot.origin}/assemblies/mill`);
  const see = async (server: string, of = uri) =>
    scene.page(`/interact?uri=${of}&server=${encodeURIComponent(server)}`);
  const good: [string, string][] = [
    ["social.example", "social.example"],
    [" Social.Example ", "social.example"],
    ["@you@social.example", "social.example"],
    ["https://social.example/@you", "social.example"],
    ["bücher.example", "xn--bcher-kva.example"],
    ["localhost:3000", "localhost:3000"],
  ];
  for (const [typed, host] of good) {
    const { status, text } = await see(typed);
    t.equal(status, 200, typed);
    const scheme = host.startsWith("localhost") ? "http" : "https";
    t.ok(look(text).links.includes(`${scheme}://${host}/authorize_interaction?uri=${uri}`), typed);
  }
  const bad = [
    "no server",
    "social",
    "//evil.example:81",
    "social.example:81",
    "192.0.2.1",
    "[::1]",
    "0x7f.1",
    "a..b",
    "<b>.example",
  ];
  bad.push(
    "javascript:alert(1)",
    "social.example\\@evil",
    "x".repeat(400),
    "-a.example",
    "a_b.example",
    "localhost.",
  );
  for (const typed of bad) {
    const { status, text } = await see(typed);
    t.equal(status, 422, typed);
    const page = look(text);
    t.same(page.problems, [], typed);
    t.notOk(
      page.links.some((link) => link.includes("authorize_interaction")),
      typed,
    );
    t.ok(page.ids.has("server-error"));
  }
  t.equal((await see("")).status, 200, "without a server the page asks for one");
  const { origin } = scene.moot;
  for (const other of [
    "https://evil.example/",
    `${origin}.evil.example/assemblies/mill`,
    `${origin}/assemblies/nobody`,
    "",
    "//evil",
  ])
    t.equal((await see("social.example", encodeURIComponent(other))).status, 404, other);
});
