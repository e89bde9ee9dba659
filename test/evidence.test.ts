import fastify from "fastify";
import { test } from "tap";
import { apiEvidence, formEvidence, keepJson } from "../src/evidence.ts";
import { loadActor } from "../src/store/actors.ts";
import { begin } from "./support/story.ts";

test("an act by form or API is kept with what proves it, and with no secret", async (t) => {
  const story = await begin({}, { idle: true });
  t.teardown(story.stop);
  const [ann] = await story.admit("ann");
  const { db } = story.moot.ctx;
  const actorId = ann?.id ?? "";
  const at = new Date("2026-03-10T08:00:00Z");
  const app = fastify();
  t.teardown(() => app.close());
  const json = app.getDefaultJsonParser("error", "error");
  app.addContentTypeParser("application/json", { parseAs: "string" }, (request, body, done) => {
    keepJson(request, body as string);
    return json(request, body as string, done);
  });
  app.addContentTypeParser("text/fields", { parseAs: "string" }, (_request, _body, done) =>
    done(null, { _csrf: "form-secret", position: "agree", reason: "a & b", source: ["x", "y"] }),
  );
  app.addHook("onRequest", async (request) => {
    request.receivedAt = at;
  });
  const found: Record<string, Awaited<ReturnType<typeof formEvidence>>> = {};
  app.post("/form", async (request) => {
    found.form = await formEvidence(db, request, { actorId, sessionId: "one" });
  });
  app.post("/json", async (request) => {
    found.json = await apiEvidence(db, request, { actorId, tokenId: "two" });
  });
  const headers = { host: "moot.example", cookie: "session=secret", "x-csrf-token": "secret" };
  const form = { ...headers, "content-type": "text/fields", origin: "https://moot.example" };
  await app.inject({ method: "POST", url: "/form?lang=de", headers: form, payload: "x" });
  const call = { ...headers, "content-type": "application/json", authorization: "Bearer secret" };
  const body = '{ "position":"agree",  "kept": 1 }';
  await app.inject({ method: "POST", url: "/json", headers: call, payload: body });
  const actorDocument = (await loadActor(db, actorId))?.documentHash;
  t.same(found.form, {
    method: "POST",
    target: "/form?lang=de",
    headers: [
      ["host", "moot.example"],
      ["origin", "https://moot.example"],
      ["content-type", "text/fields"],
    ],
    body: Buffer.from("position=agree&reason=a+%26+b&source=x&source=y"),
    receivedAt: at,
    actorDocument,
    keyId: "session:one",
  });
  t.match(found.json, { keyId: "token:two", body: Buffer.from(body), actorDocument });
  t.notMatch(JSON.stringify(found), /secret/);
});
