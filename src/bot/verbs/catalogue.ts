import { type Verb } from "../bot.ts";
import { exceptionAccept } from "./exception-accept.ts";
import { exceptionAdd, exceptionCancel } from "./exception-add.ts";
import { exceptionClose } from "./exception-close.ts";
import { exceptionRenew } from "./exception-renew.ts";
import { exceptionReview } from "./exception-review.ts";
import { exceptionShow } from "./exception-show.ts";
import { incidentCancel } from "./incident-cancel.ts";
import { incidentChange } from "./incident-change.ts";
import { incidentCheck } from "./incident-check.ts";
import { incidentChoose, incidentConfirm } from "./incident-confirm.ts";
import { handoverAsk } from "./handover-ask.ts";
import { incidentForm } from "./incident-form.ts";
import { incidentFreeze } from "./incident-freeze.ts";
import { incidentHelp } from "./incident-help.ts";
import { incidentSteps } from "./incident-steps.ts";
import { incidentTakeOver } from "./incident-take-over.ts";
import { stepApprove } from "./step-approve.ts";
import { stepDecline } from "./step-decline.ts";
import { stepLook } from "./step-look.ts";
import { stepLooked } from "./step-looked.ts";
import { stepOpen } from "./step-open.ts";
import { stepPropose } from "./step-propose.ts";
import { stepStop } from "./step-stop.ts";
import { stepTake } from "./step-take.ts";
import { stepWaive } from "./step-waive.ts";
import { stepWithdraw } from "./step-withdraw.ts";

/** Every verb that a card may carry; any other is refused. */
export const verbCatalogue: readonly Verb[] = [
  stepApprove,
  stepDecline,
  stepWithdraw,
  stepWaive,
  stepTake,
  stepStop,
  stepPropose,
  stepLook,
  stepLooked,
  stepOpen,
  incidentForm,
  incidentCheck,
  incidentConfirm,
  incidentChoose,
  incidentChange,
  incidentCancel,
  incidentSteps,
  incidentFreeze,
  incidentTakeOver,
  handoverAsk,
  incidentHelp,
  exceptionAccept,
  exceptionReview,
  exceptionRenew,
  exceptionClose,
  exceptionShow,
  exceptionAdd,
  exceptionCancel,
];
