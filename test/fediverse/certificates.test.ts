import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import tls from "node:tls";
import { test } from "tap";
import { makeAgent } from "../../src/fediverse/http.ts";
import { isUnfetched, makeLoader } from "../../src/fediverse/loader.ts";
import { startMoot } from "../support/moot.ts";

// a certificate authority of the tests' own, one certificate that holds until 2126 and one that held until 2021
const pem = (name: string): string =>
  readFileSync(new URL(`../fixtures/tls/${name}`, import.meta.url), "utf8");
tls.setDefaultCACertificates([...tls.getCACertificates("default"), pem("ca.pem")]);
const moot = await startMoot({ idle: true });
const accept = "activity" as const;

/** A server over TLS; answers what `/away` redirects to by a Location header, and a document elsewhere. */
async function serve(certificate: string, away = "") {
  const server = createServer({ key: pem("leaf.key"), cert: pem(certificate) }, (request, response) => {
    if (request.url === "/away") return response.writeHead(302, { location: away }).end();
    response.writeHead(200, { "content-type": "application/activity+json" }).end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `https://localhost:${(server.address() as { port: number }).port}`;
  const agent = makeAgent(true);
  const load = makeLoader(moot.ctx, agent, moot.room.keysOf);
  const stop = async () => {
    await agent.close();
    server.closeAllConnections();
    server.close();
  };
  return { origin, load, stop };
}

test("a server is believed with a certificate that holds, and not with one that has expired", async (t) => {
  const good = await serve("good.pem");
  t.notOk(isUnfetched(await good.load(`${good.origin}/x`, { accept })));
  await good.stop();
  const old = await serve("expired.pem");
  t.match(await old.load(`${old.origin}/x`, { accept }), { failed: /CERT_HAS_EXPIRED/ });
  await old.stop();
});

test("a redirect from https to plain http is not followed", async (t) => {
  const server = await serve("good.pem", "http://localhost:1/x");
  t.match(await server.load(`${server.origin}/away`, { accept }), { failed: "redirect to plain http" });
  await server.stop();
});

test("nothing went wrong inside", async (t) => {
  t.same(moot.logged, []);
  await moot.stop();
});
