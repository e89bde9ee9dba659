import { request } from "node:http";

/** Sends a raw POST to loopback, headers as given; answers the status. */
export function post(url: string, body: string | Buffer, headers: Record<string, string>): Promise<number> {
  const { hostname, port, pathname, search } = new URL(url);
  const at = { host: hostname === "localhost" ? "127.0.0.1" : hostname, port, path: pathname + search };
  return new Promise((resolve, reject) => {
    const asked = request(
      { ...at, method: "POST", headers: { ...headers, "content-length": Buffer.byteLength(body) } },
      (answer) => {
        answer.resume();
        answer.on("end", () => resolve(answer.statusCode ?? 0));
      },
    );
    asked.on("error", reject);
    asked.end(body);
  });
}
