/** A domain whose sign-in an attacker sent elsewhere: read here, reverted by a person. */
import { z } from "zod/v4";
import { type ActionContext } from "../context.ts";
import { type Preview } from "../contract.ts";
import { read, readAll } from "../read.ts";
import { TenantFault } from "../tenant.ts";

const domainSchema = z.object({ authenticationType: z.string().nullish() });
const federationSchema = z.object({ issuerUri: z.string().nullish() });

/**
 * Never a plan: everybody of the domain then signs in elsewhere, they need new passwords, and Graph documents no change of
 * `authenticationType` for an application (Graph domain-update).
 */
export const previewFederation = async (
  { graph }: ActionContext,
  domain: string,
): Promise<Preview> => {
  const path = `/v1.0/domains/${encodeURIComponent(domain)}`;
  try {
    const { authenticationType } = await read(graph, path, domainSchema);
    if (authenticationType === "Managed") {
      return { kind: "nothing to do", seen: `Entra checks the passwords of ${domain} itself.` };
    }
    const [found] = await readAll(graph, `${path}/federationConfiguration`, federationSchema);
    const issuer = found?.issuerUri ?? "an unknown issuer";
    const command = `Update-MgDomain -DomainId ${domain} -BodyParameter @{authenticationType="Managed"}`;
    return {
      kind: "by hand",
      reason: `${domain} trusts ${issuer}. As Hybrid Identity Administrator: ${command}`,
    };
  } catch (fault) {
    if (!(fault instanceof TenantFault) || fault.kind !== "not found") throw fault;
    return { kind: "by hand", reason: `${domain} isn't a domain of this tenant.` };
  }
};
