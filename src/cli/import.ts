import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { importServer } from "../actions/import-server.ts";
import { processEnv } from "../env.ts";
import { type ArchiveLine, openLines } from "../ledger/archive.ts";
import { sha256, verifyEd25519 } from "../ledger/node-crypto.ts";
import { canonical } from "../ledger/write.ts";
import { keyFrom, openFrames } from "../sealed-frames.ts";
import { readSecrets } from "../secrets.ts";
import { openDatabase } from "../store/database.ts";
import { migrate } from "../store/migrate.ts";
import { archiveLines } from "./archive-file.ts";
import type { Command } from "./commands.ts";
import { askPassphrase } from "./passphrase.ts";
import { progress } from "./progress.ts";
import { sayTrouble, verifyFile } from "./verify-archive.ts";

/** `folkmoot import`: makes an empty database into the server that an archive was written of. */
export const importCommand: Command = {
  name: "import",
  about: "Restore a server from an archive with keys",
  takes: ["archive"],
  options: { "passphrase-file": { type: "string" } },
  help: [
    "--passphrase-file FILE      takes the passphrase from the first line of a file; or set FOLKMOOT_PASSPHRASE",
    "",
    "Into an empty database, with the settings of the server (ORIGIN, DATABASE_URL and SECRET_KEY, or DATA_DIR), while",
    "it is not running. The archive is verified first; all of it goes in, or nothing. The old server must not run any",
    "more: two that sign for one assembly would contradict one another, and everybody could prove it.",
  ],
  run: async (_remote, { values, positionals: [file = ""] }) => {
    const env = processEnv();
    if ("problems" in env) throw new Error(env.problems.join("\n"));
    const found = await verifyFile({ sha256, verify: verifyEd25519, canonical, progress }, file);
    const fault = found.ledgers.flatMap(({ faults }) => faults)[0];
    if (found.trouble) throw new Error(sayTrouble(found.trouble));
    if (fault) throw new Error(`The archive does not hold: see folkmoot verify ${file}. [${fault.wrong}]`);
    if (found.head?.origin !== env.origin)
      throw new Error(
        `The archive is of ${found.head?.origin}, and ORIGIN is ${env.origin}. Ids cannot move.`,
      );
    if (!found.isWhole)
      throw new Error(
        "The archive holds only what is public. A server needs one that was exported with --keys.",
      );
    const passphrase = await askPassphrase(env.passphrase, values["passphrase-file"] as string, false);
    const secrets = readSecrets(env);
    const opened = await openDatabase(env.databaseUrl ? { url: env.databaseUrl } : { folder: env.dataDir });
    try {
      const done = await opened.alone(async () => {
        await migrate(opened);
        const into = { db: opened.db, secrets, origin: env.origin };
        return importServer(into, sealedIn(file, passphrase), found.ledgers);
      });
      const raw = { ...done, assemblies: found.head.assemblies };
      const entries = found.ledgers.reduce((sum, { size }) => sum + size, 0);
      const shown = `${done.rows} rows and ${done.jobs} jobs are in, ${entries} entries of ledgers compared. Start the server.`;
      return { raw, shown: [shown] };
    } finally {
      await opened.close();
    }
  },
};

/** The lines of the part that is encrypted. */
async function* sealedIn(file: string, passphrase: string): AsyncGenerator<string, void> {
  const lines = openLines(sha256, archiveLines(file));
  let line: ArchiveLine | null = await lines.take();
  while (line && line.kind !== "sealed") line = await lines.take();
  if (line?.kind !== "sealed") return;
  const key = keyFrom(passphrase, Buffer.from(line.salt, "base64"));
  async function* frames(): AsyncGenerator<Buffer, void> {
    for (let next = await lines.take(); next?.kind === "frame"; next = await lines.take())
      yield Buffer.from(next.data, "base64");
  }
  const plain = createGunzip();
  const unpacking = pipeline(Readable.from(openFrames(key, frames())), plain);
  // what went wrong there is thrown by the loop
  unpacking.catch(() => {});
  const decoder = new TextDecoder();
  let rest = "";
  for await (const bytes of plain) {
    const texts = (rest + decoder.decode(bytes as Buffer, { stream: true })).split("\n");
    rest = texts.pop() as string;
    yield* texts;
  }
  await unpacking;
}
