/** What each collector reads, in words: its requests stand in the evidence itself, under “asked”. */
export const collectorWords: Readonly<Record<string, string>> = {
  "account-and-guardrails":
    "Reads the account by its object id: member or guest, enabled, synchronised, federated, restricted management, shared mailbox, roles active and eligible, and whether it is an emergency account, Cordon’s own or a responder’s. What can’t be read is “unknown” with the reason, never “no”.",
  "identity-state":
    "Reads sign-in methods, roles and groups active and eligible, registered and owned devices and owned apps of the account.",
  "mailbox-state":
    "Reads every way in which a mailbox diverts mail or lets others in: inbox rules with the hidden ones, sweep rules, forwarding, auto-reply, delegates and folder rights, protocols, phones, add-ins and safe senders. Rules are counted in Graph and in Exchange, and the difference is named.",
  "app-consents":
    "Reads what apps may do in the person’s name: delegated consents, app roles, the apps behind them, and apps that the account added or changed.",
  "app-facts":
    "Reads the application: publisher, home organisation, whether it is Microsoft’s own or this organisation’s, its directory roles, and whether Cordon may act on it.",
  "app-permissions":
    "Reads everything that the application may do and for whom: delegated consents of all people, app roles, secrets and certificates by their key ids (never the secrets), owners, and who consented when.",
  "sharing-state":
    "Reads links and grants of the drive’s files: kind, scope, people, end. Addresses of links aren’t kept, because they open the file.",
  "device-facts":
    "Reads the device’s exact ids in Entra, Intune and Defender, who was signed in to it, and whether it is contained already.",
  "site-facts": "Reads the site’s group, address, owners, members and guests.",
  "tenant-state":
    "Reads what holds for everybody: transport rules and connectors, Conditional Access policies with their exclusions, named locations, domains and their federation, consent and cross-tenant settings, and the audit events that changed roles and consents.",
  logs: "Reads sign-ins of all four kinds, directory audits of the last 30 days, the unified audit log, message traces and hunting tables. Each is read twice and compared; what can’t be evaluated is named, not counted as none.",
  "app-logs":
    "Reads the app’s own sign-ins, who signed in to it, and directory audits by it and on it; twice, as for accounts.",
  "site-logs":
    "Reads who opened, downloaded and shared what on the site, from the unified audit log of the last 180 days.",
  "device-logs":
    "Reads what advanced hunting has of the device by Defender’s id: alerts of 30 days, and of 7 days who signed in, connections, new files and programs, equal rows added up. Each is read twice and compared.",
  "spread-hunt":
    "Looks for other accounts with the intruder’s addresses, clients and rule names. A hit is for people to judge.",
  "app-spread":
    "Looks for other apps of the same verified publisher, home organisation or reply address, and who consented to them. A hit is for people to judge.",
  "device-spread":
    "Looks for other devices with the files of this device’s alerts, and for first logons from it elsewhere. Programs of the system are left out, and counted. A hit is for people to judge.",
  watch:
    "Looks whether anybody comes back: foreign sign-ins, new rules, consents and sign-in methods, and an account that sync enabled again. What it finds is told in the channel at once.",
  "app-watch":
    "Looks whether the app is enabled again, signs in, or has new consents, permissions, credentials or owners, compared with the snapshot and the look before.",
  "device-watch":
    "Looks whether the device is still isolated or who released it, and whether there are new alerts.",
  "site-watch":
    "Looks for new links for anybody or the organisation, and whether the tenant shares further than at the snapshot.",
};
