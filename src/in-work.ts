/** What is being worked on in this process, by when it was received. */
export type InWork = {
  /** Notes a request; call what it answers when the request is done with, whatever became of it. */
  enter(receivedAt: Date): () => void;
  /** Whether something received before an instant is still in work. */
  isBusyBefore(at: Date): boolean;
  /** The instant up to which everything received has been dealt with. */
  watermark(now: Date): Date;
};

/** Keeps count of requests, so that a question closes only when nothing that came in time is still in work. */
export function makeInWork(): InWork {
  const open = new Map<symbol, number>();
  const oldest = (): number => Math.min(...open.values());
  return {
    enter: (receivedAt) => {
      const key = Symbol();
      open.set(key, receivedAt.getTime());
      return () => void open.delete(key);
    },
    isBusyBefore: (at) => oldest() < at.getTime(),
    watermark: (now) => new Date(Math.min(now.getTime(), oldest())),
  };
}
