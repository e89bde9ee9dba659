import type { Moot } from "./moot.ts";

/** The paths that a server's router takes a method at, as they were written, from its own drawing of them. */
export function routesOf({ app }: Moot, method: string): string[] {
  const above: string[] = [];
  return app
    .printRoutes({ commonPrefix: false })
    .split("\n")
    .flatMap((line) => {
      const [, indent = "", path = "", methods = ""] =
        /^([│ ]*)[├└]── (.*?) \(([A-Z, ]+)\)$/.exec(line) ?? [];
      const depth = indent.length / 4;
      above.splice(depth, above.length, path);
      return methods.split(", ").includes(method) ? [above.join("")] : [];
    });
}
