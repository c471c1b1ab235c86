import { type ManualCheck } from "../library.ts";

/** E4: what was stolen decides what ends it. */
export const decideTokenType: ManualCheck = {
  id: "decide-token-type",
  code: "E4",
  title: "Decide which token was stolen",
  subjectKinds: ["user"],
  team: "soc",
  permissions: { least: [] },
  phase: "detection",
  asks: "Was a browser cookie, a device's primary token or an app's refresh token stolen?",
  byHand:
    "Open the sign-in logs, interactive and non-interactive, and compare session id, IP address and browser of the bad sign-ins. A cookie: one session id goes on from another address and browser; block sign-in, then end sessions. A device's primary refresh token: the bad sign-ins carry the device id of a device that the person has, or malware ran there; disable the device and isolate it as well. An app's refresh token: non-interactive sign-ins of one app, or a consent shortly before; disable the app and remove its grants. If you can't tell, treat it as all three.",
};
