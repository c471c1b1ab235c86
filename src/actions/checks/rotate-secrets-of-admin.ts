import { type ManualCheck } from "../library.ts";

/** X1: a new password of the administrator's doesn't change what the old one could read. */
export const rotateSecretsOfAdmin: ManualCheck = {
  id: "rotate-secrets-of-admin",
  code: "X1",
  title: "Rotate secrets the admin could read",
  subjectKinds: ["user"],
  team: "cloud-security",
  permissions: { least: [] },
  phase: "eradication",
  asks: "Which secrets could this administrator read, and is each of them new now?",
  byHand:
    "List where the account had rights: Key Vaults (secrets, keys, certificates), app secrets and certificates, Automation and Logic App connections, storage keys, deployment pipelines, password vaults, Wi-Fi and VPN keys, LAPS and BitLocker recovery. Replace each one, then check that the old one is refused. The account that synchronises the directory: reset its password and run Add-ADSyncAADServiceAccount on the sync server. Emergency accounts: new passwords and keys, by two people, sealed. If the account could change Active Directory: krbtgt twice, ten hours apart. Write down what was rotated and what can't be.",
};
