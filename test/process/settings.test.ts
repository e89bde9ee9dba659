import { chmodSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "tap";
import { readEnv } from "../../src/env.ts";
import { makeLog } from "../../src/log.ts";
import { openDatabase } from "../../src/store/database.ts";
import { migrate } from "../../src/store/migrate.ts";
import { freePort } from "../support/moot.ts";
import { run, startServer } from "../support/process.ts";

const folder = mkdtempSync(join(tmpdir(), "folkmoot-settings-"));

test("settings have the defaults of somebody who tries things out, or of a server for the public", async (t) => {
  t.match(readEnv({}), {
    ...{
      origin: "http://localhost:3000",
      isPublic: false,
      host: "127.0.0.1",
      port: 3000,
      databaseUrl: null,
      dataDir: "./data",
    },
    ...{ allowPrivateAddress: true, tallyUpdateSeconds: 60, rateLimit: false, logLevel: "info" },
  });
  t.match(
    readEnv({ ORIGIN: "https://moot.example", DATABASE_URL: "postgres://db/x", SECRET_KEY: "x".repeat(32) }),
    {
      ...{ origin: "https://moot.example", isPublic: true, host: "0.0.0.0", port: 3000 },
      ...{ allowPrivateAddress: false, rateLimit: true },
    },
  );
});

test("every bad setting is reported at once, by its name", async (t) => {
  const bad = {
    ORIGIN: "http://moot.example",
    PORT: "x",
    DATABASE_URL: "mysql://x",
    OPERATOR_TOKEN: "short",
    TALLY_UPDATE_SECONDS: "0",
  };
  const { problems } = readEnv(bad) as { problems: string[] };
  for (const name of Object.keys(bad))
    t.ok(
      problems.some((problem) => problem.startsWith(name)),
      name,
    );
  t.match(problems.join("\n"), /ORIGIN: a public origin must be https/);
  t.match(readEnv({ ORIGIN: "https://moot.example/path" }), { problems: [/ORIGIN/] });
  t.match(readEnv({ DATABASE_URL: "postgres://db/x" }), { problems: [/SECRET_KEY/] });
  const { code, output } = await run({ ...bad, DATA_DIR: folder });
  t.equal(code, 1);
  for (const name of Object.keys(bad)) t.match(output, name);
});

test("the first start makes secrets that are the owner's alone, and refuses ones that others can read", async (t) => {
  const server = await startServer({ DATA_DIR: folder, OPERATOR_TOKEN: "" });
  for (const name of ["secret-key", "operator-token"])
    t.equal(statSync(join(folder, name)).mode & 0o777, 0o600, name);
  const second = await run({ DATA_DIR: folder, ORIGIN: server.origin, PORT: String(await freePort()) });
  t.match(second, { code: 1, output: /Another Folkmoot process is using the data folder/ });
  t.equal(await server.stop(), 0);
  const moved = await run({ DATA_DIR: folder, ORIGIN: "http://localhost:1", PORT: String(await freePort()) });
  t.match(
    moved,
    { code: 1, output: /this database belongs to http:\/\/localhost:\d+/ },
    "a changed origin is refused",
  );
  chmodSync(join(folder, "secret-key"), 0o644);
  t.match(await run({ DATA_DIR: folder, ORIGIN: server.origin }), {
    code: 1,
    output: /can be read by others/,
  });
  chmodSync(join(folder, "secret-key"), 0o600);
});

test("a port that is in use ends the start", async (t) => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const { port } = other.address() as { port: number };
  const { code, output } = await run({
    DATA_DIR: mkdtempSync(join(tmpdir(), "folkmoot-port-")),
    ORIGIN: `http://localhost:${port}`,
  });
  t.equal(code, 1);
  t.match(output, /EADDRINUSE|in use/);
  other.close();
});

test("every wrong setting is named at once, those too that depend on others", async (t) => {
  t.match(readEnv({ ORIGIN: "nowhere", DATABASE_URL: "postgres://db/x" }), {
    problems: [/^ORIGIN: /, /^SECRET_KEY: is needed with DATABASE_URL/],
  });
  t.match(readEnv({ ROLES: "worker" }), { problems: [/^ROLES: the embedded database serves one process/] });
});

test("a database of a newer Folkmoot is refused", async (t) => {
  const opened = await openDatabase({ memory: true });
  await migrate(opened);
  await opened.db.execute(
    "insert into drizzle.__drizzle_migrations (hash, created_at) values ('later', 99999999999999)",
  );
  await t.rejects(migrate(opened), /newer version of Folkmoot/);
  await opened.close();
});

test("a log line is one line, whatever somebody put into it", async (t) => {
  const lines: string[] = [];
  const log = makeLog("info", (line) => void lines.push(line));
  log.info({ name: "a\r\nb\u001b[2Jc\u202ed\u0085e\u2028f" }, "seen");
  t.equal(lines.length, 1);
  t.equal(lines[0]?.trimEnd().split("\n").length, 1);
  t.notMatch(lines[0], /[\u001b\u202e\u0085\u2028]/);
  t.equal(
    JSON.parse(lines[0] as string).name,
    "a\r\nb\u001b[2Jc\u202ed\u0085e\u2028f",
    "and nothing is lost",
  );
  rmSync(folder, { recursive: true, force: true });
});
