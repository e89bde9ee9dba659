import { readdirSync, readFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { test } from "tap";

const root = new URL("../", import.meta.url).pathname;
const filesOf = (folder: string): string[] =>
  readdirSync(`${root}${folder}`, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => relative(root, `${entry.parentPath}/${entry.name}`));

/** Which rooms each room may enter. Files beside `main.ts` carry what crosses, and may be entered by all but domain. */
const mayEnter: Record<string, string[]> = {
  domain: [],
  ledger: ["domain"],
  store: ["domain", "ledger"],
  actions: ["domain", "ledger", "store"],
  fediverse: ["domain", "ledger", "store", "actions"],
  web: ["domain", "ledger", "store", "actions"],
  api: ["domain", "ledger", "store", "actions"],
  jobs: ["domain", "ledger", "store", "actions"],
  cli: ["domain", "ledger", "store", "actions"],
};
/** The files that put the rooms together. */
const joints = new Set(["src/main.ts", "src/app.ts", "src/start.ts"]);
const roomOf = (file: string): string | null => /^src\/(\w+)\//.exec(file)?.[1] ?? null;
const importsOf = (file: string): string[] =>
  [
    ...readFileSync(root + file, "utf8").matchAll(
      /^(?:import|export)\s[^;]*?from "([^"]+)";|^import "([^"]+)";/gms,
    ),
  ].map((match) => (match[1] ?? match[2]) as string);

const sources = filesOf("src");

test("every room enters only the rooms it may", async (t) => {
  for (const file of sources) {
    const room = roomOf(file);
    for (const imported of importsOf(file)) {
      if (!imported.startsWith(".")) {
        if (room === "domain") t.match(imported, /^(node:crypto|diff)$/, `${file} imports ${imported}`);
        if (room === "ledger")
          t.match(imported, /^(node:crypto|canonicalize|@scure\/base)$/, `${file} imports ${imported}`);
        continue;
      }
      const target = relative(root, resolve(root, dirname(file), imported));
      const entered = roomOf(target);
      if (room === null) {
        if (!joints.has(file) && entered)
          t.match(entered, /^(domain|ledger|store)$/, `${file} imports ${target}`);
      } else if (entered === null) {
        t.notOk(room === "domain" || room === "ledger", `${file} imports ${target}`);
        t.notOk(joints.has(target), `${file} imports ${target}`);
      } else if (entered !== room) {
        t.ok(mayEnter[room]?.includes(entered), `${file} imports ${target}`);
      }
    }
  }
});

test("every room is one of the house's", async (t) => {
  for (const file of sources) {
    const room = roomOf(file);
    if (room) t.ok(room in mayEnter, file);
  }
});

test("files are rooms, not halls: 250 lines at most", async (t) => {
  for (const file of [...sources, ...filesOf("test"), ...filesOf("bench"), ...filesOf("demo")]) {
    const lines = readFileSync(root + file, "utf8").split("\n").length - 1;
    t.ok(lines <= 250, `${file} has ${lines} lines`);
  }
});

test("every export says what it is for", async (t) => {
  for (const file of sources) {
    const lines = readFileSync(root + file, "utf8").split("\n");
    lines.forEach((line, index) => {
      if (!/^export (async )?(function|const|type|interface)\b/.test(line)) return;
      // overloads and the types that only name a row or a list's members explain themselves by their neighbour
      if (/^export type \w+ = (typeof |\(typeof |z\.infer|ReturnType<)/.test(line)) return;
      t.match(lines[index - 1] ?? "", /\*\/$/, `${file}:${index + 1} ${line.slice(0, 60)}`);
    });
  }
});

test("only one file reads the environment, and only the entries act when they are imported", async (t) => {
  for (const file of sources) {
    const text = readFileSync(root + file, "utf8");
    if (file !== "src/env.ts") t.notMatch(text, /process\.env\b/, file);
    if (!/^src\/(main|cli\/folkmoot)\.ts$/.test(file)) t.notMatch(text, /process\.exit\(/, file);
    t.notMatch(text, /^class |\benum \w+ \{|@\w+\(\)\s*\n\s*class/m, `${file}: plain data and functions`);
  }
});

test("one file each casts ballots, and nobody else writes their events", async (t) => {
  const writers = sources.filter(
    (file) => /append(Event|Act)\(/.test(readFileSync(root + file, "utf8")) && roomOf(file) !== "store",
  );
  t.same(writers.sort(), [
    "src/actions/cast-ballot.ts",
    "src/actions/close-question.ts",
    "src/actions/open-question.ts",
  ]);
  const callers = sources.filter((file) => /\bcastBallot\(/.test(readFileSync(root + file, "utf8")));
  t.same(callers.sort(), [
    "src/actions/answer-question.ts",
    "src/actions/cast-ballot.ts",
    "src/actions/hear-vote.ts",
  ]);
});

test("nothing names a machine's folders or a registry's host", async (t) => {
  const lock = readFileSync(`${root}package-lock.json`, "utf8");
  t.notMatch(lock, /"resolved"/);
  for (const file of sources)
    t.notMatch(readFileSync(root + file, "utf8"), /\/home\/|\/root\/|registry\.npmjs/, file);
});
