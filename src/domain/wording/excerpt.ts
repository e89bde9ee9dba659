/** The beginning of a passage on one line, as it is named in a sentence: `most` characters at most. */
export function excerpt(text: string, most = 100): string {
  const line = [...text.replace(/\s+/g, " ").trim()];
  return line.length > most ? `${line.slice(0, most - 1).join("")}…` : line.join("");
}
