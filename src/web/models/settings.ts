import type { Context } from "../../context.ts";
import { type Constitution, differences, type Setting, withChanges } from "../../domain/constitution.ts";
import { nameSetting, saySetting } from "../../setting-words.ts";
import { plain } from "../html.ts";
import type { Tongue } from "../language.ts";

/** A setting that differs: what is gone and what is new, a line each; lines that stay are in neither. */
export type ChangeRow = {
  readonly setting: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
};

/** What a setting says in plain words, a line for each thing; at least one. */
export function settingLines(
  { phrases }: Context,
  tongue: Tongue,
  setting: Setting,
  settings: Constitution,
): readonly string[] {
  const lines = saySetting(phrases, tongue.language, setting, settings).map(plain);
  return lines.length > 0 ? lines : [tongue.say("constitution.none")];
}

/**
 * What some changes would change, setting by setting in reading order; nothing where all of it holds already.
 * `proposedUnder`: what held when they were proposed.
 */
export function changesOf(
  tongue: Tongue,
  ctx: Context,
  before: Constitution,
  changes: Partial<Constitution>,
  proposedUnder = before,
): ChangeRow[] {
  const after = withChanges(before, changes, proposedUnder);
  return differences(before, after).map((setting) => {
    const [old, fresh] = [before, after].map((one) => settingLines(ctx, tongue, setting, one));
    const [gone, added] = [without(old, fresh), without(fresh, old)];
    const isSame = gone.length + added.length === 0;
    // a list in another order has the same lines: then all of it is shown
    return {
      setting: nameSetting(ctx.phrases, tongue.language, setting),
      before: isSame ? (old ?? []) : gone,
      after: isSame ? (fresh ?? []) : added,
    };
  });
}

const without = (lines: readonly string[] = [], others: readonly string[] = []): readonly string[] =>
  lines.filter((line) => !others.includes(line));
