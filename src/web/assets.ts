import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import staticFiles from "@fastify/static";
import type { FastifyInstance } from "fastify";

/** What pages name of the files beside them; addresses change with the content, so that they can be kept. */
export type Assets = {
  readonly style: string;
  /** The fonts that every page needs, if only for its addresses and blanks; they are loaded at once. */
  readonly fonts: readonly string[];
};

const folder = new URL("../../assets/", import.meta.url);
const packages = [
  { name: "literata", family: "Literata", sheets: ["opsz.css", "opsz-italic.css"] },
  { name: "source-sans-3", family: "Source Sans 3", sheets: ["wght.css"] },
] as const;

const placeOf = (name: string): URL =>
  new URL("./", import.meta.resolve(`@fontsource-variable/${name}/package.json`));

/** The faces of a font as its package describes them, a file for each range of letters, served from here. */
const facesOf = ({ name, family, sheets }: (typeof packages)[number]): string =>
  sheets
    .map((sheet) => readFileSync(new URL(sheet, placeOf(name)), "utf8"))
    .join("\n")
    .replace(/\/\*.*?\*\//g, "")
    .replace(/font-family: '[^']+'/g, `font-family: "${family}"`)
    .replace(/url\(\.\/files\//g, "url(/assets/fonts/")
    // a font that comes late waits for the next page: nothing moves under a reader's eyes
    .replace(/font-display: swap/g, "font-display: optional")
    .replace(/\s+/g, " ");

/**
 * Serves the stylesheet, icons and fonts under /assets/, all from this server. The stylesheet can be kept for
 * ever, as its address has its hash; the rest is asked for again after a while, with an ETag.
 */
export async function mountAssets(app: FastifyInstance): Promise<Assets> {
  const style = packages.map(facesOf).join("\n") + readFileSync(new URL("style.css", folder), "utf8");
  const hash = createHash("sha256").update(style).digest("base64url").slice(0, 12);
  app.get("/assets/style.css", async (request, reply) => {
    const isCurrent = (request.query as { v?: string }).v === hash;
    reply.header("cache-control", isCurrent ? "public, max-age=31536000, immutable" : "no-cache");
    reply.header("etag", `W/"${hash}"`);
    if (request.headers["if-none-match"]?.includes(hash)) return reply.code(304).send();
    return reply.type("text/css; charset=utf-8").send(style);
  });
  await app.register(staticFiles, {
    root: fileURLToPath(folder),
    prefix: "/assets/",
    index: false,
    maxAge: "1d",
    allowedPath: (path) => /^\/icon\.(png|svg)$/.test(path),
    // other servers' pages show it beside what an assembly says
    setHeaders: (reply) => void reply.header("cross-origin-resource-policy", "cross-origin"),
  });
  await app.register(staticFiles, {
    root: packages.map(({ name }) => fileURLToPath(new URL("files/", placeOf(name)))),
    prefix: "/assets/fonts/",
    decorateReply: false,
    index: false,
    maxAge: "30d",
    allowedPath: (path) => path.endsWith(".woff2"),
  });
  app.get("/favicon.ico", async (_request, reply) => reply.redirect("/assets/icon.png", 301));
  return {
    style: `/assets/style.css?v=${hash}`,
    fonts: [
      "/assets/fonts/literata-latin-opsz-normal.woff2",
      "/assets/fonts/source-sans-3-latin-wght-normal.woff2",
    ],
  };
}
