export * from "./assemblies.ts";
export * from "./ballots.ts";
export * from "./fediverse.ts";
export * from "./ledger.ts";
export * from "./membership.ts";
export * from "./proposals.ts";
export * from "./public-log.ts";
export * from "./sessions.ts";
