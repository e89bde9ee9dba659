import { request } from "node:http";
import { test } from "tap";
import { onPostgres } from "../support/database.ts";
import { look } from "./look.ts";
import { type Scene, startScene } from "./scene.ts";

/** Any request, as it is; answers status, headers and body. */
const ask = (scene: Scene, method: string, path: string, headers: Record<string, string> = {}, body = "") =>
  new Promise<{ status: number; headers: Record<string, unknown>; text: string }>((resolve, reject) => {
    const at = { host: "127.0.0.1", port: scene.port, method, path };
    const asked = request({ ...at, headers: { accept: "text/html", ...headers } }, (answer) => {
      let text = "";
      answer.on("data", (chunk) => {
        text += chunk;
      });
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
    });
    asked.on("error", reject);
    asked.end(body);
  });

test("what is missing, not allowed or malformed is answered by a page that says why", async (t) => {
  const scene = await startScene();
  t.teardown(scene.stop);
  await scene.found({ handle: "mill" });
  const id = "019ce10f-4400-7790-afbe-5a91c3a93eb6";
  const cases: [string, string, number, RegExp][] = [
    ["GET", "/no/such/page", 404, /There is nothing at this address/],
    ["GET", `/proposals/${id}`, 404, /There is no such proposal here/],
    ["GET", "/proposals/1' or '1'='1", 404, /There is nothing|There is no such proposal/],
    ["GET", `/questions/${id}`, 404, /There is no such question here/],
    ["GET", `/notes/${id}`, 404, /There is nothing at this address/],
    ["GET", "/assemblies/nobody", 404, /There is no such assembly here/],
    ["GET", "/assemblies/%2e%2e%2f", 404, /There is/],
    ["GET", "/assemblies/mill/members?after=nonsense", 200, /Nobody is a member yet/],
    ["GET", "/assemblies/mill/decisions?page=-1", 200, /No decision yet/],
    ["GET", `/assemblies/${"x".repeat(150)}`, 404, /There is no such assembly here/],
    ["POST", "/assemblies/mill", 405, /This cannot be done at this address/],
    ["DELETE", "/", 405, /This cannot be done at this address/],
    ["POST", "/no/such/page", 404, /There is nothing at this address/],
  ];
  for (const [method, path, status, sentence] of cases) {
    const answer = await ask(scene, method, path.replaceAll(" ", "%20"));
    t.equal(answer.status, status, `${method} ${path}`);
    const page = look(answer.text);
    t.same(page.problems, [], path);
    t.match(page.text, sentence, path);
    if (status === 405) t.match(answer.headers.allow, /GET/);
    if (status >= 400) t.match(page.text, /To the first page/);
    t.match(answer.headers["content-security-policy"], "default-src 'none'");
  }
  const big = await ask(
    scene,
    "POST",
    "/first-start",
    { "content-type": "application/x-www-form-urlencoded" },
    `a=${"x".repeat(300_000)}`,
  );
  t.equal(big.status, 413);
  const xml = await ask(scene, "POST", "/first-start", { "content-type": "text/xml" }, "<a/>");
  t.equal(xml.status, 415);
  t.match(look((await ask(scene, "GET", "/nothing?lang=ar")).text), { language: "ar", dir: "rtl" });
  t.same(scene.moot.logged, []);
});

test("every page is under the same strict policy, and none may be framed", async (t) => {
  const scene = await startScene();
  t.teardown(scene.stop);
  await scene.found({ handle: "mill" });
  const policy =
    "default-src 'none';style-src 'self';font-src 'self';img-src 'self';form-action 'self';frame-ancestors 'none';base-uri 'none'";
  for (const path of ["/", "/assemblies/mill", "/api/docs", "/nothing", "/assets/style.css"]) {
    const { headers } = await ask(scene, "GET", path);
    t.equal(headers["content-security-policy"], policy, path);
    t.equal(headers["x-content-type-options"], "nosniff");
    t.equal(headers["x-frame-options"], "DENY");
    t.equal(headers["referrer-policy"], "same-origin");
    t.equal(headers["strict-transport-security"], undefined, "not over http");
  }
  const { headers } = await ask(scene, "GET", "/assemblies/mill/ledger");
  const more = ";script-src 'self';worker-src 'self';connect-src 'self'";
  t.equal(headers["content-security-policy"], policy + more, "a ledger is checked in the browser");
  t.equal(headers["referrer-policy"], "same-origin");
});

test("HEAD answers as GET does, without the body", async (t) => {
  const scene = await startScene();
  t.teardown(scene.stop);
  const mill = await scene.found({ handle: "mill" });
  const put = await scene.put(mill, { title: "Bake", closesAt: "2026-03-22T17:00:00Z" });
  const paths = [
    "/",
    "/assemblies/mill",
    "/assemblies/mill/decisions",
    "/assemblies/mill/members",
    "/api/docs",
  ];
  paths.push(
    `/proposals/${put.proposalId}`,
    `/questions/${put.questionId}`,
    "/@mill",
    "/nothing",
    "/assets/style.css",
  );
  paths.push(
    "/assets/icon.png",
    "/assets/fonts/literata-latin-opsz-normal.woff2",
    "/healthz",
    "/readyz",
    "/interact",
  );
  for (const path of paths) {
    const [got, head] = [await ask(scene, "GET", path), await ask(scene, "HEAD", path)];
    t.equal(head.status, got.status, path);
    t.equal(head.text, "", path);
    for (const name of [
      "content-type",
      "location",
      "cache-control",
      "vary",
      "content-security-policy",
      "content-length",
    ])
      t.equal(head.headers[name] ?? null, got.headers[name] ?? null, `${path} ${name}`);
  }
});

