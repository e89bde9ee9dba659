import { existsSync } from "node:fs";
import { stateFolder } from "../env.ts";
import { readCheckpoint } from "../ledger/checkpoint.ts";
import { evidenceChecker } from "../ledger/evidence.ts";
import { sha256, verifyEd25519 } from "../ledger/node-crypto.ts";
import { servedLedger } from "../ledger/served.ts";
import { verifyLedger } from "../ledger/verify.ts";
import { canonical } from "../ledger/write.ts";
import type { Command } from "./commands.ts";
import { progress } from "./progress.ts";
import { recall, remember, sayContradiction } from "./remembered.ts";
import { reportLedger } from "./report-ledger.ts";
import { reportArchive, verifyFile } from "./verify-archive.ts";
import { isForkFile, reportFork } from "./verify-fork.ts";
import { receiptIn, reportReceipt, verifyReceipt } from "./verify-receipt.ts";
import { sayWitnesses, verifyWitnesses } from "./verify-witnesses.ts";

/** `folkmoot verify`: recounts an assembly's ledger, and fails where anything in it does not hold. */
export const verifyCommand: Command = {
  name: "verify",
  about: "Recount an assembly's ledger",
  takes: ["address or archive"],
  options: {
    key: { type: "string" },
    assembly: { type: "string" },
    heads: { type: "string" },
    forget: { type: "boolean" },
  },
  help: [
    "--key HEX                   the key that the assembly is known by, where an archive is verified",
    "--assembly ADDRESS          asks its live server for the key of an assembly in the archive, and takes only that",
    "--heads FILE                where heads are remembered; otherwise heads.json in the state folder of your account",
    "--forget                    begin anew with this assembly's ledger",
    "",
    "The address of an assembly's page, on any server, or a file that `folkmoot export` wrote. Reads its whole ledger",
    "and checks the signed head, every entry under it, every rule from membership to outcome, the names that are",
    "public, and the signatures of the requests that are; then who witnesses it. Ends with 1 where something does not hold, and names the",
    "first entry at which it shows. A server's ledger that holds is remembered by its signed head: next time it must",
    "still begin with that, or both heads are shown. A file with the proof that a ledger was forked is explained.",
  ],
  run: async (_remote, { values, positionals: [address = ""] }) => {
    const means = { sha256, verify: verifyEd25519, canonical, progress, evidence: evidenceChecker() };
    if (existsSync(address)) {
      const key = values.key === undefined ? null : String(values.key);
      if (isForkFile(address)) return reportFork(means, address, key);
      const receipt = await receiptIn(address);
      if (receipt) return reportReceipt(receipt, await verifyReceipt(receipt));
      if (key === "") throw new Error("--key takes an Ed25519 key: 64 digits of hex.");
      const served =
        values.assembly === undefined ? null : await servedLedger(urlOf(String(values.assembly)));
      return reportArchive(await verifyFile(means, address, { key, served }), reportLedger, served);
    }
    const { source, key, origin } = await servedLedger(urlOf(address));
    const state = stateFolder();
    const file = values.heads === undefined ? state && `${state}/heads.json` : String(values.heads);
    const before = file && !values.forget ? await recall(file, origin) : null;
    const texts = { checkpoint: "", heads: "" };
    const read = async (path: string) => {
      const bytes = await source.read(path);
      if (bytes && (path === "checkpoint" || path === "heads")) texts[path] = new TextDecoder().decode(bytes);
      return bytes;
    };
    const remembered = before === null ? null : readCheckpoint(before);
    const raw = await verifyLedger(means, { ...source, read }, { key, origin, remembered });
    const lines = reportLedger(raw);
    const { checkpoint: served, heads } = texts;
    if (raw.faults[0]?.wrong === "not-remembered" && file && before)
      lines.push(...(await sayContradiction(file, source, key, { remembered: before, served })));
    const holds = raw.faults.length === 0;
    // what does not hold is not made better by who signed it
    const cosigned = holds ? await verifyWitnesses(new URL(urlOf(address)).protocol, served, heads) : null;
    if (cosigned) lines.push(...sayWitnesses(cosigned));
    if (holds && file)
      await remember(file, origin, served).catch((error: Error) => {
        lines.push(`Its head could not be remembered: ${error.message}`);
      });
    return { raw: { ...raw, cosigned }, shown: lines, failed: !holds };
  },
};

const urlOf = (address: string): string => (URL.canParse(address) ? address : `https://${address}`);
