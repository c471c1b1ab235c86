import { type Licence } from "../../actions/library.ts";

/**
 * Service plans of which one means that the licence is there (Microsoft: product names and service plan identifiers
 * for licensing).
 */
const plansOf: Readonly<Record<Licence, readonly string[]>> = {
  "Entra ID P1": ["AAD_PREMIUM", "AAD_PREMIUM_P2"],
  "Entra ID P2": ["AAD_PREMIUM_P2"],
  "Exchange Online": [
    "EXCHANGE_S_ENTERPRISE",
    "EXCHANGE_S_STANDARD",
    "EXCHANGE_S_ENTERPRISE_GOV",
    "EXCHANGE_S_STANDARD_GOV",
  ],
  "SharePoint Online": ["SHAREPOINTENTERPRISE", "SHAREPOINTSTANDARD", "SHAREPOINTENTERPRISE_GOV"],
  "Defender for Endpoint": ["WINDEFATP", "MDE_LITE", "MDE_SMB"],
  "Defender for Identity": ["ATA"],
  "Defender for Office 365 P2": ["THREAT_INTELLIGENCE"],
  "Purview Audit": ["M365_ADVANCED_AUDITING", "M365_AUDIT_PLATFORM"],
  "Defender XDR": ["MTP"],
};

/** Is one of its plans enabled? */
export const hasLicence = (licence: Licence, plans: readonly string[]): boolean =>
  plansOf[licence].some((plan) => plans.includes(plan));
