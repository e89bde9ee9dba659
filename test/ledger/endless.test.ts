import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "tap";
import { servedLedger } from "../../src/ledger/served.ts";

test("a file that goes on and on is left, before it is taken into memory whole", async (t) => {
  const part = Buffer.alloc(4 * 1024 * 1024);
  let sent = 0;
  const server = createServer(async ({ url }, response) => {
    if (url === "/coop") {
      // the key of no one: RFC 8032's first
      const publicKeyMultibase = "z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw";
      const id = `http://127.0.0.1:${port}/coop`;
      return void response.end(JSON.stringify({ id, assertionMethod: [{ publicKeyMultibase }] }));
    }
    const left = once(response, "close");
    while (!response.destroyed) {
      sent += part.length;
      if (!response.write(part)) await Promise.race([once(response, "drain"), left]);
    }
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  const { source } = await servedLedger(`http://127.0.0.1:${port}/coop`);
  const tile = { level: "entries", index: 0, width: 1 } as const;
  const reads: (() => Promise<unknown>)[] = [() => source.read("heads"), () => source.openings(tile)];
  for (const read of reads) {
    sent = 0;
    await t.rejects(read(), /longer than any file of a ledger/);
    t.ok(sent < 256 * 1024 * 1024, `${sent} bytes were sent`);
  }
  await t.rejects(servedLedger(`http://127.0.0.1:${port}/other`), /longer than any file/);
  server.closeAllConnections();
  server.close();
});
