import { readCheckpoint } from "../../ledger/checkpoint.ts";
import { servedLedger } from "../../ledger/served.ts";
import { type Verified, verifyLedger } from "../../ledger/verify.ts";
import { browserMeans } from "./means.ts";

/** Which ledger is to be checked; `remembered`: the signed head that this browser saw last, as it was written. */
export type Order = { readonly address: string; readonly remembered: string | null };

/** What the worker tells the page: how far it is, what it came to, or that the files could not be read. */
export type Told =
  | { readonly what: "progress"; readonly done: number; readonly of: number }
  | {
      readonly what: "verified";
      readonly verified: Verified;
      readonly key: Uint8Array;
      /** The signed head that was checked, as it was written. */
      readonly head: string;
      readonly milliseconds: number;
    }
  | { readonly what: "failed"; readonly why: string };

const tell = (told: Told): void => self.postMessage(told);

self.addEventListener("message", async ({ data }: MessageEvent<Order>) => {
  try {
    const began = performance.now();
    const { source, origin, key } = await servedLedger(data.address);
    let head = "";
    const watched: typeof source = {
      ...source,
      read: async (path) => {
        const file = await source.read(path);
        if (path === "checkpoint" && file) head = new TextDecoder().decode(file);
        return file;
      },
    };
    const progress = (done: number, of: number): void => tell({ what: "progress", done, of });
    const remembered = data.remembered === null ? null : readCheckpoint(data.remembered);
    const expected = { key, origin, remembered };
    const verified = await verifyLedger({ ...browserMeans(), progress }, watched, expected);
    tell({ what: "verified", verified, key, head, milliseconds: performance.now() - began });
  } catch (error) {
    tell({ what: "failed", why: String(error) });
  }
});
