/** Where the measured bot stands: ids that product, bare bot and load agree on. */
export const bench = {
  botId: "28:cordon",
  general: "19:contoso-ir@thread.tacv2",
  groupId: "c0dec0de-0000-4000-8000-0000000000d1",
} as const;
