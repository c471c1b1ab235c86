import { isList, isObject, text } from "../json.ts";
import { collection } from "../odata.ts";
import { type Route } from "../router.ts";
import { rowsOf } from "../state.ts";
import { withUser } from "./find-user.ts";

/** The tenant's products among a person's assigned licences (Graph user-list-licensedetails). */
const licenseDetails = withUser((state, call, user) => {
  const assigned = user["assignedLicenses"];
  const held = new Set(
    (isList(assigned) ? assigned : []).flatMap((one) =>
      isObject(one) ? [text(one, "skuId")] : [],
    ),
  );
  const details = rowsOf(state, "subscribedSkus")
    .filter((sku) => held.has(text(sku, "skuId")))
    .map((sku) => ({
      id: text(sku, "id"),
      skuId: text(sku, "skuId"),
      skuPartNumber: text(sku, "skuPartNumber"),
      servicePlans: sku["servicePlans"] ?? [],
    }));
  return collection(call, details, { pageSize: 100 });
});

/** What people are licensed for: read only. */
export const licenceDetailRoutes: readonly Route[] = [
  { method: "GET", path: "/users/:user/licenseDetails", handle: licenseDetails },
];
