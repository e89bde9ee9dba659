import { spawn } from "node:child_process";

const cli = new URL("../../src/cli/folkmoot.ts", import.meta.url).pathname;

/** Runs `folkmoot` as anybody would, with nothing in its environment but what is given; answers how it ended and what it said. */
export function folkmoot(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<{ code: number | null; said: string }> {
  return new Promise((resolve) => {
    const run = spawn(process.execPath, [cli, ...args], { env: { PATH: process.env.PATH ?? "", ...env } });
    let said = "";
    for (const stream of [run.stdout, run.stderr])
      stream.on("data", (chunk) => {
        said += chunk;
      });
    run.once("close", (code) => resolve({ code, said }));
  });
}
