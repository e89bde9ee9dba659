import { readFileSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";

/**
 * The passphrase of an archive: from a file's first line, from FOLKMOOT_PASSPHRASE, or asked for, unseen. `isNew`: it
 * must be long enough. Rejects, with a sentence, where there is none.
 */
export async function askPassphrase(
  given: string | null,
  file: string | undefined,
  isNew: boolean,
): Promise<string> {
  const passphrase = (file ? firstLine(file) : given) ?? (await ask(isNew));
  if (isNew && passphrase.length < 12) throw new Error("A passphrase needs 12 characters or more.");
  return passphrase;
}

function firstLine(file: string): string {
  try {
    return readFileSync(file, "utf8").split(/\r?\n/, 1)[0] ?? "";
  } catch {
    throw new Error(`The file ${file} cannot be read.`);
  }
}

async function ask(isNew: boolean): Promise<string> {
  if (!process.stdin.isTTY)
    throw new Error("A passphrase is needed: set FOLKMOOT_PASSPHRASE, or name a --passphrase-file.");
  const unseen = new Writable({ write: (_chunk, _encoding, done) => done() });
  const asking = createInterface({ input: process.stdin, output: unseen, terminal: true });
  const hear = async (question: string): Promise<string> => {
    process.stderr.write(question);
    const answer = await asking.question("");
    process.stderr.write("\n");
    return answer;
  };
  try {
    const passphrase = await hear("Passphrase: ");
    if (isNew && (await hear("Once more: ")) !== passphrase) throw new Error("That was another one.");
    return passphrase;
  } finally {
    asking.close();
  }
}
