export * from "./assemblies.ts";
export * from "./ballots.ts";
export * from "./fediverse.ts";
export * from "./proposals.ts";
export * from "./sessions.ts";
