import { spawn } from "node:child_process";
import { test } from "tap";
import { operatorToken } from "../support/moot.ts";
import { run } from "../support/process.ts";
import { begin } from "../support/story.ts";

const file = new URL("../../src/cli/folkmoot.ts", import.meta.url).pathname;
const story = await begin({ rule: "majority" });
const env = { ORIGIN: story.moot.origin, OPERATOR_TOKEN: operatorToken };
const cli = (...args: string[]) => run(env, file, args);

test("the command line founds an assembly, admits members and puts a question", async (t) => {
  const founded = await cli(
    "assembly",
    "found",
    "choir",
    "--name",
    "The choir",
    "--rule",
    "majority",
    "--value",
    "All sing",
  );
  t.match(founded, { code: 0, output: /The choir is founded\. People find it as @choir@localhost/ });
  const ann = story.account("ann");
  t.match(await cli("member", "admit", "choir", ann.handle), { code: 0, output: /is a member/ });
  t.match(await cli("member", "list", "choir"), { code: 0, output: `${ann.id}\n` });
  t.match(await cli("assembly", "list"), { code: 0, output: /@choir@.*The choir {2}1 members/ });
  const opened = await cli("proposal", "open", "choir", "Sing louder", "--text", "Much louder.", "--json");
  t.equal(opened.code, 0);
  const { id, question } = JSON.parse(opened.output);
  await ann.vote(question, "Agree");
  t.match(await cli("proposal", "show", id), {
    code: 0,
    output: /Sing louder\nvoting: 1 agree.* of a roll of 1/,
  });
});

test("words that are off end with 2 and help, refusals with 1 and their sentence", async (t) => {
  t.match(await cli(), { code: 0, output: /folkmoot assembly found/ });
  t.match(await cli("assembly", "found", "--help"), { code: 0, output: /--joining WAY/ });
  t.match(await cli("assembly", "destroy"), { code: 2, output: /There is no command/ });
  t.match(await cli("assembly", "found", "x", "--color", "red"), { code: 2, output: /--color/ });
  t.match(await cli("member", "admit", "choir"), { code: 2, output: /takes <handle> <@account@host>/ });
  t.match(await cli("assembly", "found", "choir", "--name", "Again"), {
    code: 1,
    output: /\[handle-taken\]/,
  });
  t.match(await cli("proposal", "open", "choir", "Quiet"), { code: 1, output: /needs its --text/ });
  t.match(
    await run({ ...env, OPERATOR_TOKEN: "another-token-of-nobody" }, file, [
      "assembly",
      "found",
      "y",
      "--name",
      "Y",
    ]),
    { code: 1, output: /\[bad-token\]/ },
  );
  t.match(await run({ ...env, ORIGIN: "http://localhost:1" }, file, ["assembly", "list"]), {
    code: 1,
    output: /No server answers/,
  });
});

test("where the server's settings are, without its key and behind its proxy, commands reach it at its door", async (t) => {
  const settings = {
    ...{ ORIGIN: "https://moot.example", DATABASE_URL: "postgres://folkmoot@postgres/folkmoot" },
    ...{ ROLES: "web", OPERATOR_TOKEN: operatorToken },
  };
  const at = ["--server", story.moot.origin.replace("localhost", "127.0.0.1")];
  t.match(await run(settings, file, ["assembly", "list", ...at]), { code: 0, output: /@coop@/ });
  t.match(await run(settings, file, ["assembly", "found", "band", "--name", "The band", ...at]), { code: 0 });
});

test("a reader that stops reading is no fault", async (t) => {
  const child = spawn("sh", ["-c", `"${process.execPath}" "${file}" help | true; echo "\${PIPESTATUS:-}"`], {
    env: { ...env, PATH: process.env.PATH ?? "" },
  });
  let errors = "";
  child.stderr.on("data", (chunk) => {
    errors += chunk;
  });
  t.equal(await new Promise((resolve) => child.once("exit", resolve)), 0);
  t.equal(errors, "");
  await story.stop();
});
