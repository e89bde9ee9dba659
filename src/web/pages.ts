import type { AssemblyModel } from "./models/assembly.ts";
import type { DocsModel } from "./models/docs.ts";
import type { ErrorModel } from "./models/error.ts";
import type { FirstStartModel } from "./models/first-start.ts";
import type { HomeModel } from "./models/home.ts";
import type { InteractModel } from "./models/interact.ts";
import type { ProposalModel } from "./models/proposal.ts";
import type { DecisionsModel, MembersModel } from "./models/register.ts";

/** Every page by the name of its template, with what the template is given. */
export type Pages = {
  readonly home: HomeModel;
  readonly "first-start": FirstStartModel;
  readonly assembly: AssemblyModel;
  readonly decisions: DecisionsModel;
  readonly members: MembersModel;
  readonly proposal: ProposalModel;
  readonly interact: InteractModel;
  readonly docs: DocsModel;
  readonly error: ErrorModel;
};
