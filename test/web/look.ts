import { Parser } from "htmlparser2";

/** What a page holds, as far as tests look at it. */
export type Looked = {
  /** Tags left open or closed twice, ids used twice, references to ids that are not there. */
  readonly problems: string[];
  readonly ids: ReadonlySet<string>;
  readonly links: readonly string[];
  readonly headings: readonly { level: number; text: string }[];
  /** Everything that is read, one blank between words. */
  readonly text: string;
  readonly language: string;
  readonly dir: string;
  readonly title: string;
  attributes(tag: string, name: string): string[];
};

const references = ["aria-labelledby", "aria-describedby", "for"];

/** Reads a page as strictly as a validator would read our own templates. */
export function look(html: string): Looked {
  const problems: string[] = [];
  const ids = new Set<string>();
  const links: string[] = [];
  const wanted: string[] = [];
  const headings: { level: number; text: string }[] = [];
  const all: { tag: string; attributes: Record<string, string> }[] = [];
  const open: string[] = [];
  let [text, title, language, dir] = ["", "", "", ""];
  const parser = new Parser({
    onopentag(tag, attributes) {
      all.push({ tag, attributes });
      open.push(tag);
      text += " ";
      const { id, href } = attributes;
      if (id !== undefined && ids.has(id)) problems.push(`the id ${id} is used twice`);
      if (id !== undefined) ids.add(id);
      if (tag === "a" && href !== undefined) links.push(href);
      if (tag === "a" && open.slice(0, -1).includes("a")) problems.push("a link in a link");
      if (tag === "html") [language, dir] = [attributes.lang ?? "", attributes.dir ?? ""];
      if (/^h[1-6]$/.test(tag)) headings.push({ level: Number(tag[1]), text: "" });
      for (const name of references) wanted.push(...(attributes[name]?.split(" ") ?? []));
      if (attributes.style !== undefined || Object.keys(attributes).some((name) => /^on/.test(name)))
        problems.push(`${tag} has a style or a script of its own`);
      // the check of a ledger in the browser is the one thing that a page runs
      const isCheck = attributes.type === "module" && /^\/assets\/check\//.test(attributes.src ?? "");
      if (tag === "style" || (tag === "script" && !isCheck)) problems.push(`there is a ${tag}`);
    },
    ontext(piece) {
      if (open.includes("title") && !open.includes("svg")) title += piece;
      else text += piece;
      const heading = headings.at(-1);
      if (heading && open.some((tag) => /^h[1-6]$/.test(tag))) heading.text += piece;
    },
    onclosetag(tag, isImplied) {
      const voids = ["meta", "link", "input", "br", "img", "hr", "wbr"];
      if (isImplied && !voids.includes(tag) && !open.includes("svg")) problems.push(`${tag} is not closed`);
      open.pop();
      text += " ";
    },
  });
  parser.end(html);
  for (const id of wanted) if (!ids.has(id)) problems.push(`nothing has the id ${id}`);
  if (headings.filter(({ level }) => level === 1).length !== 1) problems.push("there is not one h1");
  headings.forEach(({ level }, index) => {
    if (level > (headings[index - 1]?.level ?? 0) + 1) problems.push(`a heading of level ${level} too deep`);
  });
  text = text.replace(/\s+/g, " ");
  // what is random may say anything
  const written = html.replace(/name="_csrf" value="[^"]*"|fm_[\w-]{43}/g, "");
  for (const word of ["undefined", "NaN", "[object", "Invalid Date"])
    if (written.includes(word)) problems.push(`it says ${word}`);
  const attributes = (tag: string, name: string): string[] =>
    all
      .filter((one) => one.tag === tag && one.attributes[name] !== undefined)
      .map((one) => one.attributes[name] as string);
  return { problems, ids, links, headings, text, language, dir, title, attributes };
}
