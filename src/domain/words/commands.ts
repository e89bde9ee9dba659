import type { Argument } from "./arguments.ts";
import { degreeOf, splitDegree } from "./degrees.ts";
import type { Heard } from "./heard.ts";
import type { CommandWord, Lexicon } from "./lexicon.ts";
import { reasonOf } from "./scan.ts";

/** The first line, and what follows it. */
function titled(text: string): { title: string; text: string } {
  const [first = "", ...more] = text.trimStart().split("\n");
  return { title: first.trim(), text: more.join("\n").trim() };
}

function readAmendment(text: string): Heard {
  const [first = "", ...more] = text.trimStart().split(/=>|⇒|->|→/u);
  const after = more.map((part) => part.trim()).join(" => ");
  return { command: "amend", old: first.trim(), new: more.length > 0 ? after : null };
}

/** What a command word, the argument found behind it and the text behind that ask for together. */
export function readCommand(lexicon: Lexicon, word: CommandWord, text: string, argument: Argument): Heard {
  const { about, end, kind = null, dates = [] } = argument;
  const rest = text.slice(end);
  switch (word) {
    case "join":
      return { command: word, code: about || null };
    case "vouch":
    case "recall":
    case "invite":
      return { command: word, whom: about };
    case "amend":
      return readAmendment(rest);
    case "suggest":
      return { command: word, ...splitDegree(lexicon, rest) };
    case "propose":
      if (kind === "which") return { command: "ask", about: "which" };
      return { command: word, kind, about, ...titled(rest) };
    case "revise":
      return { command: word, ...titled(rest) };
    case "concern":
      return { command: word, reason: rest.trim() };
    case "statement":
      return { command: word, text: rest.trim() };
    case "answer":
      return { command: word, whom: about, text: rest.trim() };
    case "ask-leave":
      return { command: word, whom: about, dates, reasons: rest.trim() };
    case "endorse": {
      const number = about === "" ? null : Number(about);
      if (argument.what !== "suggestion" || number === null) return { command: word, amendment: number };
      return { command: word, amendment: null, suggestion: number, ...degreeOf(lexicon, rest) };
    }
    case "fulfilled":
    case "unfulfilled":
      return { command: word, suggestion: about === "" ? null : Number(about) };
    case "open":
      // a vote has a beginning and an end, and no third date
      return dates.length > 2 ? { command: "ask", about: "doubtful" } : { command: word, dates };
    case "hide":
    case "unhide": {
      const reason = text.slice(reasonOf(lexicon, text, end)).trim();
      return { command: word, address: about, reason: /[\p{L}\p{N}]/u.test(reason) ? reason : "" };
    }
    default:
      return { command: word };
  }
}
