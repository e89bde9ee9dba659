import type { ReviseModel } from "./models/acts.ts";
import type { AlternativesModel } from "./models/alternatives.ts";
import type { AssemblyModel } from "./models/assembly.ts";
import type { ConstitutionModel } from "./models/constitution.ts";
import type { ConstitutionFormModel } from "./models/constitution-form.ts";
import type { DocsModel } from "./models/docs.ts";
import type { DraftModel } from "./models/draft.ts";
import type { ErrorModel } from "./models/error.ts";
import type { FirstStartModel } from "./models/first-start.ts";
import type { HomeModel } from "./models/home.ts";
import type { InteractModel } from "./models/interact.ts";
import type { LogModel } from "./models/log.ts";
import type { MeModel } from "./models/me.ts";
import type { ProposalModel } from "./models/proposal.ts";
import type { ProposeModel } from "./models/propose.ts";
import type { DecisionsModel, MembersModel } from "./models/register.ts";
import type { SignInLinkModel, SignInModel, SignInSentModel } from "./models/sign-in.ts";

import type { TemplateModel } from "./models/templates.ts";

/** Every page by the name of its template, with what the template is given. */
export type Pages = {
  readonly home: HomeModel;
  readonly "first-start": FirstStartModel;
  readonly assembly: AssemblyModel;
  readonly constitution: ConstitutionModel;
  readonly "constitution-propose": ConstitutionFormModel;
  readonly decisions: DecisionsModel;
  readonly members: MembersModel;
  readonly proposal: ProposalModel;
  readonly alternatives: AlternativesModel;
  readonly log: LogModel;
  readonly propose: ProposeModel;
  readonly template: TemplateModel;
  readonly draft: DraftModel;
  readonly revise: ReviseModel;
  readonly interact: InteractModel;
  readonly docs: DocsModel;
  readonly "sign-in": SignInModel;
  readonly "sign-in-sent": SignInSentModel;
  readonly "sign-in-link": SignInLinkModel;
  readonly me: MeModel;
  readonly error: ErrorModel;
};
