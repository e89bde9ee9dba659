import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";

// every other file beside this one is a journey: a process of its own, whose last line counts what it checked
const folder = new URL("./", import.meta.url);
const journeys = readdirSync(folder).filter((name) => name.endsWith(".ts") && name !== "run.ts");
const wanted = process.argv.slice(2);
let [passed, failed] = [0, 0];
for (const name of journeys) {
  if (wanted.length > 0 && !wanted.includes(name.replace(".ts", ""))) continue;
  const [good, bad, code] = await travel(new URL(name, folder).pathname);
  passed += good;
  failed += bad + (code !== 0 && bad === 0 ? 1 : 0);
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

/** Runs one journey, shows what it says, and answers its counts and exit code. */
function travel(path: string): Promise<[number, number, number]> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [path], { stdio: ["ignore", "pipe", "inherit"] });
    let said = "";
    child.stdout.on("data", (chunk) => {
      said += chunk;
      process.stdout.write(chunk);
    });
    child.on("close", (code) => {
      const [, good, bad] = /(\d+) passed, (\d+) failed\s*$/.exec(said) ?? [];
      resolve([Number(good ?? 0), Number(bad ?? 0), code ?? 1]);
    });
  });
}
