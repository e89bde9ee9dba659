/** What a form sent, or shows: text by the names of its fields. */
export type Sent = Readonly<Record<string, string>>;

/** One field of a form. A fraction has two inputs, `name`-n and `name`-d. */
export type Field = {
  readonly kind: "line" | "area" | "number" | "date" | "choice" | "fraction";
  readonly name: string;
  readonly label: string;
  readonly hint: string | null;
  readonly error: string | null;
  readonly value: string;
  /** The other half of a fraction. */
  readonly whole: string;
  readonly options: readonly { readonly value: string; readonly text: string; readonly isChosen: boolean }[];
  readonly isRequired: boolean;
};

/** What the list at the head of a form says is to be mended. */
export type Problem = { readonly field: string; readonly text: string };

/** Makes the fields of a form from what was sent and what is wrong with it. */
export const fieldsOf =
  (sent: Sent, errors: Readonly<Record<string, string>>) =>
  (
    kind: Field["kind"],
    name: string,
    label: string,
    more: {
      readonly hint?: string;
      readonly isRequired?: boolean;
      readonly options?: readonly (readonly [value: string, text: string])[];
    } = {},
  ): Field => {
    const value = sent[kind === "fraction" ? `${name}-n` : name] ?? "";
    return {
      ...{ kind, name, label, value, whole: sent[`${name}-d`] ?? "" },
      hint: more.hint ?? null,
      error: errors[name] ?? null,
      isRequired: more.isRequired ?? false,
      options: (more.options ?? []).map(([option, text]) => ({
        ...{ value: option, text },
        isChosen: option === value,
      })),
    };
  };

/** Everything that was sent as text; what is none is left out. */
export const readSent = (body: unknown): Sent =>
  Object.fromEntries(
    Object.entries((body ?? {}) as Record<string, unknown>).filter(
      (entry): entry is [string, string] => typeof entry[1] === "string",
    ),
  );

/** A whole number as it was typed; what is none becomes NaN, which every reader refuses. */
export const numberOf = (typed = ""): number => (/^\d{1,9}$/.test(typed.trim()) ? Number(typed) : Number.NaN);

/** The lines of a longer field, without empty ones. */
export const linesOf = (typed: string): string[] =>
  typed
    .split(/\r\n?|\n/)
    .map((line) => line.trim())
    .filter(Boolean);
