import { test } from "tap";
import { isFirstStartCode, prepareFirstStart } from "../../src/web/first-start.ts";
import { look } from "./look.ts";
import { type Scene, startScene } from "./scene.ts";

/** A browser on the first-start page: it keeps the cookie and sends the form as it stands. */
async function open(scene: Scene) {
  const page = await scene.page("/");
  const cookie = page.headers.get("set-cookie")?.split(";")[0] ?? "";
  const csrf = /name="_csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? "";
  const send = async (sent: Record<string, string>, headers: Record<string, string> = { cookie }) => {
    const fields = {
      ...{
        _csrf: csrf,
        name: "Mill",
        handle: "mill",
        summary: "",
        values: "Bread\nRoses",
        rule: "consensus",
      },
      ...{ joining: "open", language: "en", timeZone: "UTC", deliberationHours: "0", votingHours: "0" },
      ...sent,
    };
    const response = await fetch(`http://127.0.0.1:${scene.port}/first-start`, {
      method: "POST",
      headers: { accept: "text/html", "content-type": "application/x-www-form-urlencoded", ...headers },
      body: new URLSearchParams(fields),
      redirect: "manual",
    });
    const text = await response.text();
    return { status: response.status, text, headers: response.headers, page: text ? look(text) : null };
  };
  return { page: look(page.text), cookie, send, headers: page.headers };
}

const assemblies = async (scene: Scene): Promise<number> =>
  (await scene.moot.api("/assemblies")).body.items.length;

test("a new server says how to found the first assembly, and founds it with the code from the console", async (t) => {
  const scene = await startScene();
  t.teardown(scene.stop);
  const code = (await prepareFirstStart(scene.moot.ctx)) as string;
  t.match(code, /^[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}$/);
  const stored = JSON.stringify(await scene.moot.ctx.db.execute("select * from setting"));
  t.notOk(stored.includes(code) || stored.includes(code.replaceAll("-", "")), "only its hash is stored");
  const { page, send, headers } = await open(scene);
  t.same(page.problems, []);
  t.match(page.text, /Nothing is being decided here yet/);
  t.match(headers.get("cache-control"), "no-store");
  t.match(headers.get("set-cookie"), /HttpOnly; SameSite=Lax/);
  const founded = await send({ code: code.toLowerCase().replaceAll("-", " "), values: "Bread\r\n\r\nRoses" });
  t.equal(founded.status, 303);
  t.equal(founded.headers.get("location"), "/assemblies/mill");
  t.match(look((await scene.page("/assemblies/mill")).text).text, /What we affirm .* Bread Roses/);
  t.match(look((await scene.page("/")).text).text, /One assembly puts its questions here/);
  t.equal(await prepareFirstStart(scene.moot.ctx), null, "there is no first start any more");
});

test("who sends the form twice founds one assembly", async (t) => {
  const scene = await startScene();
  t.teardown(scene.stop);
  const code = (await prepareFirstStart(scene.moot.ctx)) as string;
  const { send } = await open(scene);
  const answers = await Promise.all([send({ code }), send({ code }), send({ code, handle: "other" })]);
  t.same(
    answers.map(({ status }) => status),
    [303, 303, 303],
  );
  t.equal(await assemblies(scene), 1);
  t.equal((await send({ code, handle: "third" })).headers.get("location"), "/");
  t.equal(await assemblies(scene), 1);
});

test("every process shows a code that works, until one is used; the newest eight hold", async (t) => {
  const scene = await startScene();
  t.teardown(scene.stop);
  const { ctx } = scene.moot;
  // as several processes do that start at once
  const codes = (await Promise.all(Array.from({ length: 8 }, () => prepareFirstStart(ctx)))) as string[];
  for (const code of codes) t.equal(await isFirstStartCode(ctx, code), true);
  const ninth = (await prepareFirstStart(ctx)) as string;
  const good = await Promise.all([ninth, ...codes].map((code) => isFirstStartCode(ctx, code)));
  t.equal(good.filter(Boolean).length, 8);
  const first = codes.find((_, index) => good[index + 1]) as string;
  const { send } = await open(scene);
  t.equal((await send({ code: first })).status, 303);
  for (const code of [ninth, ...codes]) t.equal(await isFirstStartCode(ctx, code), false);
});

