import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";

// every other file beside this one is a journey: a process of its own, whose last line counts what it checked
const folder = new URL("./", import.meta.url);
const wanted = process.argv.slice(2);
const journeys = readdirSync(folder).filter(
  (name) =>
    name.endsWith(".ts") &&
    name !== "run.ts" &&
    (wanted.length === 0 || wanted.includes(name.replace(".ts", ""))),
);
let [passed, failed] = [0, 0];

/** Runs one journey, answers what it said, its counts and its exit code. */
function travel(path: string): Promise<{ said: string; good: number; bad: number; code: number }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [path], { stdio: ["ignore", "pipe", "inherit"] });
    let said = "";
    child.stdout.on("data", (chunk) => {
      said += chunk;
      // one alone is watched while it goes on
      if (wanted.length === 1) process.stdout.write(chunk);
    });
    child.on("close", (code) => {
      const [, good, bad] = /(\d+) passed, (\d+) failed\s*$/.exec(said) ?? [];
      resolve({ said, good: Number(good ?? 0), bad: Number(bad ?? 0), code: code ?? 1 });
    });
  });
}

/** Takes journeys from the list until none is left. */
async function walker(): Promise<void> {
  for (let name = journeys.shift(); name; name = journeys.shift()) {
    const began = performance.now();
    const { said, good, bad, code } = await travel(new URL(name, folder).pathname);
    if (wanted.length !== 1) process.stdout.write(said);
    console.log(`# ${name} took ${Math.round((performance.now() - began) / 1000)} s`);
    passed += good;
    failed += bad + (code !== 0 && bad === 0 ? 1 : 0);
  }
}

// a browser and a server wait for one another half of the time, so that two go beside each other
await Promise.all([walker(), walker()]);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
