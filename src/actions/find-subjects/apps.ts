import { z } from "zod/v4";
import { isFirstParty } from "../first-party-apps.ts";
import { cleanText } from "../../core/shared/clean-text.ts";
import { objectId } from "../../core/shared/ids.ts";
import { type Kind } from "./search.ts";

const schema = z.object({
  id: objectId,
  appId: z.string(),
  displayName: z.string().nullish(),
  accountEnabled: z.boolean().nullish(),
  appOwnerOrganizationId: z.string().nullish(),
  verifiedPublisher: z.object({ displayName: z.string().nullish() }).nullish(),
});

const publisherOf = (app: z.infer<typeof schema>): string => {
  if (isFirstParty(app)) return "Microsoft's own";
  const publisher = app.verifiedPublisher?.displayName;
  return publisher ? `published by ${cleanText(publisher, 40)}` : "publisher not verified";
};

/** Service principals: by object id, by app id, by whole name or by the beginning of one. */
export const apps: Kind<z.infer<typeof schema>> = {
  path: "/v1.0/servicePrincipals",
  schema,
  members: Object.keys(schema.shape),
  subjectOf: (app) => ({
    kind: "service principal",
    id: app.id,
    name: app.displayName ?? "",
    address: app.appId,
    about: [
      "application",
      app.accountEnabled === false ? "disabled" : "enabled",
      publisherOf(app),
    ].join(", "),
  }),
  byWords: (text) => [[`displayName eq ${text}`], [`startswith(displayName,${text})`]],
  byOtherId: (id) => [`appId eq ${id}`],
};
