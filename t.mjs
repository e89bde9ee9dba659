import { PGlite } from "@electric-sql/pglite";

let t = performance.now();
const p = await PGlite.create();
console.log("create", (performance.now() - t) | 0);
await p.exec("create table a(x int)");
t = performance.now();
const d = await p.dumpDataDir("none");
console.log("dump", (performance.now() - t) | 0, d.size / 1e6);
t = performance.now();
const q = await PGlite.create({ loadDataDir: d });
console.log("load", (performance.now() - t) | 0);
console.log((await q.query("select * from a")).rows);
