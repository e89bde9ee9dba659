import { connect } from "node:net";
import { test } from "tap";
import { post } from "../support/post.ts";
import { signDraft } from "../support/sign.ts";
import { begin } from "../support/story.ts";

const story = await begin();
const { moot, peer } = story;
const [ann] = (await story.admit("ann")) as [ReturnType<typeof peer.account>];
const { question, id } = await story.ask();
await story.settled();
const inbox = `${moot.origin}/inbox`;
const fetched = peer.gets.length;

test("the inbox answers bad input as the catalogue says, and keeps nothing of it", async (t) => {
  const context = "https://www.w3.org/ns/activitystreams";
  const like = {
    "@context": context,
    id: `${ann.id}/likes/1`,
    type: "Like",
    actor: ann.id,
    object: question,
  };
  const json = (more: object): string => JSON.stringify({ ...like, ...more });
  const nested = (depth: number): string => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;
  const cases: [string, string | Buffer, number][] = [
    ["an empty body", "", 400],
    ["truncated JSON", '{"id":', 400],
    ["null", "null", 400],
    ["an array", "[]", 400],
    ["a number", "7", 400],
    ["an address alone", '"https://evil.example/x"', 400],
    ["33 levels", json({ deep: JSON.parse(nested(32)) }), 400],
    ["a duplicate key", `{"actor":"${ann.id}","actor":"${ann.id}/2","id":"${ann.id}/x","type":"Like"}`, 400],
    [
      "a duplicate key spelt with an escape",
      `{"actor":"${ann.id}","\\u0061ctor":"x","id":"${ann.id}/x"}`,
      400,
    ],
    [
      "invalid UTF-8",
      Buffer.concat([Buffer.from('{"id":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]),
      400,
    ],
    ["a byte order mark", Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(json({}))]), 400],
    ["no actor", json({ actor: undefined }), 400],
    ["two actors", json({ actor: [ann.id, `${peer.origin}/users/bob`] }), 400],
    ["an actor that is an object", json({ actor: { id: ann.id } }), 400],
    ["an id on another origin", json({ id: "https://other.example/1" }), 400],
    ["no id", json({ id: undefined, type: "Follow", object: story.assembly }), 400],
    ["NUL in a string", json({ content: "a\u0000b" }), 400],
    ["a lone surrogate", json({ content: "x" }).replace('"x"', '"\\ud800"'), 400],
    ["@id", json({ "@id": "https://evil.example/" }), 400],
    ["@graph", json({ "@graph": [] }), 400],
    ["@reverse", json({ "@reverse": {} }), 400],
    ["@included deep inside", json({ object: { a: [{ "@included": [] }] } }), 400],
    ["a context that aliases id", json({ "@context": [context, { me: "@id" }] }), 400],
    [
      "a context that aliases actor",
      json({ "@context": [context, { by: { "@id": "as:actor", "@type": "@id" } }] }),
      400,
    ],
    [
      "a context that turns actor round",
      json({ "@context": [context, { actor: "as:object", object: "as:actor" }] }),
      400,
    ],
    ["a term spelt out", json({ "as:actor": "https://evil.example/" }), 400],
    ["2,001 objects", json({ many: Array.from({ length: 2001 }, () => ({})) }), 400],
    ["257 KiB", json({ content: "x".repeat(257 * 1024) }), 413],
  ];
  for (const [name, body, expected] of cases) {
    t.equal(await ann.send(inbox, body as string), expected, name);
  }
  t.equal(
    await ann.send(inbox, json({ type: "Whatever" })),
    202,
    "an unknown type is acknowledged and does nothing",
  );
  t.equal(
    await ann.send(inbox, json({ id: `${ann.id}/2`, published: "9999-99-99", endTime: "soon" })),
    202,
    "odd times are not read",
  );
  const proto = `{"__proto__":{"x":1},${json({ id: `${ann.id}/3` }).slice(1)}`;
  t.equal(await ann.send(inbox, proto), 202, "__proto__ is ignored");
});

test("headers that cannot be believed are refused before anything is fetched", async (t) => {
  const body = JSON.stringify({ id: `${ann.id}/x`, type: "Like", actor: ann.id });
  const sign = (keyId = `${ann.id}#main-key`) =>
    signDraft(inbox, body, { keyId, privateKey: ann.privateKey });
  const send = (change: (headers: Record<string, string>) => void, keyId?: string) => {
    const headers = sign(keyId);
    change(headers);
    return post(inbox, body, headers);
  };
  t.equal(
    await send((headers) => {
      headers["content-type"] = "text/html";
    }),
    415,
    "text/html",
  );
  t.equal(
    await send((headers) => {
      headers["content-encoding"] = "gzip";
    }),
    415,
    "any content encoding",
  );
  t.equal(
    await send((headers) => {
      delete headers.signature;
    }),
    401,
    "unsigned",
  );
  t.equal(
    await send((headers) => {
      headers.date = "garbage";
    }),
    401,
    "a date that is none",
  );
  t.equal(
    await send((headers) => {
      headers.signature = headers.signature!.replace(/signature="[^"]*"/, 'signature="%%%"');
    }),
    401,
    "bad base64",
  );
  t.equal(await send(() => {}, "javascript:alert(1)"), 401, "a key id that is no address");
  t.equal(await send(() => {}, "https://elsewhere.example/key"), 401, "a key on another host than the actor");
  t.equal(
    await send((headers) => {
      delete headers.digest;
    }),
    401,
    "no digest",
  );
  t.equal(
    await send((headers) => {
      headers.digest = "MD5=1B2M2Y8AsgTpgAmY7PhCfg==";
    }),
    401,
    "MD5 alone",
  );
  t.equal((await moot.get("/inbox")).status, 405, "the inbox is not read");
  t.equal((await moot.get("/assemblies/coop/inbox")).status, 405, "nor an assembly's own");
  t.equal(peer.gets.length, fetched, "nothing was fetched");
});

test("a request with both a length and chunks is refused", async (t) => {
  const { hostname, port } = new URL(moot.origin);
  const answer = await new Promise<string>((resolve) => {
    let said = "";
    const socket = connect(Number(port), hostname === "localhost" ? "127.0.0.1" : hostname, () => {
      socket.write(
        "POST /inbox HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      );
    });
    socket.on("data", (chunk) => {
      said += chunk;
    });
    socket.on("close", () => resolve(said));
  });
  t.match(answer, /^HTTP\/1\.1 400/);
});

test("nothing of all this was stored, and nothing went wrong inside", async (t) => {
  t.same(await story.events(), [{ kind: "open", position: null, code: null, via: null }]);
  t.equal(await story.count("pending_request"), 0);
  t.equal(await story.count("reply"), 0);
  t.same(await story.ballots(id), []);
  t.same(moot.logged, []);
});

test("the server goes down", async () => story.stop());
