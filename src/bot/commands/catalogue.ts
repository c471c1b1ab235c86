import { type Command } from "../bot.ts";
import { assign } from "./assign.ts";
import { breakGlass } from "./break-glass.ts";
import { clearSuspect } from "./clear-suspect.ts";
import { close } from "./close.ts";
import { doctor } from "./doctor.ts";
import { evidence } from "./evidence.ts";
import { exceptionAdd } from "./exception-add.ts";
import { exceptionClose } from "./exception-close.ts";
import { exceptionExport } from "./exception-export.ts";
import { exceptionHelp } from "./exception-help.ts";
import { exceptionList } from "./exception-list.ts";
import { exceptionRenew } from "./exception-renew.ts";
import { exceptionReview } from "./exception-review.ts";
import { exceptionShow } from "./exception-show.ts";
import { freeze } from "./freeze.ts";
import { handover } from "./handover.ts";
import { help } from "./help.ts";
import { list } from "./list.ts";
import { log } from "./log.ts";
import { mass } from "./mass.ts";
import { open } from "./open.ts";
import { phase } from "./phase.ts";
import { reviewed } from "./reviewed.ts";
import { sev } from "./sev.ts";
import { status } from "./status.ts";
import { step } from "./step.ts";
import { subject } from "./subject.ts";
import { suspect } from "./suspect.ts";
import { undo } from "./undo.ts";
import { unfreeze } from "./unfreeze.ts";

/** Every chat command, in the order of the help card and of the app's command list. */
export const commandCatalogue: readonly Command[] = [
  open,
  status,
  list,
  log,
  assign,
  subject,
  step,
  mass,
  sev,
  phase,
  undo,
  handover,
  freeze,
  unfreeze,
  suspect,
  clearSuspect,
  breakGlass,
  reviewed,
  evidence,
  doctor,
  close,
  help,
  exceptionList,
  exceptionShow,
  exceptionAdd,
  exceptionReview,
  exceptionRenew,
  exceptionClose,
  exceptionExport,
  exceptionHelp,
];
