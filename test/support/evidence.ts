import { createHash, createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { readFileSync } from "node:fs";
import { signRequest } from "@fedify/fedify/sig";
import { exportMultibaseKey } from "@fedify/vocab-runtime";
import { Temporal } from "@js-temporal/polyfill";
import { readSignature, verifySignature } from "../../src/fediverse/gate/signature.ts";
import type { About } from "../../src/ledger/evidence.ts";
import type { EvidenceOpening } from "../../src/ledger/openings.ts";
import type { StoredKey } from "../../src/store/schema/index.ts";
import { signDraft, signMessage } from "./sign.ts";
import { shapes } from "./vote-shapes.ts";

/** A request with everything that it is checked against, and its key as the server has it stored. */
export type Case = {
  readonly opening: EvidenceOpening;
  readonly about: About;
  readonly document: Buffer;
  readonly origin: string;
  readonly key: StoredKey;
};

export const at = new Date("2026-03-01T12:00:00.000Z");
export const origin = "https://moot.example";
export const actor = "https://example.org/users/ann";
export const question = `${origin}/questions/0190a1b2-0000-7000-8000-000000000001`;
const inbox = `${origin}/inbox`;
export const keyId = `${actor}#main-key`;
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const ed25519 = generateKeyPairSync("ed25519");
const edKeyId = `${actor}#ed25519-key`;
const subtleKey = (key: KeyObject) =>
  crypto.subtle.importKey(
    "pkcs8",
    new Uint8Array(key.export({ type: "pkcs8", format: "der" })),
    { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" },
    true,
    ["sign"],
  );
const spkiOf = (key: KeyObject): string => key.export({ type: "spki", format: "der" }).toString("base64");

/** The voter's document, with an RSA key and an Ed25519 one. */
export const written = {
  ...{ "@context": "https://www.w3.org/ns/activitystreams", id: actor, type: "Person" },
  publicKey: { id: keyId, owner: actor, publicKeyPem: rsa.publicKey.export({ type: "spki", format: "pem" }) },
  assertionMethod: [
    {
      ...{ id: edKeyId, type: "Multikey", controller: actor },
      publicKeyMultibase: await exportMultibaseKey(
        await crypto.subtle.importKey(
          "spki",
          new Uint8Array(ed25519.publicKey.export({ type: "spki", format: "der" })),
          { name: "Ed25519" },
          true,
          ["verify"],
        ),
      ),
    },
  ],
};
const vote = JSON.stringify(shapes.mastodon?.(actor, question, `${origin}/assemblies/coop`));
export const hashOf = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

/** A vote with the headers that it was signed with. */
export function caseOf(
  headers: Iterable<readonly [string, string]>,
  key: "rsa" | "ed25519" = "rsa",
  body = vote,
): Case {
  const document = Buffer.from(JSON.stringify(written));
  const id = key === "rsa" ? keyId : edKeyId;
  return {
    opening: {
      ...{ method: "POST", target: "/inbox", headers: [...headers], keyId: id, salt: "00" },
      ...{ body: Buffer.from(body).toString("base64"), receivedAt: at.toISOString() },
      actorDocument: hashOf(document),
    },
    about: {
      ...{ actor, question, kind: "ballot", via: "poll", position: "agree" },
      receivedAt: at.toISOString(),
    },
    ...{ document, origin },
    key: { id, algorithm: key, spki: spkiOf((key === "rsa" ? rsa : ed25519).publicKey) },
  };
}

/** One vote, signed in every way: by our own small signers, and by Fedify's. */
export async function signedCases(): Promise<Record<string, Case>> {
  const own = { keyId, privateKey: rsa.privateKey, date: at };
  const byFedify = async (spec: "rfc9421" | "draft-cavage-http-signatures-12") => {
    const headers = { "content-type": "application/activity+json", host: new URL(origin).host };
    const request = new Request(inbox, { method: "POST", body: vote, headers });
    const currentTime = Temporal.Instant.fromEpochMilliseconds(at.getTime()) as never;
    const key = await subtleKey(rsa.privateKey);
    return (await signRequest(request, key, new URL(keyId), { spec, currentTime })).headers;
  };
  const ed = { keyId: edKeyId, privateKey: ed25519.privateKey, date: at };
  return {
    draft: caseOf(Object.entries(signDraft(inbox, vote, own))),
    message: caseOf(Object.entries(signMessage(inbox, vote, own))),
    "message by Ed25519": caseOf(Object.entries(signMessage(inbox, vote, ed)), "ed25519"),
    "draft by Fedify": caseOf(await byFedify("draft-cavage-http-signatures-12")),
    "message by Fedify": caseOf(await byFedify("rfc9421")),
  };
}

const folder = new URL("../fixtures/snac/", import.meta.url);
const read = (name: string) => JSON.parse(readFileSync(new URL(`${name}.json`, folder), "utf8"));

/** A request as snac sent it, on question q1. */
export function captured(name: string, act: Partial<About>): Case {
  const { method, url, headers, rawBody, at: receivedAt } = read(name);
  const person = JSON.parse(read("actor-update").rawBody).object;
  const document = Buffer.from(JSON.stringify(person));
  const id = person.publicKey.id;
  return {
    opening: {
      ...{ method, target: url, headers, receivedAt, keyId: id, salt: "00" },
      ...{ body: Buffer.from(rawBody).toString("base64"), actorDocument: hashOf(document) },
    },
    about: {
      ...{ actor: person.id, question: "http://localhost:4000/questions/q1", kind: "ballot", via: "words" },
      ...{ position: "agree", receivedAt },
      ...act,
    },
    ...{ document, origin: "http://localhost:4000" },
    key: { id, algorithm: "rsa", spki: spkiOf(createPublicKey(person.publicKey.publicKeyPem)) },
  };
}

/** What the server's gate and Fedify say to the same request. */
export async function oracle({ opening, about, origin: ours, key }: Case): Promise<boolean> {
  const { method, target, headers } = opening;
  const inbound = {
    ...{ method, target, headers, address: "127.0.0.1" },
    ...{ body: Buffer.from(opening.body, "base64"), receivedAt: new Date(opening.receivedAt) },
  };
  const signature = readSignature(inbound);
  if (!signature || new URL(signature.keyId).href !== key.id) return false;
  return verifySignature(ours, inbound, about.actor, key);
}
