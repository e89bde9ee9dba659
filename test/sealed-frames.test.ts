import { randomBytes } from "node:crypto";
import { test } from "tap";
import { openFrames, sealFrames, splitFrames } from "../src/sealed-frames.ts";

async function* each(parts: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* parts;
}
const all = async (parts: AsyncIterable<Buffer>): Promise<Buffer[]> => {
  const found: Buffer[] = [];
  for await (const part of parts) found.push(part);
  return found;
};

test("what is sealed comes back with its key, however it was cut on its way, and with no other", async (t) => {
  const key = randomBytes(32);
  for (const size of [0, 1, 65_536, 65_537, 200_000]) {
    const plain = randomBytes(size);
    const sealed = Buffer.concat(await all(sealFrames(key, each([plain.subarray(0, 7), plain.subarray(7)]))));
    const pieces = Array.from({ length: Math.ceil(sealed.length / 999) }, (_, at) =>
      sealed.subarray(at * 999, at * 999 + 999),
    );
    const frames = await all(splitFrames(each(pieces)));
    t.ok(Buffer.concat(await all(openFrames(key, each(frames)))).equals(plain), `${size} bytes`);
    await t.rejects(all(openFrames(randomBytes(32), each(frames))), /passphrase is another/);
    await t.rejects(all(splitFrames(each(pieces.slice(0, -1)))), /ends too early|no archive/);
  }
});

test("a frame that is changed, moved, left out, cut off or put behind the last is refused", async (t) => {
  const key = randomBytes(32);
  const frames = await all(splitFrames(sealFrames(key, each([randomBytes(200_000)]))));
  const [salt, one, two, three, last] = frames as [Buffer, Buffer, Buffer, Buffer, Buffer];
  const changed = Buffer.from(two);
  changed[9] = (changed[9] as number) ^ 1;
  const tries = [
    [salt, one, changed, three, last],
    [salt, one, three, two, last],
    [salt, one, three, last],
    [salt, one, two, three],
    [salt, one, two, three, last, last],
  ];
  for (const tried of tries) await t.rejects(all(openFrames(key, each(tried))), /changed|cut off/);
});
