import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { connect, createServer, type Server } from "node:net";
import { join, relative } from "node:path";

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
  const full = join(folder, "lock.sock");
  const near = relative(process.cwd(), full);
  // socket addresses are at most 107 bytes; the shorter of the two ways to write it mostly fits
  const path = Buffer.byteLength(full) <= 107 ? full : near;
  const token = randomUUID();
  if ((await whoAnswers(path)) !== null) throw new Error(heldMessage(folder));
  rmSync(path, { force: true });
  const server = await listen(path, token);
  // two processes may have found the same stale socket; the one whose socket was swept away steps back
  for (let round = 0; round < 3; round++) {
    await new Promise((resolve) => setTimeout(resolve, 40));
    if ((await whoAnswers(path)) !== token) {
      server.close();
      throw new Error(heldMessage(folder));
    }
  }
  return {
    release: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
      }),
  };
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
