import type { Create } from "@fedify/vocab";
import type { Assembly } from "../store/assemblies.ts";
import { type Note, publicNotes } from "../store/notes.ts";
import { openQuestions, type Question } from "../store/questions.ts";
import { noteMatter, questionMatter } from "./compose.ts";
import type { Room } from "./room.ts";
import { writeBringing, writeNote, writeQuestion } from "./write.ts";

/** The Create of a question as it stands, or of a public note. Its id is made from what it brings. */
export async function createOf(room: Room, of: Question | Note): Promise<Create> {
  const { ctx } = room;
  if ("options" in of) {
    const matter = await questionMatter(room, of);
    return writeBringing(
      ctx,
      "Create",
      { id: of.id, assembly: matter.assembly },
      writeQuestion(ctx, matter),
    ) as Create;
  }
  const matter = await noteMatter(room, of);
  const envelope = { id: of.id, assembly: matter.assembly };
  return writeBringing(ctx, "Create", envelope, writeNote(ctx, matter)) as Create;
}

/** What an assembly said lately in public and its open questions, newest first, each as it is created. */
export async function recentCreates(room: Room, assembly: Assembly): Promise<Create[]> {
  const { db } = room.ctx;
  const said = (await publicNotes(db, assembly.id, 20)).map((note) => ({ at: note.publishedAt, of: note }));
  const open = (await openQuestions(db, assembly.id)).map((question) => ({
    at: question.opensAt,
    of: question,
  }));
  const newest = [...said, ...open].sort((a, b) => b.at.getTime() - a.at.getTime());
  return Promise.all(newest.map(({ of }) => createOf(room, of)));
}
