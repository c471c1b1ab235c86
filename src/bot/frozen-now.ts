/** What is said after a freeze, whether it was typed or pressed. */
export const frozenNow =
  "approvals are frozen; what wasn't requested is void. Two people lift it: “incident unfreeze”.";
