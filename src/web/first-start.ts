import { createHash, randomInt, timingSafeEqual } from "node:crypto";
import { foundAssembly } from "../actions/found-assembly.ts";
import { orRollBack } from "../actions/roll-back.ts";
import type { Context } from "../context.ts";
import type { CharterDraft } from "../domain/assembly.ts";
import { type Refusal, refuse } from "../domain/refusal.ts";
import type { Assembly } from "../store/assemblies.ts";
import { hasAssembly } from "../store/board.ts";
import { loadSetting, prependSetting, takeSetting } from "../store/settings.ts";

const key = "first-start";
const most = 8;
// no letter or digit that is taken for another when read from a screen or told by telephone
const letters = "ABCDEFGHJKMNPQRTUVWXYZ2346789";

const digest = (code: string): Buffer =>
  createHash("sha256")
    .update(code.toUpperCase().replace(/[^A-Z0-9]/g, ""))
    .digest();

/**
 * While there is no assembly: makes the one-time code by which the first one is founded on the first-start page,
 * 12 letters in groups (58 bits), and stores its SHA-256. Every process that starts makes one; the newest few hold,
 * until the first assembly uses them all up. Null once there is one.
 */
export async function prepareFirstStart(ctx: Context): Promise<string | null> {
  if (await hasAssembly(ctx.db)) return null;
  const code = Array.from({ length: 12 }, () => letters[randomInt(letters.length)]).join("");
  await prependSetting(ctx.db, key, digest(code).toString("hex"), most);
  return (code.match(/.{4}/g) as string[]).join("-");
}

/** Whether a code is one that was printed; it stays good until an assembly was founded with it. */
export async function isFirstStartCode(ctx: Context, code: string): Promise<boolean> {
  const stored = (await loadSetting<string[]>(ctx.db, key)) ?? [];
  return stored.some((hash) => timingSafeEqual(Buffer.from(hash, "hex"), digest(code)));
}

/**
 * Founds the first assembly: the code is used up in the same transaction, so that who sends a form twice founds
 * one. Refuses `bad-code`, and what `foundAssembly` refuses; then the code stays good.
 */
export async function foundFirst(
  ctx: Context,
  code: string,
  draft: CharterDraft,
): Promise<Assembly | Refusal> {
  return orRollBack(ctx, async (tx) => {
    const inside = { ...ctx, db: tx };
    const isGood = (await isFirstStartCode(inside, code)) && (await takeSetting(tx, key));
    return isGood ? foundAssembly(inside, draft) : refuse("bad-code");
  });
}

/** What the console says on a first start: the three ways to found the first assembly. */
export const firstStartLines = (origin: string, code: string): string =>
  [
    "",
    "  There is no assembly on this server yet. To found the first one:",
    "",
    `    on its page    open ${origin}/ and enter the code ${code}`,
    "    by command     npm run folkmoot -- assembly found --help",
    `    by script      POST ${origin}/api/v1/assemblies with the operator's token; see ${origin}/api/docs`,
    "",
    "  The code works once; every start makes a new one.",
    "",
  ].join("\n");
