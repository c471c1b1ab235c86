import { z } from "zod/v4";
import { graphError } from "../errors.ts";
import { given } from "../json.ts";
import { entity } from "../odata.ts";
import { type Handler, type Route } from "../router.ts";
import { type Row, rowAt, type State } from "../state.ts";

/** The tenant has one row of settings. */
const key = "settings";

const patch = z
  .strictObject({
    sharingCapability: z.enum([
      "disabled",
      "externalUserSharingOnly",
      "externalUserAndGuestSharing",
      "existingExternalUserSharingOnly",
    ]),
    sharingDomainRestrictionMode: z.enum(["none", "allowList", "blockList"]),
    sharingBlockedDomainList: z.array(z.string()),
    sharingAllowedDomainList: z.array(z.string()),
    isResharingByExternalUsersEnabled: z.boolean(),
  })
  .partial();

const settingsOf = (state: State): Row => rowAt(state, "sharePointSettings", key) ?? {};

/** 200 with the settings; members that aren't named keep their value (sharepointsettings-update). */
const patchSettings: Handler = (state, call) => {
  const parsed = patch.safeParse(call.body);
  if (!parsed.success || Object.keys(parsed.data).length === 0) {
    return graphError(400, "invalidRequest", "The request body is invalid.");
  }
  const row = { ...settingsOf(state), ...given(parsed.data) };
  return { ...entity(call, row), changes: [{ table: "sharePointSettings", key, row }] };
};

const path = "/admin/sharepoint/settings";

/** How far the whole tenant shares. */
export const sharePointRoutes: readonly Route[] = [
  { method: "GET", path, handle: (state, call) => entity(call, settingsOf(state)) },
  { method: "PATCH", path, handle: patchSettings },
];
