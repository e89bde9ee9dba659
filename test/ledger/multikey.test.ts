import { exportMultibaseKey } from "@fedify/vocab-runtime";
import fc from "fast-check";
import { test } from "tap";
import { readMultikey } from "../../src/ledger/multikey.ts";

test("an assembly's key is read out of its actor document", async (t) => {
  for (let n = 0; n < 20; n++) {
    const { publicKey } = await crypto.subtle.generateKey({ name: "Ed25519" }, true, ["sign", "verify"]);
    const raw = Buffer.from(await crypto.subtle.exportKey("raw", publicKey));
    t.same(Buffer.from(readMultikey(await exportMultibaseKey(publicKey)) ?? []), raw);
  }
});

test("what is no Ed25519 key is read as none", async (t) => {
  const rsa = { name: "RSASSA-PKCS1-v1_5", modulusLength: 2048, hash: "SHA-256" };
  const { publicKey } = await crypto.subtle.generateKey(
    { ...rsa, publicExponent: Uint8Array.of(1, 0, 1) },
    true,
    ["sign", "verify"],
  );
  const key = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2";
  t.equal(readMultikey(key)?.length, 32);
  const others = [await exportMultibaseKey(publicKey), "", "z", key.slice(1), `u${key.slice(1)}`];
  for (const text of [...others, `${key}2`, key.slice(0, -1), key.replace("V", "0"), `z${"1".repeat(1e6)}`])
    t.equal(readMultikey(text), null, text.slice(0, 60));
  fc.assert(fc.property(fc.string(), (text) => readMultikey(text) === null));
});
