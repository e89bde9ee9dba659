import { createHash } from "node:crypto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { signHead } from "../../actions/sign-head.ts";
import { refuse } from "../../domain/refusal.ts";
import { join } from "../../ledger/note.ts";
import { readTilePath, tileWidth, widthOf, writeEntries } from "../../ledger/tiles.ts";
import type { Assembly } from "../../store/assemblies.ts";
import { listLeaves } from "../../store/ledger.ts";
import { listBeside, loadPublicDocument } from "../../store/ledger-beside.ts";
import { listTexts } from "../../store/ledger-texts.ts";
import { type Head, hashesOf, listHeads } from "../../store/ledger-tree.ts";
import { refusalPage } from "../errors.ts";
import { findAssembly } from "../find.ts";
import { chooseTongue } from "../language.ts";
import type { Web } from "../views.ts";

type Params = { Params: { handle: string; "*": string } };
type Paged = { Querystring: { before?: string } };

/** How many heads are in one answer: smaller ones are behind the link that it names. */
const headsPerPage = 1000;

/** Anybody's program may read it, on whatever page it runs: it is for mirrors and for recounts. */
const open = { "access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin" };

/**
 * The files of an assembly's ledger, as the C2SP's logs have them: `checkpoint`, the newest signed head; tiles of
 * hashes and of entries, which never change; and besides, the `heads` that were signed, a line each as JSON, a thousand
 * at a time with a link to those before, and what opens the entries of a tile (`beside/N`), and the actor documents that it names (`documents/HASH`).
 */
export function ledgerRoutes(app: FastifyInstance, web: Web): void {
  const { ctx } = web;

  app.get<Params>("/assemblies/:handle/ledger/checkpoint", (request, reply) =>
    of(request, reply, async (assembly) => {
      const { note } = await signHead(ctx, assembly);
      return reply
        .headers({ ...open, "cache-control": "no-cache" })
        .type("text/plain; charset=utf-8")
        .send(note);
    }),
  );

  app.get<Params & Paged>("/assemblies/:handle/ledger/heads", (request, reply) =>
    of(request, reply, async (assembly) => {
      const { before } = request.query;
      if (before !== undefined && !/^[1-9]\d{0,14}$/.test(String(before))) return null;
      const found = await listHeads(ctx.db, assembly.id, headsPerPage + 1, before ? Number(before) : null);
      const page = found.slice(-headsPerPage);
      const next = found.length > headsPerPage ? `<heads?before=${page[0]?.size}>; rel="next"` : null;
      const lines = page.map(({ note }) => `${JSON.stringify(note)}\n`).join("");
      const etag = `"${createHash("sha256").update(lines).digest("base64url")}"`;
      const headers = { ...open, "cache-control": "no-cache", etag, ...(next ? { link: next } : {}) };
      reply.headers({ ...headers, "access-control-expose-headers": "link, etag" });
      if (request.headers["if-none-match"]?.replace(/^W\//, "") === etag) return reply.code(304).send();
      return reply.type("application/jsonl; charset=utf-8").send(lines);
    }),
  );

  app.get<Params>("/assemblies/:handle/ledger/tile/*", (request, reply) =>
    of(request, reply, async (assembly) => {
      const tile = readTilePath(`tile/${request.params["*"]}`);
      const head = await signHead(ctx, assembly);
      if (!tile || tile.width > widthOf(tile, head.size)) return null;
      const { level, index, width } = tile;
      const bytes =
        level === "entries"
          ? writeEntries(await leaves(assembly, index, width))
          : join(...(await hashes(head, level, index * tileWidth, width)));
      // also a tile that is not full never changes: a wider one has another address
      const headers = { ...open, "cache-control": "public, max-age=31536000, immutable" };
      return reply.headers(headers).type("application/octet-stream").send(Buffer.from(bytes));
    }),
  );

  app.get<Params>("/assemblies/:handle/ledger/beside/*", (request, reply) =>
    of(request, reply, async (assembly) => {
      const tile = readTilePath(`tile/entries/${request.params["*"]}`);
      const { size } = await signHead(ctx, assembly);
      if (!tile || tile.width > widthOf(tile, size)) return null;
      const rows = await listBeside(ctx.db, assembly.id, tile.index * tileWidth, tile.width, asked());
      const texts = await listTexts(ctx.db, assembly.id, tile.index * tileWidth, tile.width);
      const all = [...rows, ...texts].sort((one, other) => one.seq - other.seq);
      const lines = all.map((row) => `${JSON.stringify(row)}\n`).join("");
      return reply
        .headers({ ...open, "cache-control": "no-cache" })
        .type("application/jsonl; charset=utf-8")
        .send(lines);
    }),
  );

  app.get<Params>("/assemblies/:handle/ledger/documents/*", (request, reply) =>
    of(request, reply, async (assembly) => {
      const hash = request.params["*"];
      if (!/^[0-9a-f]{64}$/.test(hash)) return null;
      const document = await loadPublicDocument(ctx.db, assembly.id, hash, asked());
      if (!document) return null;
      const headers = { ...open, "cache-control": "public, max-age=31536000, immutable" };
      // what somebody else's server wrote is read by programs, and shown as nothing
      return reply.headers(headers).type("application/octet-stream").send(document);
    }),
  );

  const asked = () => ({ origin: ctx.env.origin, now: ctx.now() });
  const hashes = async (head: Head, level: number, from: number, width: number): Promise<Uint8Array[]> =>
    (await hashesOf(ctx.db, head, [{ level, from, to: from + width }])).flat();

  const leaves = async ({ id }: Assembly, index: number, width: number): Promise<Uint8Array[]> =>
    (await listLeaves(ctx.db, id, index * tileWidth, width)).map(({ leaf }) => Buffer.from(leaf));

  /** Answers about an assembly that the public may see; `null`: there is no such file. */
  async function of(
    request: FastifyRequest<Params>,
    reply: FastifyReply,
    answer: (assembly: Assembly) => Promise<FastifyReply | null>,
  ): Promise<FastifyReply> {
    const assembly = await findAssembly(ctx.db, request.params.handle);
    const tongue = chooseTongue(ctx.phrases, request, assembly?.language);
    if (!assembly) return refusalPage(reply, web, tongue, refuse("no-assembly"));
    await answer(assembly);
    // whoever waits for a reply gets nothing once it is sent: that it is says whether there was such a file
    return reply.sent ? reply : refusalPage(reply, web, tongue, refuse("not-found"));
  }
}
