import { stdout } from "node:process";

const isTerminal = stdout.isTTY === true;
const paint = (code: string, text: string): string => (isTerminal ? `\u001b[${code}m${text}\u001b[0m` : text);

type Counts = { agree: number; abstain: number; disagree: number; block: number; unreasonedBlock: number };

/** Tells a story on the console, a line an event; tallies as a bar over the whole roll. */
export function narrate() {
  return {
    chapter: (title: string): void => console.log(`\n${paint("1", title)}`),
    line: (who: string, what: string): void => {
      const [first = "", ...more] = wrap(what, Math.max(40, (stdout.columns ?? 110) - 16));
      console.log(`${paint("36", who.padStart(14))}  ${first}`);
      for (const rest of more) console.log(`${" ".repeat(16)}${rest}`);
    },
    tally: (tally: Counts, roll: number, sympathisers: Counts, outcome: string | null): void => {
      const blocks = tally.block + tally.unreasonedBlock;
      const cast = tally.agree + tally.abstain + tally.disagree + blocks;
      const bar = `${"■".repeat(tally.agree)}${"◪".repeat(tally.abstain)}${"▼".repeat(tally.disagree)}${"⬣".repeat(blocks)}${"□".repeat(Math.max(0, roll - cast))}`;
      const apart =
        sympathisers.agree +
        sympathisers.abstain +
        sympathisers.disagree +
        sympathisers.block +
        sympathisers.unreasonedBlock;
      const says = `${cast} of ${roll} have answered; ${tally.agree} agree${blocks ? `, ${blocks} block` : ""}${apart ? `; ${apart} more from outside` : ""}`;
      console.log(`${paint("1", (outcome ?? "tally").padStart(14))}  ${bar}  ${says}`);
    },
  };
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    if (line && line.length + word.length + 1 > width) {
      lines.push(line);
      line = word;
    } else line = line ? `${line} ${word}` : word;
  }
  return line ? [...lines, line] : lines;
}
