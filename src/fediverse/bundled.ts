import { preloadedContexts, type RemoteDocument } from "@fedify/vocab-runtime";

/**
 * Contexts are never fetched: those that come with Fedify are used, any other address is read as an empty
 * context. Every Akkoma message carries an address of the latter kind; what it defines means nothing to us.
 */
export async function bundledContexts(url: string): Promise<RemoteDocument> {
  const document = preloadedContexts[url] ?? { "@context": {} };
  return { document, documentUrl: url, contextUrl: null };
}
