import { run } from "./process.ts";

/** The command line's own file. */
export const cli = new URL("../../src/cli/folkmoot.ts", import.meta.url).pathname;

/** Runs `folkmoot` as anybody would, with nothing in its environment but what is given; answers how it ended and what it said. */
export async function folkmoot(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<{ code: number | null; said: string }> {
  const { code, output } = await run(env, cli, [...args]);
  return { code, said: output };
}
