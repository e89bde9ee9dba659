import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "tap";
import { sumLines } from "../../src/ledger/archive.ts";
import { sha256 } from "../../src/ledger/node-crypto.ts";
import { folkmoot } from "../support/cli.ts";

/** Clears a terminal, turns the writing round, begins a line that claims to be a verdict, and more of the kind. */
const odd = "\u001b[2J\u009b1mCo\u202eop\u2066\r\nIt holds: all of it\u2028\u0007\ud800";
const oddities = /[^\P{Cc}\n]|[\p{Cs}\p{Zl}\p{Zp}\u202e\u2066]/u;
const claims = /^It holds/m;

const server = createServer(({ url }, response) => {
  response.setHeader("content-type", "application/json");
  if (url?.startsWith("/api/v1/proposals")) {
    response.statusCode = 404;
    return void response.end(JSON.stringify({ title: odd, detail: odd, code: odd }));
  }
  response.end(JSON.stringify({ items: [{ account: odd, name: odd, members: 1, member: odd }], next: null }));
});
await once(server.listen(0, "127.0.0.1"), "listening");
const { port } = server.address() as AddressInfo;
const folder = mkdtempSync(join(tmpdir(), "folkmoot-terminal-"));

test("whatever a server or a file says, it gives a terminal no orders and begins no line of its own", async (t) => {
  const archive = join(folder, "odd.jsonl");
  const head = {
    format: "folkmoot-archive",
    version: 1,
    madeAt: odd,
    assemblies: [odd],
    leftOut: [],
  } as const;
  writeFileSync(archive, sumLines(sha256)({ kind: "archive", ...head, origin: odd }));
  const at = ["--server", `http://127.0.0.1:${port}`];
  const tries: [code: number, ...args: string[]][] = [
    [0, "assembly", "list", ...at],
    [0, "assembly", "list", "--json", ...at],
    [0, "member", "list", "coop", ...at],
    [1, "proposal", "show", "x", ...at],
    [1, "verify", archive],
    [1, "verify", archive, "--json"],
  ];
  for (const [code, ...args] of tries) {
    const ended = await folkmoot(args);
    t.equal(ended.code, code, ended.said);
    t.match(ended.said, /Co\\u202eop/, args.join(" "));
    t.notMatch(ended.said, oddities, args.join(" "));
    t.notMatch(ended.said, claims, args.join(" "));
  }
});

test("who reads the answer as JSON gets what was said", async (t) => {
  const { said } = await folkmoot(["assembly", "list", "--json", "--server", `http://127.0.0.1:${port}`]);
  t.equal(JSON.parse(said)[0].name, odd);
});

test("the server goes", async () => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});
