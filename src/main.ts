import { buildApp, handlersOf, tellWatermark } from "./app.ts";
import { processEnv } from "./env.ts";
import { remindDeadlines, remindWitnesses } from "./jobs/deadlines.ts";
import { takeUpImported } from "./jobs/imported.ts";
import { makeLog } from "./log.ts";
import { describePlace, start } from "./start.ts";
import { firstStartLines, prepareFirstStart } from "./web/first-start.ts";

const env = processEnv();
if ("problems" in env) {
  for (const problem of env.problems) console.error(problem);
  process.exit(1);
}
const log = makeLog(env.logLevel);
try {
  const started = await start(env, log);
  const { ctx, room, queue } = started;
  const isWeb = env.roles.has("web");
  const app = isWeb ? await buildApp(room) : null;
  if (env.roles.has("worker")) {
    await takeUpImported(ctx);
    await remindDeadlines(ctx);
    await remindWitnesses(ctx);
    await queue.work(handlersOf(room));
  }
  const stopTelling = isWeb && env.databaseUrl ? tellWatermark(ctx) : () => {};
  const measuring = setInterval(() => started.measure().catch(() => {}), 60_000);
  await app?.listen({ host: env.host, port: env.port });
  log.info({ origin: env.origin, roles: [...env.roles], data: describePlace(env) }, "Folkmoot is running");
  const code = isWeb ? await prepareFirstStart(ctx) : null;
  if (code) console.log(firstStartLines(env.origin, code));

  let stopping = false;
  const stop = async (signal: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, "stopping");
    clearInterval(measuring);
    // what is in work is finished, then the doors close; nothing acknowledged is lost either way
    setTimeout(() => process.exit(1), 25_000).unref();
    await app?.close();
    await queue.stop();
    stopTelling();
    await started.close();
    process.exit(0);
  };
  process.on("SIGTERM", () => void stop("SIGTERM"));
  process.on("SIGINT", () => void stop("SIGINT"));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  log.debug({ err: error }, "could not start");
  process.exit(1);
}
