import { z } from "zod";

const loopback = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/;

/** Whether only this machine can reach an origin: there, things are tried out. */
export const isLoopback = (origin: URL): boolean => loopback.test(origin.hostname);

const flag = z.enum(["true", "false", "on", "off", "1", "0"]).transform((word) => /^(true|on|1)$/.test(word));
const role = z.enum(["web", "worker"]);

const variables = z.object({
  ORIGIN: z
    .string()
    .default("http://localhost:3000")
    .transform((text, context) => {
      const url = URL.canParse(text) ? new URL(text) : null;
      if (
        url &&
        /^https?:$/.test(url.protocol) &&
        url.pathname === "/" &&
        !url.search &&
        !url.hash &&
        !url.username
      ) {
        if (url.protocol === "https:" || isLoopback(url)) return url;
        context.addIssue({ code: "custom", message: "a public origin must be https" });
      } else {
        context.addIssue({
          code: "custom",
          message: "must be like https://assembly.example, without a path",
        });
      }
      return z.NEVER;
    }),
  HOST: z.string().min(1).optional(),
  PORT: z.coerce.number().int().min(1).max(65535).optional(),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, "must start with postgres://")
    .optional(),
  DATA_DIR: z.string().min(1).default("./data"),
  ROLES: z
    .string()
    .default("web,worker")
    .transform((text) => text.split(",").map((word) => word.trim()))
    .pipe(z.array(role).min(1)),
  OPERATOR_TOKEN: z.string().min(12, "must have 12 characters or more").optional(),
  SECRET_KEY: z.string().min(32, "must have 32 characters or more").optional(),
  FOLKMOOT_PASSPHRASE: z.string().optional(),
  ALLOW_PRIVATE_ADDRESS: flag.optional(),
  TALLY_UPDATE_SECONDS: z.coerce.number().int().min(1).max(3600).default(60),
  RATE_LIMIT: flag.optional(),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
});

/** The settings (protocol.md, "Settings"), parsed once. */
export type Env = {
  /** Scheme, host and port, without a slash at the end: every URL of ours is built from it. */
  readonly origin: string;
  readonly isPublic: boolean;
  readonly host: string;
  readonly port: number;
  readonly databaseUrl: string | null;
  readonly dataDir: string;
  readonly roles: ReadonlySet<"web" | "worker">;
  readonly operatorToken: string | null;
  readonly secretKey: string | null;
  /** What archives with keys in them are encrypted by; for the command line. */
  readonly passphrase: string | null;
  readonly allowPrivateAddress: boolean;
  readonly tallyUpdateSeconds: number;
  readonly rateLimit: boolean;
  readonly logLevel: string;
};

/** Parses the environment; on bad values, every one of them as a line that names its variable. */
export function readEnv(source: Record<string, string | undefined>): Env | { readonly problems: string[] } {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
  const parsed = variables.safeParse(given);
  const problems = (parsed.error?.issues ?? []).map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  if (given.DATABASE_URL && !given.SECRET_KEY)
    problems.push(
      "SECRET_KEY: is needed with DATABASE_URL (32 characters or more, the same in every process)",
    );
  const roles = new Set(parsed.data?.ROLES);
  if (parsed.success && !given.DATABASE_URL && roles.size < 2)
    problems.push("ROLES: the embedded database serves one process, which does everything (web,worker)");
  if (!parsed.success || problems.length > 0) return { problems };
  const v = parsed.data;
  const local = isLoopback(v.ORIGIN);
  return {
    origin: v.ORIGIN.origin,
    isPublic: !local,
    host: v.HOST ?? (local ? "127.0.0.1" : "0.0.0.0"),
    port: v.PORT ?? (local ? Number(v.ORIGIN.port || 80) : 3000),
    databaseUrl: v.DATABASE_URL ?? null,
    dataDir: v.DATA_DIR,
    roles,
    operatorToken: v.OPERATOR_TOKEN ?? null,
    secretKey: v.SECRET_KEY ?? null,
    passphrase: v.FOLKMOOT_PASSPHRASE ?? null,
    allowPrivateAddress: v.ALLOW_PRIVATE_ADDRESS ?? local,
    tallyUpdateSeconds: v.TALLY_UPDATE_SECONDS,
    rateLimit: v.RATE_LIMIT ?? !local,
    logLevel: v.LOG_LEVEL,
  };
}

/** The process's own settings; the sole reader of `process.env`. */
export const processEnv = () => readEnv(process.env);

/**
 * Where a command keeps what it remembers between runs (XDG's `state`); null where the environment names no folder of
 * anybody's: then nothing is remembered.
 */
export function stateFolder(): string | null {
  const { XDG_STATE_HOME: state = "", HOME: home = "" } = process.env;
  if (state.startsWith("/")) return `${state}/folkmoot`;
  return home.startsWith("/") ? `${home}/.local/state/folkmoot` : null;
}

/** What a command that only talks to a server needs of it: where that is, and the operator's token. */
export const clientEnv = () => readEnv({ ...process.env, DATABASE_URL: undefined, ROLES: undefined });
