import { escapeHtml } from "../../domain/markup.ts";
import { type RefusalCode, refusals } from "../../domain/refusal.ts";
import { type Html, safe } from "../html.ts";
import type { Tongue } from "../language.ts";

/** One value that is sent or answered. */
export type DocField = {
  readonly name: string;
  readonly type: Html;
  readonly isNeeded: boolean;
  readonly meaning: Html | null;
};

/** One thing that the API does. */
export type DocOperation = {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly description: Html | null;
  /** Whose token it wants; null: nobody's. */
  readonly needs: "operator" | "member" | "any" | null;
  readonly parameters: readonly DocField[];
  readonly body: Html | null;
  readonly answers: readonly { readonly status: string; readonly type: Html }[];
};

/** The page that explains the JSON API, made from its own OpenAPI document, and every refusal by its code. */
export type DocsModel = {
  readonly operations: readonly DocOperation[];
  readonly schemas: readonly {
    readonly id: string;
    readonly name: string;
    readonly fields: readonly DocField[];
  }[];
  readonly codes: readonly { readonly code: string; readonly status: number; readonly sentence: string }[];
  readonly documentHref: string;
};

type Schema = {
  $ref?: string;
  type?: string | string[];
  nullable?: boolean;
  format?: string;
  enum?: unknown[];
  const?: unknown;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  description?: string;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
};
type Operation = {
  summary?: string;
  description?: string;
  security?: Record<string, unknown>[];
  parameters?: { name: string; required?: boolean; description?: string; schema?: Schema }[];
  requestBody?: { content?: Record<string, { schema?: Schema }> };
  responses?: Record<string, { content?: Record<string, { schema?: Schema }> }>;
};
type Document = {
  paths?: Record<string, Record<string, Operation>>;
  components?: { schemas?: Record<string, Schema> };
};

/** Puts the page together from the OpenAPI document. */
export function docsModel(tongue: Tongue, openApi: unknown, documentHref: string): DocsModel {
  const document = openApi as Document;
  const named = document.components?.schemas ?? {};
  const used = new Set<string>();
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      id: `${method}${path.replace(/^\/api\/v1/, "").replace(/[^a-z]+/gi, "-")}`.replace(/-$/, ""),
      method: method.toUpperCase(),
      path,
      summary: operation.summary ?? path,
      description: coded(operation.description ?? ""),
      needs: needsOf(operation.security ?? []),
      parameters: (operation.parameters ?? []).map(({ name, required, description, schema }) => ({
        name,
        type: typeOf(schema ?? {}, used),
        isNeeded: required === true,
        meaning: coded(description ?? ""),
      })),
      body: bodyOf(operation.requestBody, used),
      answers: Object.entries(operation.responses ?? {}).map(([status, answer]) => ({
        status: status.replace(/XX$/i, "××"),
        type: bodyOf(answer, used) ?? safe("–"),
      })),
    })),
  );
  const schemas: DocsModel["schemas"][number][] = [];
  // what a shape names is explained too, and so on
  for (const name of used) {
    const { properties = {}, required = [] } = named[name] ?? {};
    const fields = Object.entries(properties).map(([field, schema]) => ({
      name: field,
      type: typeOf(schema, used),
      isNeeded: required.includes(field),
      meaning: coded(schema.description ?? ""),
    }));
    schemas.push({ id: idOf(name), name: nameOf(name), fields });
  }
  const codes = Object.entries(refusals).map(([code, { status }]) => ({
    code,
    status,
    sentence: tongue.refusal(code as RefusalCode),
  }));
  return { operations, schemas, codes, documentHref };
}

/** Whose token an operation wants, of those that OpenAPI lists as alternatives. */
function needsOf(security: Record<string, unknown>[]): DocOperation["needs"] {
  const schemes = new Set(security.flatMap((alternative) => Object.keys(alternative)));
  if (schemes.size > 1) return "any";
  return schemes.has("member") ? "member" : schemes.has("operator") ? "operator" : null;
}

/** A sentence with what stands between backticks as code; null where there is none. */
const coded = (text: string): Html | null =>
  text ? safe(escapeHtml(text).replace(/`([^`]+)`/g, "<code>$1</code>")) : null;

/** A shape that is sent may leave out what one that is answered always has: the document tells them apart. */
const nameOf = (name: string): string => name.replace(/Input$/, " as sent");

const idOf = (name: string): string => `shape-${name}`;

const bodyOf = (body: Operation["requestBody"], used: Set<string>): Html | null => {
  const [content] = Object.values(body?.content ?? {});
  return content?.schema ? typeOf(content.schema, used) : null;
};

/** What a value is, in a few words, with links to the shapes that it names. */
function typeOf(schema: Schema, used: Set<string>): Html {
  const text = (words: string): Html => safe(escapeHtml(words));
  const reference = schema.$ref?.split("/").pop();
  if (reference) {
    used.add(reference);
    return safe(`<a href="#${escapeHtml(idOf(reference))}">${escapeHtml(nameOf(reference))}</a>`);
  }
  const either = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (either) return safe(either.map((one) => typeOf(one, used).html).join(" | "));
  if (schema.const !== undefined) return text(JSON.stringify(schema.const));
  const orNull = schema.nullable ? " | null" : "";
  if (schema.enum) return text(schema.enum.map((value) => JSON.stringify(value)).join(" | ") + orNull);
  if (schema.type === "array") return safe(`[ ${typeOf(schema.items ?? {}, used).html} ]${orNull}`);
  if (schema.properties) {
    const inside = Object.entries(schema.properties).map(
      ([name, value]) => `${escapeHtml(name)}: ${typeOf(value, used).html}`,
    );
    return safe(`{ ${inside.join(", ")} }${orNull}`);
  }
  const type = [schema.type ?? "any"].flat().join(" | ");
  return text((schema.format === "date-time" ? "time" : type) + orNull);
}
