import { type ManualCheck } from "../library.ts";

/** C11: two ways out of the whole organisation that Cordon doesn't change. */
export const checkRemoteDomainsAndJournal: ManualCheck = {
  id: "check-remote-domains-and-journal",
  code: "C11",
  title: "Check remote domains and journal",
  subjectKinds: ["user"],
  team: "collaboration",
  permissions: { least: [] },
  phase: "containment",
  asks: "May mail be forwarded to any domain by itself, and does a journal rule copy mail to the outside?",
  byHand:
    "In Exchange Online PowerShell: Get-RemoteDomain | fl DomainName,AutoForwardEnabled,AutoReplyEnabled,WhenChanged; AutoForwardEnabled of Default is best $false, and a new entry for one domain is a finding. Get-HostedOutboundSpamFilterPolicy | fl Name,AutoForwardingMode; On is a finding. Get-JournalRule | fl Name,Recipient,JournalEmailAddress,Enabled; an address outside is a finding: Disable-JournalRule <name>.",
};
