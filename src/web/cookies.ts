import type { FastifyRequest } from "fastify";

/**
 * The cookies of pages: their names and how they are set. Behind https their names begin with __Host-, so that no
 * neighbour under the same domain can set them. They come along when a link leads here from elsewhere, but with no
 * form that another site sends.
 */
export function cookiesOf(origin: string) {
  const secure = origin.startsWith("https:");
  const name = (plain: string): string => (secure ? `__Host-${plain}` : plain);
  return {
    /** Who is signed in. */
    session: name("session"),
    /** Which browser asked for a link. */
    browser: name("browser"),
    /** What the tokens in forms are made with. */
    form: name("form"),
    options: { path: "/", httpOnly: true, sameSite: "lax", secure } as const,
  };
}

/** The secret of 32 bytes in a cookie; null where it holds anything else. */
export function readSecret(request: FastifyRequest, cookie: string): string | null {
  const value = request.cookies[cookie];
  return value && /^[\w-]{43}$/.test(value) ? value : null;
}
