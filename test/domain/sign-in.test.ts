import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { test } from "tap";
import { browserOf, codeOf, groupedCode, readCode, readLocalPath } from "../../src/domain/sign-in.ts";

test("a code is read however it was typed, look-alikes too", async (t) => {
  for (let count = 0; count < 200; count++) {
    const code = codeOf(randomBytes(8));
    t.match(code, /^[0-9A-HJKMNP-TV-Z]{12}$/);
    for (const typed of [
      code,
      groupedCode(code),
      groupedCode(code).toLowerCase(),
      ` ${code} `,
      [...code].join("–"),
    ])
      t.equal(readCode(typed), code);
    t.equal(readCode(code.replaceAll("0", "o").replaceAll("1", "l")), code);
  }
  for (const typed of [
    "",
    "ABC",
    "0000-0000-000",
    "0000-0000-00000",
    "UUUU-UUUU-UUUU",
    "é".repeat(12),
    "0".repeat(1000),
  ])
    t.equal(readCode(typed), null, typed.slice(0, 20));
});

test("every bit of the 60 that a code is made from counts", async (t) => {
  const bytes = new Uint8Array(8);
  const codes = new Set([codeOf(bytes)]);
  for (let bit = 0; bit < 60; bit++) {
    const flipped = bytes.slice();
    flipped[bit >> 3] = 0x80 >> (bit & 7);
    codes.add(codeOf(flipped));
  }
  t.equal(codes.size, 61);
});

test("whatever is asked for, the path stays on this server for every browser", async (t) => {
  for (const path of ["/", "/me", "/proposals/1?position=block&lang=de#answers", "/a/%2Fb"])
    t.equal(readLocalPath(path), path);
  const pieces = fc.constantFrom(
    "/",
    "\\",
    "%2f",
    "%5c",
    "evil.example",
    "..",
    ".",
    "\t",
    "\n",
    " ",
    "@",
    ":",
    "http:",
    "?",
    "#",
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 8 }), (parts) => {
      const path = readLocalPath(parts.join(""));
      if (path === null) return;
      const seen = new URL(path, "https://moot.example");
      if (seen.origin !== "https://moot.example" || /^\/\//.test(seen.pathname)) throw new Error(path);
      if (!/^\/(?![/\\])/.test(path) || !/^\/(?![/\\])/.test(decodeURIComponent(path))) throw new Error(path);
    }),
    { numRuns: 3000 },
  );
});

test("a browser is called what people call it", async (t) => {
  const cases: [string, string | null, string | null][] = [
    ["Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox", "Linux"],
    [
      "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36",
      "Chrome",
      "Android",
    ],
    [
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1",
      "Safari",
      "iPhone",
    ],
    [
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) CriOS/140.0 Mobile/15E148 Safari/604.1",
      "Chrome",
      "iPhone",
    ],
    ["Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15", "Safari", "macOS"],
    ["Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge", "Windows"],
    ["curl/8.0", null, null],
    ["", null, null],
  ];
  for (const [agent, browser, system] of cases) t.same(browserOf(agent), { browser, system }, agent);
});
