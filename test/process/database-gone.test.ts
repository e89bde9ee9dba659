import { connect, createServer, type Socket } from "node:net";
import { test } from "tap";
import { makeTestDatabase, onPostgres, type TestDatabase } from "../support/database.ts";
import { until } from "../support/moot.ts";
import { begin } from "../support/story.ts";

/** A way to the database server that can be cut and mended. */
async function makeWire(url: string) {
  const target = new URL(url);
  const open = new Set<Socket>();
  let whole = true;
  let stuck = false;
  const server = createServer((near) => {
    if (!whole) return near.destroy();
    const far = connect(Number(target.port || 5432), target.hostname);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(from);
      from.pipe(to);
      from.on("error", () => to.destroy());
      from.on("close", () => {
        open.delete(from);
        to.destroy();
      });
      if (stuck) from.pause();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const through = new URL(url);
  through.hostname = "127.0.0.1";
  through.port = String((server.address() as { port: number }).port);
  return {
    url: through.href,
    cut: () => {
      whole = false;
      for (const socket of open) socket.destroy();
    },
    /** Nothing fails and nothing comes through, as where a cable was pulled. */
    hang: () => {
      stuck = true;
      for (const socket of open) socket.pause();
    },
    goOn: () => {
      stuck = false;
      for (const socket of open) socket.resume();
    },
    mend: () => {
      whole = true;
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

async function databaseBehindWire() {
  const database = await makeTestDatabase();
  if (!("url" in database.place)) throw new Error("needs PostgreSQL");
  const wire = await makeWire(database.place.url);
  const behind: TestDatabase = { place: { url: wire.url }, drop: database.drop };
  return { behind, wire };
}

// the embedded database is in the same process: it cannot go while the server stays
if (onPostgres) {
  test("with the database gone nothing is acknowledged that is not stored, and it works again by itself", async (t) => {
    const { behind, wire } = await databaseBehindWire();
    const story = await begin({}, { database: behind });
    const [ann, bob] = (await story.admit("ann", "bob")) as any;
    const { question, id } = await story.ask();
    await story.settled();
    t.equal(await ann.vote(question, "Agree"), 202);
    wire.cut();

    const vote = { id: `${bob.id}#votes/1` };
    for (let i = 0; i < 5; i++)
      t.equal(await bob.vote(question, "Disagree", vote), 503, "a vote is not acknowledged");
    const answer = await fetch(`${story.moot.origin.replace("localhost", "127.0.0.1")}/inbox`, {
      method: "POST",
      body: "{}",
    });
    t.equal(answer.status, 415, "what is refused without the database still is");
    const { status, headers, body } = await story.moot.api(`/proposals/${id}`);
    t.equal(status, 503);
    t.ok(Number(headers.get("retry-after")) > 0, "with the time to come again");
    t.match(body, { code: "unavailable" });

    wire.mend();
    const before = Date.now();
    await until("the vote to be taken", async () => (await bob.vote(question, "Disagree", vote)) === 202);
    t.ok(Date.now() - before < 10_000, "within ten seconds of its return");
    const { tally } = await until("the tally", async () => {
      const shown = await story.moot.api(`/proposals/${id}`);
      return shown.status === 200 && shown.body;
    });
    t.match(tally, { agree: 1, disagree: 1 });
    await story.settled();
    await until("the jobs to go on", () =>
      story.peer.received.some(({ activity }) => activity.object?.id === question),
    );
    await story.stop();
    await wire.close();
  });

  test("where the database neither answers nor fails, a sender is told to come again, and counts once", async (t) => {
    const { behind, wire } = await databaseBehindWire();
    const story = await begin({}, { database: behind });
    const [ann] = (await story.admit("ann")) as any;
    const { question, id } = await story.ask();
    await story.settled();
    wire.hang();
    const vote = { id: `${ann.id}#votes/1` };
    const local = story.moot.origin.replace("localhost", "127.0.0.1");
    const asked = ["/", `/proposals/${id}`, `/api/v1/proposals/${id}`, "/readyz"].map(async (path) => {
      const answer = await fetch(local + path);
      t.equal(answer.status, 503, path);
      t.ok(Number(answer.headers.get("retry-after")) > 0, path);
    });
    const entered = story.moot.api("/assemblies/coop/proposals", {
      title: "Stay",
      text: "Here.",
      open: true,
    });
    t.equal(await ann.vote(question, "Agree", vote), 503);
    await Promise.all(asked);
    t.match(await entered, { status: 503, body: { code: "unavailable" } }, "nothing is said to be done");
    wire.goOn();
    await until("the vote to be taken", async () => (await ann.vote(question, "Agree", vote)) === 202);
    t.match((await story.proposal(id)).tally, { agree: 1 });
    t.equal((await story.events()).filter((event) => event.kind === "ballot").length, 1);
    await story.stop();
    await wire.close();
  });
} else {
  test("an embedded database that is closed is said to be gone, not a fault", async (t) => {
    const story = await begin();
    const { isDatabaseGone, openDatabase } = await import("../../src/store/database.ts");
    const opened = await openDatabase({ memory: true });
    await opened.close();
    const error = await opened.ping().then(
      () => null,
      (fault: unknown) => fault,
    );
    t.ok(isDatabaseGone(error), String(error));
    t.notOk(isDatabaseGone(new Error("duplicate key value violates unique constraint")));
    await story.stop();
  });
}
