/**
 * Apps that attackers were seen to add to mailboxes they took over, by application id: Huntress "Rogue Apps"
 * (huntresslabs/rogueapps) and CIPP's curated list (its documentation, "Rogue Apps"), read in November 2026. Most are
 * honest products that somebody else uses: a match is a reason to ask, so a person still approves.
 */
const knownApps: ReadonlyMap<string, string> = new Map([
  ["ff8d92dc-3d82-41d6-bcbd-b9174d163620", "PerfectData Software, exports whole mailboxes"],
  ["2ef68ccc-8a4d-42ff-ae88-2d7bb89ad139", "Mail_Backup, exports whole mailboxes"],
  ["e9a7fea1-1cc0-4cd9-a31b-9137ca5deedd", "eM Client, copies whole mailboxes"],
  ["a245e8c0-b53c-4b67-9b45-751d1dff8e6b", "Newsletter Software Supermailer, sends bulk mail"],
  ["4761b959-9780-4c2d-87a3-512b4638f767", "rclone, downloads files in bulk"],
  ["b15665d9-eda6-4092-8539-0eec376afd59", "rclone, downloads files in bulk"],
  ["a43e5392-f48b-46a4-a0f1-098b5eeb4757", "CloudSponge, collects address books"],
  ["caffae8c-0882-4c81-9a27-d1803af53a40", "SigParser, collects contacts from mail"],
  ["412445a2-0794-487e-9dd6-d57d9593b249", "CubeBackup, copies mailboxes and files"],
  ["62db40a4-2c7e-4373-a609-eda138798962", "Edison Mail, copies whole mailboxes"],
  ["77468577-4f6e-40e7-b745-11d3d0c28095", "Fastmail, imports whole mailboxes"],
  ["231575bc-9f6c-4539-9241-5cfae696b630", "Foxmail, copies whole mailboxes"],
  ["b1c4926a-5fb6-4aad-b920-709c957be148", "Horizon Tech, sends phishing mail"],
  ["179d5108-412b-4c95-8e34-06786784ab39", "PostBox, copies whole mailboxes"],
  ["946c777c-bc85-489e-b034-392389ae23d6", "Spike, copies whole mailboxes"],
  ["1a9b8d93-0d60-4835-896f-83016de95ff5", "Teleforge Directory, collects mailbox data"],
  ["497ac034-5120-4c1a-929a-0351f5c09918", "ZoomInfo Communitiez Login, collects contacts"],
  ["858d7e42-35f0-44b7-9033-df309239a47f", "Zoominfo Login, collects contacts"],
]);

/** What an app of this application id is known for among attackers; undefined where it isn't listed. */
export const knownMisuse = (appId: string): string | undefined =>
  knownApps.get(appId.toLowerCase());
