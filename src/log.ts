import { pino } from "pino";

/** What is written to: pino's own methods, one JSON object a line. */
export type Log = ReturnType<typeof makeLog>;

// what can move the cursor or turn the direction of writing is written as an escape
const unsafe = /[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;
const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** Makes the log: JSON lines on standard output, with every control character escaped. */
export function makeLog(
  level: string,
  write: (line: string) => void = (line) => void process.stdout.write(line),
) {
  return pino({ level, base: null }, { write: (line: string) => write(line.replace(unsafe, escaped)) });
}
