import { z } from "zod/v4";
import { objectId } from "../../core/shared/ids.ts";
import { type Kind } from "./search.ts";

const schema = z.object({
  id: objectId,
  displayName: z.string().nullish(),
  mail: z.string().nullish(),
  visibility: z.string().nullish(),
  groupTypes: z.array(z.string()).nullish(),
});

/** Only Microsoft 365 groups have a site (Graph group resource: `Unified`). */
const isUnified = "groupTypes/any(c:c eq 'Unified')";

/** Sites by the Microsoft 365 group that they belong to: by object id, mail address or name. */
export const sites: Kind<z.infer<typeof schema>> = {
  path: "/v1.0/groups",
  schema,
  members: Object.keys(schema.shape),
  subjectOf: (group) =>
    group.groupTypes?.includes("Unified") === true
      ? {
          kind: "site",
          id: group.id,
          name: group.displayName ?? "",
          address: group.mail ?? "",
          about: group.visibility === "Public" ? "public group" : "private group",
        }
      : undefined,
  byWords: (text, query) => [
    ...(query.includes("@") ? [[`${isUnified} and mail eq ${text}`]] : []),
    [`${isUnified} and displayName eq ${text}`],
    [
      `${isUnified} and startswith(displayName,${text})`,
      `${isUnified} and startswith(mail,${text})`,
    ],
  ],
  byOtherId: () => [],
};
