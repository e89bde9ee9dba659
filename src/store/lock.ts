import { randomUUID } from "node:crypto";
import { mkdtempSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";

/** A held lock. */
export type Lock = { release(): Promise<void> };

/** Somebody else holds the folder. The message is for people. */
export const heldMessage = (folder: string): string =>
  `Another Folkmoot process is using the data folder ${folder}. Stop it first; two at once would lose data.`;

/**
 * Locks a data folder by listening on a Unix socket in it: whoever can connect knows that it is held, and a
 * process that was killed holds nothing (a pid file would lock everybody out after kill -9 and in containers).
 * Throws an error with `heldMessage` where it is held.
 */
export async function holdLock(folder: string): Promise<Lock> {
  const { way, forget } = shortWayTo(folder);
  try {
    const { release } = await holdAt(way, folder);
    return { release: () => release().finally(forget) };
  } catch (error) {
    forget();
    throw error;
  }
}

async function holdAt(way: string, folder: string): Promise<Lock> {
  const token = randomUUID();
  const path = join(way, "lock.sock");
  const own = join(way, `${token.slice(0, 8)}.sock`);
  if ((await whoAnswers(path)) !== null) throw new Error(heldMessage(folder));
  // bound under a name of its own and then moved: a server that closes removes what it was bound to, nobody else's
  const server = await listen(own, token);
  const close = () => new Promise<void>((resolve) => void server.close(() => resolve()));
  if ((await whoAnswers(path)) === null) {
    renameSync(own, path);
    if (await isStillOurs(path, token)) {
      return {
        release: async () => {
          if ((await whoAnswers(path)) === token) rmSync(path, { force: true });
          await close();
        },
      };
    }
  }
  await close();
  throw new Error(heldMessage(folder));
}

/** Where several found the same stale socket at once, the last to move its own there has it. */
async function isStillOurs(path: string, token: string): Promise<boolean> {
  for (let round = 0; round < 4; round++) {
    await new Promise((resolve) => setTimeout(resolve, 40));
    if ((await whoAnswers(path)) !== token) return false;
  }
  return true;
}

/**
 * A way to the folder that leaves room for a socket's name, as socket addresses are at most 103 bytes (107 on
 * Linux): the path itself, from here on, or through a link. The socket is in the folder whichever is taken.
 */
function shortWayTo(folder: string): { way: string; forget(): void } {
  const ways = [folder, relative(process.cwd(), folder)];
  const short = ways.find((way) => Buffer.byteLength(join(way, "12345678.sock")) <= 103);
  if (short !== undefined) return { way: short, forget: () => {} };
  const place = mkdtempSync(join(tmpdir(), "folkmoot-"));
  const way = join(place, "data");
  symlinkSync(resolve(folder), way);
  return { way, forget: () => rmSync(place, { recursive: true, force: true }) };
}

function listen(path: string, token: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => {
      socket.on("error", () => {});
      socket.end(token);
    });
    server.once("error", reject);
    server.listen(path, () => {
      server.unref();
      resolve(server);
    });
  });
}

/** What the holder of the socket says; null when nobody listens. A holder too busy to speak still holds. */
function whoAnswers(path: string): Promise<string | null> {
  return new Promise((resolve) => {
    let said = "";
    const socket = connect(path);
    socket.setTimeout(5000, () => {
      resolve(said);
      socket.destroy();
    });
    socket.on("data", (chunk) => {
      said += chunk;
    });
    socket.on("end", () => resolve(said));
    socket.on("error", () => resolve(null));
  });
}
