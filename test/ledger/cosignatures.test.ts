import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportMultibaseKey } from "@fedify/vocab-runtime";
import { test } from "tap";
import { sayWitnesses, verifyWitnesses } from "../../src/cli/verify-witnesses.ts";
import { cosign, signCheckpoint } from "../../src/ledger/checkpoint.ts";
import { checkCosignatures, namesUnder } from "../../src/ledger/cosignatures.ts";
import { sha256, verifyEd25519 } from "../../src/ledger/node-crypto.ts";

const means = { sha256, verify: verifyEd25519 };
const origin = "moot.example/assemblies/coop";
const at = 1_790_000_000;

async function makeKey() {
  const { publicKey, privateKey } = await crypto.subtle.generateKey({ name: "Ed25519" }, true, [
    "sign",
    "verify",
  ]);
  return {
    publicKey: new Uint8Array(await crypto.subtle.exportKey("raw", publicKey)),
    multibase: await exportMultibaseKey(publicKey),
    sign: async (bytes: Uint8Array) =>
      new Uint8Array(await crypto.subtle.sign("Ed25519", privateKey, new Uint8Array(bytes))),
  };
}
const [own, union, mill] = [await makeKey(), await makeKey(), await makeKey()];
const headOf = (size: number, filled = size) =>
  signCheckpoint(sha256, { origin, size, root: new Uint8Array(32).fill(filled) }, own.publicKey, own.sign);
const fileOf = (...notes: string[]) => notes.map((note) => `${JSON.stringify(note)}\n`).join("");
const known = new Map([
  ["union.example/assemblies/union", union],
  ["mill.example/assemblies/mill", mill],
]);
const [unionName, millName] = [...known.keys()] as [string, string];
const keyOf = async (name: string) => known.get(name)?.publicKey;
const check = (newest: string, heads = "") => checkCosignatures(means, namesUnder(newest, heads), keyOf);

test("each witness is told with the newest head that it co-signed, and when", async (t) => {
  const older = await cosign(sha256, await headOf(3), { name: unionName, ...union }, at);
  const both = await cosign(sha256, await headOf(5), { name: unionName, ...union }, at + 60);
  const newest = await cosign(sha256, both, { name: millName, ...mill }, at + 70);
  const heads = fileOf(older, newest);
  t.same((await check(newest, heads)).witnesses, [
    { name: unionName, size: 5, at: at + 60 },
    { name: millName, size: 5, at: at + 70 },
  ]);
  t.same(
    (await check(await headOf(6), heads)).witnesses.map(({ size }) => size),
    [5, 5],
    "a head that they have not seen yet changes nothing",
  );
  t.same(await check(await headOf(6)), { witnesses: [], forged: [], unasked: [] });
});

test("what a witness did not sign counts for nothing, and is told apart from whom nobody can ask", async (t) => {
  const head = await headOf(5);
  const byAnother = await cosign(sha256, head, { ...mill, name: unionName }, at);
  t.same((await check(byAnother)).forged, [unionName], "another key");
  const [lines = ""] = (await cosign(sha256, await headOf(4), { name: unionName, ...union }, at))
    .split("\n")
    .slice(-2);
  t.same((await check(`${head}${lines}\n`)).forged, [unionName], "a signature of another head");
  const pretending = { ...union, publicKey: union.publicKey, name: unionName, sign: mill.sign };
  t.same((await check(await cosign(sha256, head, pretending, at))).forged, [unionName], "its key's id alone");
  const far = await cosign(sha256, head, { name: "far.example/assemblies/far", ...mill }, at);
  t.same(await check(far), { witnesses: [], forged: [], unasked: ["far.example/assemblies/far"] });
  const never = await cosign(sha256, head, { name: unionName, ...union }, Number.MAX_SAFE_INTEGER);
  t.same((await check(never)).forged, [unionName], "a time that no calendar has");
  t.same(sayWitnesses(await check(never)).length, 2);
});

test("a head of another ledger, or one that another of its size replaced, brings no witness", async (t) => {
  const newest = await headOf(6);
  const other = await cosign(sha256, await headOf(5, 9), { name: unionName, ...union }, at);
  const none = { witnesses: [], forged: [], unasked: [] };
  t.same(await check(newest, fileOf(other, await headOf(5))), none);
  const bigger = await cosign(sha256, await headOf(7), { name: unionName, ...union }, at);
  t.same(await check(newest, fileOf(bigger)), none);
  t.same(await check(await cosign(sha256, newest, { ...own, name: origin }, at)), none, "its own name");
  const odd = await cosign(sha256, newest, { ...union, name: "\u001b[2Junion.example" }, at);
  t.same(await check(odd), none, "what would command a terminal");
});

test("no more than twenty are asked for their keys", async (t) => {
  let head = await headOf(5);
  for (let number = 0; number < 25; number++)
    head = await cosign(sha256, head, { ...union, name: `w${number}.example/assemblies/w` }, at);
  const asked: string[] = [];
  const found = await checkCosignatures(means, namesUnder(head, ""), async (name) => {
    asked.push(name);
    return union.publicKey;
  });
  t.equal(asked.length, 20);
  t.equal(found.witnesses.length, 20);
  t.equal(found.unasked.length, 5);
});

test("a witness's key is asked of its own address, of nothing that leads elsewhere, and no longer than it may take", async (t) => {
  const server = createServer(({ url = "" }, response) => {
    const here = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const actor = (name: string) => ({
      id: `http://${here}/${name}`,
      assertionMethod: [{ publicKeyMultibase: union.multibase }],
    });
    if (url === "/union") response.end(JSON.stringify(actor("union")));
    else if (url === "/alias") response.end(JSON.stringify(actor("union")));
    else if (url === "/keyless") response.end(JSON.stringify({ id: `http://${here}/keyless` }));
    else if (url === "/leads") response.writeHead(302, { location: "/union" }).end();
    else if (url === "/busy") response.writeHead(503).end();
    else if (url === "/odd") response.end("[");
    else if (url === "/endless") response.end("1".repeat(1_000_001));
    else if (url !== "/silent") response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const here = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const paths = ["union", "alias", "keyless", "leads", "busy", "odd", "endless", "silent", "gone"];
  let head = await headOf(5);
  for (const path of paths) head = await cosign(sha256, head, { ...union, name: `${here}/${path}` }, at);
  head = await cosign(sha256, head, { ...union, name: `somebody@${here}/union` }, at);
  const { witnesses, forged, unasked } = await verifyWitnesses("http:", head, "");
  t.same(witnesses, [{ name: `${here}/union`, size: 5, at }]);
  t.same(forged, [`${here}/alias`, `${here}/keyless`, `${here}/gone`, `somebody@${here}/union`]);
  t.same(
    unasked,
    ["leads", "busy", "odd", "endless", "silent"].map((path) => `${here}/${path}`),
  );
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