test("a form that holds what cannot be stored is refused, and the code stays good", async (t) => {
  const scene = await startScene();
  t.teardown(scene.stop);
  const code = (await prepareFirstStart(scene.moot.ctx)) as string;
  const { send } = await open(scene);
  for (const field of ["name", "summary", "values", "code", "timeZone"])
    t.equal((await send({ code, [field]: "a\0b" })).status, 400, field);
  t.equal(await assemblies(scene), 0);
  t.equal((await send({ code })).status, 303);
  t.same(scene.moot.logged, []);
});

test("a wrong code is refused beside its field, what was typed stays, and after five it is to wait", async (t) => {
  const scene = await startScene();
  t.teardown(scene.stop);
  await prepareFirstStart(scene.moot.ctx);
  const { send } = await open(scene);
  const wrong = await send({
    code: "AAAA-BBBB-CCCC",
    name: '<b>Mill</b> "x"',
    values: "</textarea><script>",
  });
  t.equal(wrong.status, 403);
  t.same(wrong.page?.problems, []);
  t.match(wrong.page?.title, /^Something is missing/);
  t.ok(wrong.page?.links.includes("#code"), "a summary leads to the field");
  t.match(wrong.text, /id="code-error">The code is not the one/);
  t.match(wrong.text, /aria-describedby="code-hint code-error" aria-invalid="true"/);
  t.match(wrong.text, 'value="&lt;b&gt;Mill&lt;/b&gt; &quot;x&quot;"');
  t.notMatch(wrong.text, "<script");
  for (let tries = 0; tries < 4; tries++) await send({ code: `AAAA-BBBB-CCC${tries}` });
  const sixth = await send({ code: "AAAA-BBBB-DDDD" });
  t.equal(sixth.status, 429);
  t.ok(Number(sixth.headers.get("retry-after")) > 0);
  t.equal(await assemblies(scene), 0);
});

test("what is wrong with an assembly is said beside the field, in the reader's language, and the code stays good", async (t) => {
  const scene = await startScene();
  t.teardown(scene.stop);
  const code = (await prepareFirstStart(scene.moot.ctx)) as string;
  const { send } = await open(scene);
  const cases: [Record<string, string>, string][] = [
    [{ handle: "Not a handle" }, "handle"],
    [{ name: "   " }, "name"],
    [{ rule: "tyranny" }, "rule"],
    [{ language: "no such language" }, "language"],
    [{ timeZone: "Mars/Olympus" }, "timeZone"],
    [{ votingHours: "-3" }, "votingHours"],
  ];
  for (const [sent, field] of cases) {
    const { status, page, text } = await send({ code, ...sent });
    t.equal(status, 422, field);
    t.same(page?.problems, [], field);
    t.ok(page?.ids.has(`${field}-error`), field);
    t.notOk(text.includes(code), "the code is not shown again");
  }
  t.equal(await assemblies(scene), 0);
  t.equal((await send({ code, rule: "majority", joining: "invite" })).status, 303);
});

test("a form without its token, or from another page, is refused and does nothing", async (t) => {
  const scene = await startScene();
  t.teardown(scene.stop);
  const code = (await prepareFirstStart(scene.moot.ctx)) as string;
  const { send, cookie } = await open(scene);
  for (const [sent, headers] of [
    [{ code, _csrf: "" }, { cookie }],
    [{ code, _csrf: "made-up" }, { cookie }],
    [{ code }, {}],
    [{ code }, { cookie: "form=somebody-elses" }],
  ] as const) {
    const refused = await send(sent, headers as Record<string, string>);
    t.equal(refused.status, 403);
    t.match(refused.page?.text, /This form is too old, or came from another page/);
    t.same(refused.page?.problems, []);
  }
  t.equal(await assemblies(scene), 0);
});

test("on a public server the form asks for a day of voting, and its cookie is bound to the host", async (t) => {
  const scene = await startScene("2026-03-19T13:10:00Z", {
    ORIGIN: "https://board.example",
    RATE_LIMIT: "off",
  });
  t.teardown(scene.stop);
  const code = (await prepareFirstStart(scene.moot.ctx)) as string;
  const { page, send, headers } = await open(scene);
  t.match(headers.get("set-cookie"), /^__Host-form=\S+; Path=\/; HttpOnly; Secure; SameSite=Lax/);
  t.match(headers.get("strict-transport-security"), /max-age=31536000/);
  t.match(page.text, /At least 24 on a server that the public reaches/);
  t.equal((await send({ code, votingHours: "1" })).status, 422);
  t.equal((await send({ code, votingHours: "24" })).status, 303);
});
