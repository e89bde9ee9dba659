#!/usr/bin/env node
import { parseArgs } from "node:util";
import { clientEnv } from "../env.ts";
import { type Call, type Command, commands, usage } from "./commands.ts";
import { connect } from "./remote.ts";
import { plainJson, plainLines } from "./terminal.ts";

// a reader that stops reading (`| head`) is no fault
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));

/** Ends with a message of some lines: 2 for words that are off, 1 for what was refused or went wrong. */
function end(message: readonly string[], code: 1 | 2): never {
  console.error(plainLines(message));
  process.exit(code);
}

function find(words: readonly string[]): { command: Command; rest: readonly string[] } | null {
  for (const length of [2, 1]) {
    const command = commands.find((one) => one.name === words.slice(0, length).join(" "));
    if (command) return { command, rest: words.slice(length) };
  }
  return null;
}

function read(command: Command, args: readonly string[]): Call {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        ...command.options,
        server: { type: "string" },
        json: { type: "boolean" },
        help: { type: "boolean" },
      },
    });
    if (!values.help && positionals.length !== command.takes.length) {
      throw new Error(
        `${command.name} takes ${command.takes.map((name) => `<${name}>`).join(" ") || "nothing"}`,
      );
    }
    return { values, positionals };
  } catch (error) {
    return end([(error as Error).message, "", ...usage(command)], 2);
  }
}

const words = process.argv.slice(2);
if (words.length === 0 || words[0] === "help" || words[0] === "--help" || words[0] === "-h") {
  console.log(plainLines(usage()));
  process.exit(0);
}
const found = find(words);
if (!found) end([`There is no command “${words.slice(0, 2).join(" ")}”.`, "", ...usage()], 2);
const call = read(found.command, found.rest);
if (call.values.help) {
  console.log(plainLines(usage(found.command)));
  process.exit(0);
}
const env = clientEnv();
if ("problems" in env) end(env.problems, 1);
try {
  const { shown, raw, failed } = await found.command.run(
    connect(env, call.values.server as string | undefined),
    call,
  );
  // whatever came from a server or a file is shown through here, and nowhere else
  console.log(call.values.json ? plainJson(raw) : plainLines(shown));
  if (failed) process.exitCode = 1;
} catch (error) {
  end([(error as Error).message], 1);
}