test("files beside the pages come from here, can be kept, and nothing else of the disk can be read", async (t) => {
  const scene = await startScene();
  t.teardown(scene.stop);
  const page = look((await scene.page("/")).text);
  const style = page.attributes("link", "href").find((href) => href.includes("style.css")) as string;
  const { headers, text } = await ask(scene, "GET", style);
  t.match(headers["cache-control"], /immutable/);
  t.equal((await ask(scene, "GET", style, { "if-none-match": String(headers.etag) })).status, 304);
  const fonts = [...text.matchAll(/url\(([^)]+)\)/g)].map((match) => match[1] as string);
  t.ok(fonts.length > 10);
  for (const font of new Set(fonts)) t.equal((await ask(scene, "HEAD", font)).status, 200, font);
  t.match(await ask(scene, "GET", "/assets/icon.png"), {
    status: 200,
    headers: { "content-type": "image/png" },
  });
  for (const path of [
    "/assets/../package.json",
    "/assets/%2e%2e/package.json",
    "/assets/fonts/%2e%2e/package.json",
    "/assets/.env",
    "/assets/",
  ])
    t.ok([400, 404].includes((await ask(scene, "GET", path)).status), path);
});

test("health, readiness and figures are told to whom they are for", async (t) => {
  const scene = await startScene();
  t.teardown(scene.stop);
  const mill = await scene.found({ handle: "mill" });
  await scene.put(mill, { title: "Bake", closesAt: "2026-03-22T17:00:00Z" });
  t.match(await ask(scene, "GET", "/healthz"), { status: 200, text: "ok\n" });
  t.match(await ask(scene, "GET", "/readyz"), { status: 200, text: "ready\n" });
  const figures = await ask(scene, "GET", "/metrics");
  t.match(figures.text, /folkmoot_open_questions 1\n/);
  t.match(figures.text, /folkmoot_ballot_events 1\n/, "the opening");
  t.match(figures.text, /process_cpu_seconds_total/);
  const through = { "x-forwarded-for": "203.0.113.9" };
  t.equal((await ask(scene, "GET", "/metrics", through)).status, 401, "not to somebody behind a proxy");
  t.equal(
    (await ask(scene, "GET", "/metrics", { ...through, authorization: "Bearer wrong-token-of-somebody" }))
      .status,
    401,
  );
  t.equal(
    (await ask(scene, "GET", "/metrics", { ...through, authorization: "Bearer operator-token-of-tests" }))
      .status,
    200,
  );
});

test("too many pages at once are put off, and the files beside them are not counted", async (t) => {
  const scene = await startScene("2026-03-19T13:10:00Z", { RATE_LIMIT: "on" });
  t.teardown(scene.stop);
  const many = await Promise.all(Array.from({ length: 40 }, () => ask(scene, "GET", "/")));
  t.ok(many.some(({ status }) => status === 200));
  const late = many.find(({ status }) => status === 429);
  t.equal(late?.headers["retry-after"], "1");
  t.match(late?.text, /Too many requests came at once/);
  t.ok(
    (await Promise.all(Array.from({ length: 40 }, () => ask(scene, "GET", "/assets/style.css")))).every(
      ({ status }) => status === 200,
    ),
  );
});

test("while the database is gone pages say so, with when to come back and without what went wrong", {
  skip: onPostgres,
}, async (t) => {
  const scene = await startScene();
  await scene.found({ handle: "mill" });
  await (scene.moot.ctx.db as any).$client.close();
  t.teardown(() => scene.stop().catch(() => {}));
  for (const path of ["/", "/assemblies/mill", "/proposals/019ce10f-4400-7790-afbe-5a91c3a93eb6"]) {
    const { status, headers, text } = await ask(scene, "GET", path);
    t.equal(status, 503, path);
    t.equal(headers["retry-after"], "5");
    const page = look(text);
    t.match(page.text, /The database cannot be reached. Try again shortly./);
    t.notMatch(text, /select|PGlite|\.ts/);
    t.same(page.problems, []);
  }
  t.equal((await ask(scene, "GET", "/healthz")).status, 200, "the process is up");
  t.match(await ask(scene, "GET", "/readyz"), { status: 503, headers: { "retry-after": "5" } });
  t.equal((await ask(scene, "GET", "/api/docs")).status, 200);
});

test("a fault of ours is logged and shown without its trace", async (t) => {
  const scene = await startScene();
  t.teardown(scene.stop);
  const { ctx } = scene.moot;
  const { now } = ctx;
  await scene.found({ handle: "mill" });
  (ctx as { now: unknown }).now = () => {
    throw new Error("the clock fell down the stairs");
  };
  const { status, text } = await ask(scene, "GET", "/assemblies/mill");
  (ctx as { now: unknown }).now = now;
  t.equal(status, 500);
  t.match(text, /Something went wrong here. It has been noted./);
  t.notMatch(text, /stairs|\.ts/);
  t.match(scene.moot.logged.join(), /stairs/);
});
