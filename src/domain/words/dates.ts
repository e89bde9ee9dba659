// a time that goes on ("18:00:30", "18:00Z", "9:00") is none of ours: without its end it would be another one
const date =
  /(?<![\d-])(\d{4}-\d{2}-\d{2})(?:(?:([Tt])| +)(\d{2}:\d{2})(?!\d|:\d|[Zz]| ?[+-]\d)|(?!-?\d|[Tt ] *\d{1,2}:\d))/gu;

/** A line with every digit in ASCII, full-width signs narrow, and nothing in it that has no width. */
export const plain = (line: string): string =>
  line
    .normalize("NFKC")
    .replace(/\p{Cf}/gu, "")
    .replace(/[٠-٩۰-۹]/gu, (digit) => String((digit.codePointAt(0) as number) & 15));

/**
 * The dates in a line, as "2026-12-01", "2026-12-01 18:00" or "2026-12-01T18:00", whatever digits they are written
 * in. Only their form is looked at: the 31st of June is found too.
 */
export const datesIn = (line: string): string[] =>
  [...plain(line).matchAll(date)].map(([, day, sign, time]) =>
    time ? `${day}${sign ? "T" : " "}${time}` : (day as string),
  );
