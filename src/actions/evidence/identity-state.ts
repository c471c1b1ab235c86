import { type Collector } from "../library.ts";
import { userPath } from "../read.ts";
import { rolePermissions } from "../roles.ts";
import { gapsOf, graphPart, isComplete, readParts, sentenceOf, sizesOf } from "./parts.ts";

const directory = "/v1.0/roleManagement/directory";
const pimGroups = "/v1.0/identityGovernance/privilegedAccess/group";

/** E1: how the person signs in and what the account may do, before anything changes. */
export const identityState: Collector = {
  id: "identity-state",
  code: "E1",
  kind: "E1",
  subjectKinds: ["user"],
  title: "Identity before the change",
  team: "iam",
  permissions: {
    least: [
      "UserAuthenticationMethod.Read.All",
      "User.Read.All",
      "Application.Read.All",
      "RoleAssignmentSchedule.Read.Directory",
      ...rolePermissions,
    ],
  },
  collect: async ({ graph, now }, subject) => {
    const of = (rest: string) => graphPart(graph, userPath(subject.id, rest));
    const filter = `?$filter=${encodeURIComponent(`principalId eq '${subject.id}'`)}`;
    const roles = (name: string) => graphPart(graph, `${directory}/${name}${filter}`);
    const groups = (name: string) => graphPart(graph, `${pimGroups}/${name}${filter}`);
    const parts = await readParts({
      "sign-in methods": of("/authentication/methods"),
      "active roles": roles("roleAssignmentScheduleInstances"),
      "eligible roles": roles("roleEligibilityScheduleInstances"),
      "groups it can join": groups("eligibilityScheduleInstances"),
      "groups and roles": of("/transitiveMemberOf"),
      "registered devices": of("/registeredDevices"),
      "owned devices": of("/ownedDevices"),
      "owned objects": of("/ownedObjects"),
    });
    const sizes = sizesOf(parts, [
      ["sign-in methods", "sign-in method"],
      ["active roles", "active role"],
      ["eligible roles", "eligible role"],
      ["groups and roles", "group or role", "groups and roles"],
      ["registered devices", "device"],
      ["owned objects", "owned object"],
    ]);
    return {
      content: { kind: "E1", subject: subject.id, readAt: now(), parts },
      summary: `${sentenceOf(sizes)}${gapsOf(parts)}`,
      complete: isComplete(parts),
    };
  },
};
