import { generateKeyPairSync, sign as signWith } from "node:crypto";
import { test } from "tap";
import { cosign, cosignedAt, isSigned, readCheckpoint, signCheckpoint } from "../../src/ledger/checkpoint.ts";
import { sha256, verifyEd25519 } from "../../src/ledger/node-crypto.ts";
import { fromBase64, keyId, readNote, signaturesBy, writeNote } from "../../src/ledger/note.ts";

function makeKey() {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const { x = "" } = publicKey.export({ format: "jwk" });
  return {
    publicKey: new Uint8Array(Buffer.from(x, "base64url")),
    sign: (message: Uint8Array) => new Uint8Array(signWith(null, message, privateKey)),
  };
}
const checkpoint = { origin: "moot.example/assemblies/coop", size: 20852163, root: sha256() };

test("a note that others signed is read and verified", async (t) => {
  // the example of the documentation of Go's package sumdb/note
  const written =
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
  const key = fromBase64("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")?.slice(1) as Uint8Array;
  const note = readNote(written);
  if (!note) return t.fail("not read");
  const id = keyId(sha256, "PeterNeumann", key, "signature");
  t.equal(Buffer.from(id).toString("hex"), "c74f20a3");
  const [line] = signaturesBy(note, "PeterNeumann", id);
  t.equal(await verifyEd25519(key, Buffer.from(note.text), line?.bytes as Uint8Array), true);
  t.equal(writeNote(note), written, "it is written as it was read");
});

test("a checkpoint is signed, read, and known as its own ledger's", async (t) => {
  const own = makeKey();
  const written = await signCheckpoint(sha256, checkpoint, own.publicKey, own.sign);
  t.match(
    written,
    /^moot\.example\/assemblies\/coop\n20852163\n47DEQpj8HBSa\+\/TImW\+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n— /,
  );
  t.same(readCheckpoint(written)?.size, 20852163);
  t.equal(await isSigned(sha256, verifyEd25519, written, own.publicKey), true);
  t.equal(await isSigned(sha256, verifyEd25519, written, makeKey().publicKey), false, "another's key");
  for (const change of [/20852163/, /coop\n2/, /47DEQ/])
    t.equal(
      await isSigned(
        sha256,
        verifyEd25519,
        written.replace(change, (found) => found.replace(/[2c4]/, "9")),
        own.publicKey,
      ),
      false,
      `changed at ${change}`,
    );
});

test("what is no checkpoint is not read as one", async (t) => {
  const own = makeKey();
  const good = await signCheckpoint(sha256, checkpoint, own.publicKey, own.sign);
  const bad = [
    "",
    "\n",
    good.slice(0, -1),
    good.replace("20852163", "020852163"),
    good.replace("20852163", "-1"),
    good.replace("20852163", "1e3"),
    good.replace("20852163", "99999999999999999"),
    good.replace("47DEQ", "47DE"),
    good.replace("moot.example/assemblies/coop\n", "\n"),
    good.replace("— ", "- "),
    good.replace(/— .*\n/, ""),
    good.replace("\n\n", "\n\n\n"),
    good.replace(/=\n$/, "\n"),
  ];
  for (const one of bad) t.equal(readCheckpoint(one), null, JSON.stringify(one));
  t.same(readCheckpoint(good.replace("\n\n", "\nmore\n\n"))?.size, 20852163, "more lines are let be");
});

test("witnesses sign below, each with the time; what they did not sign is not taken for theirs", async (t) => {
  const [own, witness, other] = [makeKey(), makeKey(), makeKey()];
  const by = { name: "elsewhere.example/assemblies/union", ...witness };
  const signed = await signCheckpoint(sha256, checkpoint, own.publicKey, own.sign);
  const both = await cosign(sha256, signed, by, 1_790_000_000);
  t.equal(
    await isSigned(sha256, verifyEd25519, both, own.publicKey),
    true,
    "the ledger's own signature stays",
  );
  t.equal(await cosignedAt(sha256, verifyEd25519, both, by), 1_790_000_000);
  t.equal(await cosignedAt(sha256, verifyEd25519, signed, by), null, "not yet signed");
  t.equal(await cosignedAt(sha256, verifyEd25519, both, { name: by.name, publicKey: other.publicKey }), null);
  const forged = await cosign(sha256, signed, { ...by, sign: other.sign }, 1_790_000_000);
  t.equal(
    await cosignedAt(sha256, verifyEd25519, forged, by),
    null,
    "another's signature under the witness's name",
  );
});
