import { z } from "zod/v4";
import { graphError } from "../errors.ts";
import { text } from "../json.ts";
import { collection } from "../odata.ts";
import { type Handler, type Route } from "../router.ts";
import { type Change, type Row, rowsOf, type State } from "../state.ts";

const path = "/security/collaboration/analyzedEmails";

/** Products with Defender for Office 365 P2 in them. */
const skus = ["SPE_E5", "ENTERPRISEPREMIUM", "THREAT_INTELLIGENCE", "IDENTITY_THREAT_PROTECTION"];

const isLicensed = (state: State): boolean =>
  rowsOf(state, "subscribedSkus").some((sku) => skus.includes(text(sku, "skuPartNumber")));

const unlicensed = graphError(
  403,
  "Forbidden",
  "The tenant doesn't have a license that includes this feature.",
);

const list: Handler = (state, call) =>
  isLicensed(state)
    ? collection(call, rowsOf(state, "analyzedEmails"), { pageSize: 50 })
    : unlicensed;

const remediation = z.strictObject({
  displayName: z.string().min(1),
  description: z.string().optional(),
  severity: z.enum(["low", "medium", "high"]),
  action: z.enum(["moveToJunk", "moveToInbox", "moveToDeletedItems", "softDelete", "hardDelete"]),
  remediateSendersCopy: z.boolean().optional(),
  analyzedEmails: z
    .array(z.strictObject({ networkMessageId: z.guid(), recipientEmailAddress: z.string() }))
    .min(1),
});

/** Where each action puts a message; soft-deleted ones have no place of their own in the enumeration. */
const places = {
  moveToJunk: "junkFolder",
  moveToInbox: "inbox_folder",
  moveToDeletedItems: "deletedFolder",
  softDelete: "deletedFolder",
  hardDelete: "others",
} as const;

const moved = (row: Row, action: keyof typeof places): Change => ({
  table: "analyzedEmails",
  key: text(row, "id"),
  row: {
    ...row,
    latestDelivery: {
      action: action === "moveToJunk" ? "deliveredToJunk" : "delivered",
      location: places[action],
    },
  },
});

/** 202; what isn't in the list of analysed mail is taken and comes to nothing, as the service does. */
const remediate: Handler = (state, call) => {
  if (!isLicensed(state)) return unlicensed;
  const parsed = remediation.safeParse(call.body);
  if (!parsed.success) {
    return graphError(400, "BadRequest", "The request body contains an invalid property or value.");
  }
  const { action, analyzedEmails } = parsed.data;
  const rows = rowsOf(state, "analyzedEmails").filter((row) =>
    analyzedEmails.some(
      (wanted) =>
        wanted.networkMessageId === row["networkMessageId"] &&
        wanted.recipientEmailAddress === row["recipientEmailAddress"],
    ),
  );
  const changes = rows.filter((row) => row["_stuck"] !== true).map((row) => moved(row, action));
  const location = `${call.tenant.url}/action-center/${call.newId()}`;
  return { status: 202, headers: { location }, changes };
};

/** Mail that Defender for Office 365 analysed, one row for each recipient, and its remediation. */
export const analyzedEmailRoutes: readonly Route[] = [
  { method: "GET", path, handle: list },
  { method: "POST", path: `${path}/remediate`, handle: remediate },
  { method: "POST", path: `${path}/microsoft.graph.security.remediate`, handle: remediate },
];
