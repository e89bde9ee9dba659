import { createServer } from "node:http";
import { parentPort } from "node:worker_threads";

// a server that takes everything and only counts, in a thread of its own
let count = 0;
const server = createServer((incoming, outgoing) => {
  incoming.resume();
  incoming.on("end", () => {
    count++;
    outgoing.writeHead(202).end();
  });
});
server.listen(0, "127.0.0.1", () => parentPort?.postMessage((server.address() as { port: number }).port));
parentPort?.on("message", () => parentPort?.postMessage(count));
