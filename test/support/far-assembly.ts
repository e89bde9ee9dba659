import { exportMultibaseKey } from "@fedify/vocab-runtime";
import { ledgerName, signCheckpoint } from "../../src/ledger/checkpoint.ts";
import { leafHash } from "../../src/ledger/hash.ts";
import { sha256 } from "../../src/ledger/node-crypto.ts";
import { join, writeNote } from "../../src/ledger/note.ts";
import { rootOver } from "../../src/ledger/ranges.ts";
import { tilePath, tileWidth } from "../../src/ledger/tiles.ts";
import type { Account } from "./account.ts";
import type { Peer } from "./peer.ts";

/** An Ed25519 key that signs ledgers. */
export type LedgerKey = Awaited<ReturnType<typeof makeKey>>;

/** Makes one. */
export async function makeKey() {
  const pair = await crypto.subtle.generateKey({ name: "Ed25519" }, true, ["sign", "verify"]);
  return {
    publicKey: new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey)),
    multibase: await exportMultibaseKey(pair.publicKey),
    sign: async (bytes: Uint8Array) =>
      new Uint8Array(await crypto.subtle.sign("Ed25519", pair.privateKey, new Uint8Array(bytes))),
  };
}

/** An assembly at a peer: a group with a ledger of its own, of leaves that say nothing. */
export type FarAssembly = Account & {
  readonly ledger: string;
  readonly key: LedgerKey;
  /** A head over leaves, signed; none of them: over nothing. */
  head(leaves: readonly string[]): Promise<string>;
  /** Serves the tiles of hashes of a ledger. */
  serve(leaves: readonly string[]): void;
  /** Says something about a head to an assembly, as it stands there at a time. */
  tell(assembly: string, says: { state: string; note: string; date: Date }): Promise<number>;
};

/** Founds one at a peer; `more` stands in its document. */
export function farAssembly(
  peer: Peer,
  name: string,
  key: LedgerKey,
  more: Record<string, unknown> = {},
): FarAssembly {
  const id = `${peer.origin}/users/${name}`;
  const method = { id: `${id}#ledger`, type: "Multikey", controller: id, publicKeyMultibase: key.multibase };
  const context = ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"];
  const account = peer.account(name, {
    ...{ type: "Group", assertionMethod: [method] },
    "@context": [...context, "https://w3id.org/security/multikey/v1"],
    ...more,
  });
  const hashesOf = (leaves: readonly string[]) => leaves.map((leaf) => leafHash(sha256, Buffer.from(leaf)));
  const ledger = ledgerName(id);
  return {
    ...account,
    ...{ ledger, key },
    head: (leaves) => {
      const root = leaves.length === 0 ? sha256() : rootOver(sha256, hashesOf(leaves));
      return signCheckpoint(sha256, { origin: ledger, size: leaves.length, root }, key.publicKey, key.sign);
    },
    serve: (leaves) => {
      let hashes = hashesOf(leaves);
      for (let level = 0; hashes.length > 0; level++) {
        const tiles = Array.from({ length: Math.ceil(hashes.length / tileWidth) }, (_, index) =>
          hashes.slice(index * tileWidth, (index + 1) * tileWidth),
        );
        tiles.forEach((tile, index) => {
          const path = tilePath({ level, index, width: tile.length });
          const file = { type: "application/octet-stream", body: join(...tile) };
          peer.documents.set(`/users/${name}/ledger/${path}`, file);
        });
        const full = tiles.filter((tile) => tile.length === tileWidth);
        hashes = full.map((tile) => rootOver(sha256, tile));
      }
    },
    tell: (assembly, says) => tellOf(account, assembly, says),
  };
}

let said = 0;
/** Somebody says something about a head to an assembly, as a Folkmoot server would. */
export function tellOf(
  from: Account,
  assembly: string,
  { state, note, date }: { readonly state: string; readonly note: string; readonly date: Date },
): Promise<number> {
  const object = {
    ...{ id: `${from.id}/notes/${++said}`, type: "Note", attributedTo: from.id, to: [assembly] },
    ...{ content: "<p>A head.</p>", "moot:checkpoint": note, "moot:witnessing": state },
  };
  const create = {
    ...{ "@context": "https://www.w3.org/ns/activitystreams", id: `${object.id}#create`, type: "Create" },
    ...{ actor: from.id, to: [assembly], object },
  };
  return from.send(`${assembly}/inbox`, create, { date });
}

/** A head that nobody signed, over nothing: what it says is looked at by nobody who drops it. */
export const unsignedHead = (origin: string): string =>
  writeNote({
    text: `${origin}\n0\n${Buffer.alloc(32).toString("base64")}\n`,
    signatures: [{ name: origin, id: new Uint8Array(4), bytes: new Uint8Array(64) }],
  });
