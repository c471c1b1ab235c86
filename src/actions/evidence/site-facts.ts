import { type Collector } from "../library.ts";
import {
  gapsOf,
  graphObject,
  graphPart,
  isComplete,
  readParts,
  sentenceOf,
  sizesOf,
} from "./parts.ts";

/** E0 of a site: its group, its address, who owns it and who is in it. */
export const siteFacts: Collector = {
  id: "site-facts",
  code: "E0",
  kind: "E0",
  subjectKinds: ["site"],
  title: "Site, its owners and its members",
  team: "soc",
  permissions: { least: ["Group.Read.All", "Sites.Read.All", "User.Read.All"] },
  licences: ["SharePoint Online"],
  collect: async ({ graph, now }, subject) => {
    const group = `/v1.0/groups/${encodeURIComponent(subject.id)}`;
    const people = "?$select=id,displayName,userPrincipalName,userType";
    const parts = await readParts({
      group: graphObject(graph, group),
      site: graphObject(graph, `${group}/sites/root?$select=id,displayName,webUrl`),
      drive: graphObject(graph, `${group}/drive?$select=id,name,webUrl`),
      owners: graphPart(graph, `${group}/owners${people}`),
      members: graphPart(graph, `${group}/members${people}`),
    });
    const sizes = sizesOf(parts, [
      ["owners", "owner"],
      ["members", "member"],
    ]);
    return {
      content: { kind: "E0", subject: subject.id, readAt: now(), parts },
      summary: `${sentenceOf(sizes)}${gapsOf(parts)}`,
      complete: isComplete(parts),
    };
  },
};
