import { z } from "zod/v4";
import { cleanText } from "../../core/shared/clean-text.ts";
import { objectId } from "../../core/shared/ids.ts";
import { type Kind } from "./search.ts";

const schema = z.object({
  id: objectId,
  displayName: z.string().nullish(),
  userPrincipalName: z.string().nullish(),
  userType: z.string().nullish(),
  accountEnabled: z.boolean().nullish(),
  onPremisesSyncEnabled: z.boolean().nullish(),
  department: z.string().nullish(),
});

/** Accounts: by address, by whole name or by the beginning of one. */
export const people: Kind<z.infer<typeof schema>> = {
  path: "/v1.0/users",
  schema,
  members: Object.keys(schema.shape),
  subjectOf: (user) => ({
    kind: "user",
    id: user.id,
    name: user.displayName ?? "",
    address: user.userPrincipalName ?? "",
    about: [
      user.userType === "Guest" ? "guest" : "member",
      user.accountEnabled === false ? "disabled" : "enabled",
      user.onPremisesSyncEnabled === true ? "synced from AD" : "cloud-only",
      ...(user.department ? [cleanText(user.department, 40)] : []),
    ].join(", "),
  }),
  byWords: (text, query) => [
    ...(query.includes("@") ? [[`userPrincipalName eq ${text} or mail eq ${text}`]] : []),
    [`displayName eq ${text}`],
    [`startswith(displayName,${text}) or startswith(userPrincipalName,${text})`],
  ],
  byOtherId: () => [],
};
