import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { fileURLToPath } from "node:url";

/** The modules that browsers check ledgers with: their text by its path, and a hash over all of it. */
export type CheckModules = { readonly hash: string; readonly files: ReadonlyMap<string, string> };

const source = new URL("../", import.meta.url);
const imports = /^((?:import|export)\b[^;"']*?\bfrom\s*|import\s*)(["'])([^"'\n]+)\2/gm;

/** Where a module of ours, or of a package, is served: its place below `src`, or below `vendor` its package's. */
function pathOf(url: URL): string {
  if (url.href.startsWith(source.href)) return url.href.slice(source.href.length);
  const [, inside] = /.*\/node_modules\/(.+)$/.exec(url.href) ?? [];
  if (url.protocol !== "file:" || inside === undefined) throw new Error(`no browser has ${url.href}`);
  return `vendor/${inside}`;
}

/** From one served path to another, as an import writes it. */
const between = (from: string, to: string): string => "../".repeat(from.split("/").length - 1) + to;

/** Types are taken away as Node does it; of its warnings, the one about that is not for who runs a server. */
function strip(text: string): string {
  const { emitWarning } = process;
  process.emitWarning = ((warning: string | Error, ...more: never[]) => {
    if (!String(warning).includes("stripTypeScriptTypes")) emitWarning.call(process, warning, ...more);
  }) as typeof emitWarning;
  try {
    return stripTypeScriptTypes(text);
  } finally {
    process.emitWarning = emitWarning;
  }
}

/**
 * Reads the modules that these entries below `src` are made of, all the way down, as browsers take them: without
 * types, and with the packages that they name served beside them. Throws for what no browser has, such as `node:`.
 */
export function readModules(entries: readonly string[]): CheckModules {
  const files = new Map<string, string>();
  const waiting = entries.map((entry) => new URL(entry, source));
  for (let url = waiting.pop(); url; url = waiting.pop()) {
    const [module, path] = [url, pathOf(url)];
    if (files.has(path)) continue;
    const text = readFileSync(fileURLToPath(module), "utf8");
    const script = path.endsWith(".ts") ? strip(text) : text;
    const served = script.replace(imports, (whole, before: string, quote: string, name: string) => {
      const isOwn = name.startsWith(".");
      const target = isOwn ? new URL(name, module) : new URL(import.meta.resolve(name));
      waiting.push(target);
      return isOwn ? whole : `${before}${quote}${between(path, pathOf(target))}${quote}`;
    });
    files.set(path, served);
  }
  const sorted = [...files].sort(([one], [other]) => (one < other ? -1 : 1));
  const hash = createHash("sha256").update(JSON.stringify(sorted)).digest("base64url").slice(0, 16);
  return { hash, files };
}

let kept: CheckModules | null = null;

/** The modules of the pages that check in the browser; read once, when the first of these pages is asked for. */
export function checkModules(): CheckModules {
  kept ??= readModules(["web/check/page.ts", "web/check/worker.ts"]);
  return kept;
}

/** The address of an entry, such as `page.ts`; it changes with whatever is in any of the modules. */
export const moduleAddress = (entry: string): string =>
  `/assets/check/${checkModules().hash}/web/check/${entry}`;
