import type { Position } from "../../domain/ballot.ts";
import { positionMark } from "./finding.ts";

/** Which part of the answers is asked for, and which page of the suggestions. */
export type Asked = {
  readonly position: Position | null;
  readonly page: number;
  readonly wishes: number;
};

/** Reads what of a query says which answers are asked for; what makes no sense asks for the first page. */
export function readAsked(query: Record<string, unknown>): Asked {
  const { position, page, wishes } = query;
  const known = typeof position === "string" && Object.hasOwn(positionMark, position);
  return {
    position: known ? (position as Position) : null,
    ...{ page: readPage(page), wishes: readPage(wishes) },
  };
}

/** The same as a query, empty for the first of everything. */
export function queryOf({ position, page, wishes }: Asked): string {
  const parts = [
    position ? `position=${position}` : "",
    page > 1 ? `page=${page}` : "",
    wishes > 1 ? `wishes=${wishes}` : "",
  ].filter(Boolean);
  return parts.length > 0 ? `?${parts.join("&")}` : "";
}

/** The number of a page, from a query; the first where it makes no sense. */
export const readPage = (page: unknown): number =>
  typeof page === "string" && /^[1-9]\d{0,5}$/.test(page) ? Number(page) : 1;
