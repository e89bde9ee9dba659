import { createReadStream, createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { exportServer } from "../actions/export-server.ts";
import type { Context } from "../context.ts";
import { sealFrames } from "../sealed-frames.ts";
import { operator, operatorOnly } from "./auth.ts";
import { refused } from "./problem.ts";

/** The server as a whole, for its operator alone, and encrypted. */
export const exportRoutes =
  (ctx: Context): FastifyPluginAsyncZod =>
  async (app) => {
    app.post(
      "/export",
      {
        onRequest: operatorOnly(ctx),
        // a large server takes longer to write down than an answer usually may
        handlerTimeout: 3_600_000,
        schema: {
          summary: "All that is not public, encrypted, for `folkmoot export --keys`",
          description:
            "16 bytes of salt, then frames (AES-256-GCM, ADR 16). The key is used once and not kept.",
          ...{ tags: ["server"], security: operator },
          body: z.object({ key: z.string().regex(/^[A-Za-z0-9+/]{43}=$/, "32 bytes in Base64") }),
          response: { ...refused },
        },
      },
      async (request, reply) => {
        const key = Buffer.from(request.body.key, "base64");
        // written to a file first: who reads slowly must not hold the database's snapshot
        const folder = mkdtempSync(join(tmpdir(), "folkmoot-export-"));
        const forget = () => rmSync(folder, { recursive: true, force: true });
        const file = join(folder, "sealed");
        try {
          await exportServer(ctx, (lines) =>
            pipeline(
              Readable.from(lines),
              createGzip(),
              (packed: AsyncIterable<Uint8Array>) => sealFrames(key, packed),
              createWriteStream(file, { mode: 0o600 }),
            ),
          );
        } catch (error) {
          forget();
          throw error;
        }
        const stream = createReadStream(file);
        stream.once("close", forget);
        return reply.type("application/octet-stream").send(stream as never);
      },
    );
  };
