import { openBrowser, signedInAs } from "../support/sign-in.ts";
import { town } from "../support/town.ts";
import { look } from "./look.ts";

/** What is amended: paragraphs and a list. */
export const text =
  "We bake on Sundays.\n\nThe oven is lit at five. Who lights it sweeps the yard.\n\n- flour\n- salt";
/** An amendment of one passage, as the API takes it. */
export const change = (old: string, come: string, more = {}) => ({
  replacements: [{ old, new: come }],
  ...more,
});

/** Ann's proposal, and browsers of ann, bea, cem, and of somebody who only reads. */
export async function beginAmending(
  charter: Record<string, unknown> = {},
  more: Record<string, unknown> = {},
) {
  const all = await town(charter);
  const { story, ann, people } = all;
  const made = (await all.propose(ann, { text, ...more })).body;
  const path = `/proposals/${made.id}`;
  const [annOnWeb, beaOnWeb, cemOnWeb] = await Promise.all(people.map((one) => signedInAs(story.moot, one)));
  const amend = async (who: typeof ann, body: object) => (await who(`${path}/amendments`, body)).body;
  const rows = async () => (await story.moot.api(`${path}/amendments`, undefined, null)).body.items;
  type Browser = ReturnType<typeof openBrowser>;
  const see = async (browser: Browser, where: string) => {
    const { status, text: html } = await browser.get(path + where);
    return { status, html, ...look(html) };
  };
  const send = async (browser: Browser, where: string, fields: Record<string, string>, from = where) => {
    const sent = await browser.post(path + where, fields, { from: path + from });
    return {
      to: sent.headers.get("location"),
      status: sent.status,
      html: sent.text,
      ...look(sent.text || "<h1></h1>"),
    };
  };
  const web = { ann: annOnWeb as Browser, bea: beaOnWeb as Browser, cem: cemOnWeb as Browser };
  return {
    ...all,
    path,
    id: made.id as string,
    amend,
    rows,
    see,
    send,
    web,
    reader: openBrowser(story.moot),
  };
}
